"""Changes of a line, each with its line in the audit log, in one transaction. This process reads the new book at once;
the others, and the action server, when they look for one (ASKLINE_BOOK_CHECK_SECONDS).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.access import SignedIn
from api.advisers.audit import record
from api.advisers.models import Adviser, AdviserCouncil
from api.line.access import Line
from api.wiring import Services
from kb.closures import announce_in, take_back_in
from kb.database import in_utc
from kb.line_changes import edit
from kb.line_edits import changes, terms_part


@dataclass(frozen=True)
class Done:
    """A change as the page shows it."""

    part: str
    own: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class OnDuty:
    """An adviser who is on duty, and since when."""

    name: str
    since: datetime


Closing = tuple[date, date, str]


def change(
    here: Services, adviser: SignedIn, line: Line, part: str, value: Any, seen: int = 0, own: bool = True
) -> None:
    """Changes a part of the line. Raises ChangedMeanwhile."""
    with Session(here.engine) as session, session.begin():
        edit(session, line.council, part, value, adviser.account.id, seen, own)
        detail = {"part": part, "back_to_what_ships": not own}
        record(session, adviser.actor, "line_changed", line.council, detail, line.council)
    here.keeper.refresh()


def announce(here: Services, adviser: SignedIn, line: Line, closing: Closing) -> None:
    """Announces a closure. Raises WrongClosure."""
    with Session(here.engine) as session, session.begin():
        _announce(session, adviser, line, closing)
    here.keeper.refresh()


def take_back(here: Services, adviser: SignedIn, line: Line, number: int) -> None:
    """Takes a closure back. Raises UnknownClosure."""
    with Session(here.engine) as session, session.begin():
        take_back_in(session, number, line.council)
        record(session, adviser.actor, "closure_taken_back", str(number), council=line.council)
    here.keeper.refresh()


def take_calendar(
    here: Services,
    adviser: SignedIn,
    line: Line,
    terms: Mapping[str, Any],
    seen: Mapping[str, int],
    closures: Iterable[Closing],
) -> None:
    """Takes what a calendar file held: all of it or nothing. Raises ChangedMeanwhile and WrongClosure."""
    there = {(c.first_day, c.last_day, c.reason) for c in line.facts.closures}
    with Session(here.engine) as session, session.begin():
        for year, value in terms.items():
            edit(session, line.council, terms_part(year), value, adviser.account.id, seen.get(year, 0))
        for closing in closures:
            if closing not in there:
                _announce(session, adviser, line, closing)
        if terms:
            detail = {"part": "terms", "years": sorted(terms), "from": "calendar"}
            record(session, adviser.actor, "line_changed", line.council, detail, line.council)
    here.keeper.refresh()


def done_lately(here: Services, council: str) -> list[Done]:
    """The last changes, with the names of who made them."""
    with Session(here.engine) as session:
        found = changes(session, council)
        names = _names(session, {change.by for change in found})
        return [Done(c.part, c.own, names.get(c.by, "an account that is gone"), in_utc(c.at)) for c in found]


def on_duty(here: Services, council: str, seen_since: datetime) -> list[OnDuty]:
    """Who is on duty for that council, with their page open."""
    query = select(Adviser.display_name, AdviserCouncil.on_duty_since).join(
        AdviserCouncil, AdviserCouncil.adviser_id == Adviser.id
    )
    on = AdviserCouncil.council_slug == council, AdviserCouncil.on_duty_since.is_not(None)
    with Session(here.engine) as session:
        rows = session.execute(query.where(*on, Adviser.disabled.is_(False), Adviser.seen_at >= seen_since))
        found = [OnDuty(name, in_utc(since)) for name, since in rows if since]
    return sorted(found, key=lambda one: (one.since, one.name))


def _announce(session: Session, adviser: SignedIn, line: Line, closing: Closing) -> None:
    made = announce_in(session, line.council, *closing, adviser.account.display_name)
    record(session, adviser.actor, "closure_announced", str(made.id), council=line.council)


def _names(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(Adviser.id, Adviser.display_name).where(Adviser.id.in_(ids)))
    return {row.id: row.display_name for row in rows}
