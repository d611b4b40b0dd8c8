"""What an administrator finds in the audit log: what was done with things of their councils, or by their colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Engine, Select, and_, or_, select
from sqlalchemy.orm import Session

from api.advisers.audit import COMMAND
from api.advisers.models import Adviser, AdviserCouncil, Audit
from kb.database import in_utc
from kb.hours import LONDON

A_PAGE = 50
LAST = 2_000_000_000


class AuditFilters(BaseModel):
    """The form above the log, as it stands in the address: an empty field asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    who: str = Field("", max_length=64, pattern=r"^[0-9a-f-]*$")
    action: str = Field("", max_length=40, pattern=r"^[a-z_]*$")
    subject: str = Field("", max_length=64, pattern=r"^[0-9A-Za-z-]*$")
    since: date | Literal[""] = ""
    until: date | Literal[""] = ""
    before: int = Field(LAST, ge=1, le=LAST)

    @property
    def chosen(self) -> dict[str, str]:
        """What is filled in, without the page."""
        return {name: str(value) for name, value in self if value != "" and name != "before"}


@dataclass(frozen=True)
class Line:
    """A line of the log as the page shows it."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    subject_name: str
    council: str | None
    address: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class AuditPage:
    """Some lines, the newest first; `next`, which line the page after it begins below."""

    lines: tuple[Line, ...]
    next: int | None


def lines_of(engine: Engine, filters: AuditFilters, councils: Sequence[str], many: int = A_PAGE) -> AuditPage:
    """The lines that an administrator of these councils may read, and looks for: so many at a time."""
    with Session(engine) as session:
        rows = list(session.execute(_query(filters, councils).limit(many + 1)))
        ids = {row.Audit.adviser_id for row in rows} | {row.Audit.subject for row in rows}
        names = _names(session, ids, councils)
        only_here = _only_of(session, ids, councils)
    shown = rows[:many]
    lines = tuple(_line(row.Audit, names, only_here, councils) for row in shown)
    return AuditPage(lines, lines[-1].id if len(rows) > many else None)


def _query(filters: AuditFilters, councils: Sequence[str]) -> Select[Audit]:
    found = [_visible(councils), Audit.id < filters.before]
    for column, wanted in ((Audit.adviser_id, filters.who), (Audit.action, filters.action)):
        if wanted:
            found.append(column == wanted)
    if filters.subject:
        found.append(Audit.subject == filters.subject)
    if isinstance(filters.since, date):
        found.append(Audit.at >= _midnight(filters.since))
    if isinstance(filters.until, date) and filters.until < date.max:
        found.append(Audit.at < _midnight(filters.until + timedelta(days=1)))
    return select(Audit).where(*found).order_by(Audit.id.desc())


def _visible(councils: Sequence[str]) -> ColumnElement[bool]:
    colleagues = select(AdviserCouncil.adviser_id).where(AdviserCouncil.council_slug.in_(councils))
    # A log-in with a name that nobody has is nobody's: it may be the beginning of an attack on everybody.
    by_nobody = Audit.adviser_id.is_(None), or_(Audit.subject == "", Audit.subject.in_(colleagues))
    of_no_council = or_(Audit.adviser_id.in_(colleagues), and_(*by_nobody))
    return or_(Audit.council_slug.in_(councils), and_(Audit.council_slug.is_(None), of_no_council))


def _names(session: Session, ids: set[str | None], councils: Sequence[str]) -> dict[str, str]:
    colleagues = select(AdviserCouncil.adviser_id).where(AdviserCouncil.council_slug.in_(councils))
    query = select(Adviser.id, Adviser.name).where(Adviser.id.in_(ids - {None}), Adviser.id.in_(colleagues))
    return {row.id: row.name for row in session.execute(query)}


def _only_of(session: Session, ids: set[str | None], councils: Sequence[str]) -> set[str]:
    """Which of these accounts are of no other councils."""
    others = select(AdviserCouncil.adviser_id).where(AdviserCouncil.council_slug.not_in(councils))
    query = select(Adviser.id).where(Adviser.id.in_(ids - {None}), Adviser.id.not_in(others))
    return set(session.scalars(query))


def _line(row: Audit, names: dict[str, str], only_here: set[str], councils: Sequence[str]) -> Line:
    # What somebody of several councils did may tell of the others, where it is not said whose it was.
    told = row.council_slug in councils or row.adviser_id is None or row.adviser_id in only_here
    return Line(
        id=row.id,
        at=in_utc(row.at),
        who=_who(row, names),
        action=row.action,
        subject=row.subject,
        subject_name=names.get(row.subject, ""),
        council=row.council_slug,
        address=row.address,
        detail=row.detail if told else {},
    )


def _who(row: Audit, names: dict[str, str]) -> str:
    if row.adviser_id is None:
        return "whoever runs Askline" if row.address == COMMAND else "somebody unknown"
    return names.get(row.adviser_id, "an account of another council")


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 2)), time(), LONDON).astimezone(UTC)
