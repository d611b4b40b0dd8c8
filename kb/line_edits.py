"""What advisers changed of their council's line: hours, term dates, welcome line.

It lies over what `kb/content/` ships. A load never touches it, and says what
it kept. Every change is a row of its own: who, when, and what it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kb.facts import CouncilFacts
from kb.models import Council, LineEdit

HOURS, WELCOME, TERMS = "hours", "welcome", "terms "

Edits = Mapping[tuple[str, str], LineEdit]


@dataclass(frozen=True)
class Change:
    """One change: of what, by whom (an account's id), when; `own` is false when they went back to what ships."""

    part: str
    own: bool
    by: str
    at: datetime


def terms_part(year: str) -> str:
    """The name under which a school year's terms are kept."""
    return TERMS + year


def newest(session: Session, council: str | None = None) -> dict[tuple[str, str], LineEdit]:
    """The newest row of each part, of one council or of all."""
    last = select(func.max(LineEdit.id)).group_by(LineEdit.council_slug, LineEdit.part)
    query = select(LineEdit).where(LineEdit.id.in_(last.where(LineEdit.council_slug == council) if council else last))
    return {(row.council_slug, row.part): row for row in session.scalars(query)}


def edited(facts: CouncilFacts, edits: Edits) -> CouncilFacts:
    """The council as its advisers want it: what ships, with what they changed in its place. Pure."""
    for (council, part), row in edits.items():
        if council != facts.slug or not row.own:
            continue
        if part == HOURS:
            facts = replace(facts, service={**facts.service, "hours": row.value})
        elif part == WELCOME:
            facts = replace(facts, welcome=row.value or "")
        elif part.startswith(TERMS):
            facts = replace(facts, term_dates={**facts.term_dates, part.removeprefix(TERMS): row.value})
    return facts


def changes(session: Session, council: str, most: int = 20) -> list[Change]:
    """What was changed lately, the newest first."""
    query = select(LineEdit).where(LineEdit.council_slug == council).order_by(LineEdit.id.desc()).limit(most)
    return [Change(row.part, row.own, row.changed_by, row.changed_at) for row in session.scalars(query)]


def kept(session: Session) -> list[str]:
    """What stands in the place of what ships, and differs from it: a line each for who loads the content."""
    rows = [row for _, row in sorted(newest(session).items(), key=lambda item: item[0]) if row.own]
    return [
        f"{row.part} of {row.council_slug}, as its advisers changed it: kb/content says otherwise"
        for row in rows
        if any(row.value != shipped for shipped in _shipped(session, row))
    ]


def _shipped(session: Session, row: LineEdit) -> Iterator[Any]:
    """What ships under that name, if anything does."""
    council = session.get_one(Council, row.council_slug)
    if row.part == HOURS:
        yield council.service.hours
    elif row.part.removeprefix(TERMS) in council.term_dates:
        yield council.term_dates[row.part.removeprefix(TERMS)]
