"""Builders for the tests of call-backs: a parent's details that nobody else in the tests uses, so that leaks show."""

from typing import Any

import httpx

from tests.stack import Parent

# Ofcom keeps these numbers free for films; nobody can be rung on them.
PHONE, EMAIL = "020 7946 0018", "zeb.quillfeather@example.com"
NAME, TIMES, ABOUT = "Zebedee Quillfeather", "Tuesdays after 3pm", "Wobbly plans for Persimmon"
SECRETS = (NAME, PHONE, PHONE.replace(" ", ""), EMAIL, TIMES, ABOUT, "Quillfeather", "Persimmon")


def a_form(**fields: Any) -> dict[str, Any]:
    """A form that is right in every field, unless `fields` say otherwise."""
    right = {"name": NAME, "phone": PHONE, "email": EMAIL, "best_times": TIMES, "about": ABOUT, "consent": True}
    return {**right, **fields}


def asks_for_a_call(parent: Parent, **fields: Any) -> httpx.Response:
    """Sends the form over HTTP."""
    return parent.client.post(f"{parent.path}/callback", json=a_form(**fields), headers=parent.headers)
