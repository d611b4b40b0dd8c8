"""An adviser at their desk: a browser without JavaScript on the advisers' pages, and an account made for it."""

import re
import uuid
from typing import Any

import httpx
from bs4 import BeautifulSoup
from sqlalchemy import Engine

from api.advisers.accounts import Accounts

PASSWORD = "three plain words here"


def an_account(engine: Engine, *councils: str, name: str = "", shown: str = "Sam Reed", role: str = "adviser") -> str:
    """A new account for these councils; returns its name."""
    return Accounts(engine).add(name or f"sam-{uuid.uuid4().hex[:8]}", shown, PASSWORD, councils, role).name


class Desk:
    """What an adviser sees and does."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def log_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Fills in the log-in form."""
        form = form_of(self.client.get("/adviser/login"))
        return self.client.post("/adviser/login", data={"form": form, "name": name, "password": password})

    @property
    def form(self) -> str:
        """What the forms of this log-in carry."""
        return form_of(self.client.get("/adviser"))

    def post(self, path: str, **fields: Any) -> httpx.Response:
        """Sends one of the forms."""
        return self.client.post(f"/adviser{path}", data={"form": self.form, **fields})

    def on_duty(self, *councils: str) -> "Desk":
        """Goes on duty for these councils."""
        assert self.post("/duty", on="true", council=list(councils)).status_code == 303
        return self

    def off_duty(self) -> None:
        """Goes off duty."""
        self.post("/duty", on="false")

    def takes(self, conversation_id: str) -> httpx.Response:
        """Takes that parent."""
        return self.post(f"/chats/{conversation_id}/take")

    def says(self, conversation_id: str, text: str, **fields: Any) -> httpx.Response:
        """Writes to the parent."""
        return self.post(f"/chats/{conversation_id}/messages", text=text, **fields)

    def page(self, path: str = "") -> BeautifulSoup:
        """A page as the browser has it."""
        response = self.client.get(f"/adviser{path}")
        assert response.status_code == 200, response.text
        return BeautifulSoup(response.text, "html.parser")

    def said(self, conversation_id: str) -> list[str]:
        """The messages of a chat, as the page shows them."""
        return [
            " ".join(li.get_text(" ").split())
            for li in self.page(f"/chats/{conversation_id}").select("ol > li.message")
        ]


def form_of(response: httpx.Response) -> str:
    """The token in the page's first form."""
    found = re.search(r'name="form" value="([^"]+)"', response.text)
    assert found, response.text
    return found[1]
