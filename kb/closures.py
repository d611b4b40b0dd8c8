"""Closures of a service's line: announced, listed, taken back. Each makes a new book, so that all processes see it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kb.errors import AsklineError, UnknownCouncil
from kb.line_fields import NOT_PLAIN
from kb.loading import new_version
from kb.models import Closure, Council

LONGEST_REASON = 80  # it stands within a sentence
LONGEST_CLOSURE = 366  # days


class WrongClosure(AsklineError):
    """A closure that cannot be; the text says why."""


class UnknownClosure(AsklineError):
    """No closure has that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no closure with the number {number}. `python -m kb closures list` shows them.")


@dataclass(frozen=True)
class Announced:
    """A closure as staff see it."""

    id: int
    council: str
    first_day: date
    last_day: date
    reason: str
    announced_by: str

    def line(self) -> str:
        """In one line."""
        days = f"{self.first_day}" if self.first_day == self.last_day else f"{self.first_day} to {self.last_day}"
        return f"{self.id:4}  {self.council:16}{days:26}{self.reason} (announced by {self.announced_by})"


def announce(engine: Engine, council: str, first_day: date, last_day: date, reason: str, by: str) -> Announced:
    """Announces that a line is not answered on these days. Raises UnknownCouncil and WrongClosure."""
    with Session(engine) as session, session.begin():
        return announce_in(session, council, first_day, last_day, reason, by)


def announce_in(session: Session, council: str, first_day: date, last_day: date, reason: str, by: str) -> Announced:
    """As `announce`, in a transaction that has begun."""
    reason = " ".join(reason.split())
    if last_day < first_day:
        raise WrongClosure(f"The last day ({last_day}) lies before the first ({first_day}).")
    if (last_day - first_day).days > LONGEST_CLOSURE:
        raise WrongClosure("A closure lasts a year at most.")
    if not reason or len(reason) > LONGEST_REASON:
        raise WrongClosure(f"Please give a reason of 1 to {LONGEST_REASON} letters: parents read it.")
    if signs := sorted({sign for sign in reason if sign in NOT_PLAIN}):
        raise WrongClosure(f"Please leave out of the reason: {' '.join(signs)}. Parents see plain words.")
    if session.get(Council, council) is None:
        raise UnknownCouncil(council)
    row = Closure(
        council_slug=council,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        announced_by=by,
        announced_at=datetime.now(UTC),
    )
    session.add(row)
    new_version(session)
    session.flush()
    return _announced(row)


def closures(engine: Engine, council: str | None = None, since: date | None = None) -> list[Announced]:
    """The closures of a council, or of all, that are not over before `since`."""
    query = select(Closure).order_by(Closure.first_day, Closure.id)
    if council:
        query = query.where(Closure.council_slug == council)
    if since:
        query = query.where(Closure.last_day >= since)
    with Session(engine) as session:
        return [_announced(row) for row in session.scalars(query)]


def take_back(engine: Engine, number: int) -> Announced:
    """Deletes a closure; returns what it was. Raises UnknownClosure."""
    with Session(engine) as session, session.begin():
        return take_back_in(session, number)


def take_back_in(session: Session, number: int, council: str | None = None) -> Announced:
    """As `take_back`, in a transaction that has begun; with a council, only a closure of its line."""
    row = session.get(Closure, number)
    if row is None or council not in (None, row.council_slug):
        raise UnknownClosure(number)
    gone = _announced(row)
    session.delete(row)
    new_version(session)
    return gone


def _announced(row: Closure) -> Announced:
    return Announced(row.id, row.council_slug, row.first_day, row.last_day, row.reason, row.announced_by)
