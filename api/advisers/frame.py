"""The console's frame: which parts it has, who sees them, and the page around each."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.advisers.access import PATH, SignedIn
from api.advisers.roles import may
from api.page import templates
from kb.places import council_names

# Each part of the console: its address, its name, and the role that it needs.
PARTS = (
    (f"{PATH}/today", "Today", "adviser"),
    (PATH, "Queue", "adviser"),
    (f"{PATH}/conversations", "Conversations", "adviser"),
    (f"{PATH}/corrections", "Corrections", "adviser"),
    (f"{PATH}/models", "Models", "editor"),
    (f"{PATH}/answers", "Answers", "adviser"),
    (f"{PATH}/callbacks", "Call-backs", "adviser"),
    (f"{PATH}/line", "Line", "adviser"),
    (f"{PATH}/statistics", "What parents ask", "adviser"),
    (f"{PATH}/accounts", "Accounts", "administrator"),
    (f"{PATH}/audit", "Audit log", "administrator"),
    (f"{PATH}/privacy", "Privacy", "administrator"),
    (f"{PATH}/me", "Your account", "adviser"),
)


def page(
    request: Request,
    template: str,
    adviser: SignedIn,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **filled: Any,
) -> Response:
    """A page of the console for that adviser: it knows who they are, their councils and their way around."""
    known = {
        "account": adviser.account,
        "form": adviser.form_token,
        "councils": {slug: council_names()[slug] for slug in adviser.account.councils},
        "parts": [(path, name) for path, name, role in PARTS if may(adviser.account.role, role)],
        "due": adviser.due,
        "part": part_of(request.url.path),
    }
    return templates.TemplateResponse(request, template, known | filled, status_code=status, headers=headers)


def part_of(path: str) -> str:
    """The address of the part that a page belongs to: the longest that its own begins with."""
    within = [part for part, _, _ in PARTS if path == part or path.startswith(f"{part}/")]
    return max(within, key=len, default="")
