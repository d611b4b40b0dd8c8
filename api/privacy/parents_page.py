"""The public page on what is kept, why and how long: its words from kb/content, its days from the settings."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.page import templates, unknown_council
from api.routes import Here
from kb.contacts import contact_words, service_words
from kb.facts import CouncilFacts
from kb.places import council_names
from kb.settings import Settings
from kb.shipped import CONTENT, read_yaml

router = APIRouter(include_in_schema=False)

DAYS = ("conversation", "feedback", "note", "callback", "correction")
IN_YEARS = 365
SECTIONS = ("out", "who", "where", "delete", "rights")


@lru_cache
def privacy_words(content: Path = CONTENT) -> dict[str, Any]:
    """The page's words, by key."""
    return dict(read_yaml(content / "privacy.yml"))


def for_days(days: int) -> str:
    """So many days, in the words that people use for so long a time."""
    years, rest = divmod(days, IN_YEARS)
    if years and not rest:
        return "1 year" if years == 1 else f"{years} years"
    return "1 day" if days == 1 else f"{days} days"


def filled(settings: Settings, council: CouncilFacts | None) -> dict[str, Any]:
    """The page's words for that council, with the days that these settings say."""
    words = privacy_words()
    known = {name: for_days(int(getattr(settings, f"{name}_days"))) for name in DAYS}
    known["service"] = f"**{service_words(council)}**" if council else words["service_unknown"]
    known["contact"] = contact_words(council) if council else words["contact_unknown"]
    asked = words["asked"].format(privacy_contact=settings.privacy_contact) if settings.privacy_contact else ""
    sections = [(words[name]["title"], words[name]["text"].strip().format(**known)) for name in SECTIONS]
    return {
        "title": words["title"],
        "intro": words["intro"].strip(),
        "what": words["what"] | {"rows": [[cell.format(**known) for cell in row] for row in words["what"]["rows"]]},
        "sections": [*sections[:-1], (sections[-1][0], f"{sections[-1][1]}\n\n{asked}".strip())],
        "back": words["back"],
    }


@router.get("/privacy")
async def everywhere(request: Request, here: Here) -> HTMLResponse:
    """The page for parents whose council is not known."""
    return _page(request, filled(here.settings, None), "")


@router.get("/privacy/{council}")
async def of_council(council: str, request: Request, here: Here) -> Response:
    """The page for parents of that council: it names their service."""
    if council not in council_names():
        return unknown_council(request, council, here)
    return _page(request, filled(here.settings, here.keeper.book().councils.get(council)), council)


def _page(request: Request, words: dict[str, Any], council: str) -> HTMLResponse:
    return templates.TemplateResponse(request, "privacy.html", {"words": words, "council": council})
