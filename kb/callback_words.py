"""What the call-back form, its confirmation and its e-mail say: `kb/content/callback.yml`, filled in. Pure."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.contacts import service_words
from kb.facts import CouncilFacts
from kb.shipped import CONTENT, read_yaml


@lru_cache
def callback_words(content: Path = CONTENT) -> dict[str, Any]:
    """All the words, by key and group."""
    found: dict[str, Any] = read_yaml(content / "callback.yml")
    return found


def said(key: str, **values: object) -> str:
    """One text, filled in. `key` is "title", or "errors.name_missing" within a group."""
    text: Any = callback_words()
    for part in key.split("."):
        text = text[part]
    return str(text).strip().format(**values)


def consent(council: CouncilFacts, days: int) -> str:
    """What a parent agrees to, as it is shown and kept: who gets their details, and for how long."""
    return said("consent", service=service_words(council), days=days)


def callback_email(council: CouncilFacts | None) -> str | None:
    """Where call-back requests for that council go: its service's first e-mail. None: no call-back can be offered."""
    emails = council.service["emails"] if council else []
    return str(emails[0]["address"]) if emails else None
