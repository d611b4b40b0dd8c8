"""Old months of the audit log are deleted by whoever runs Askline, whole months at a time, and that is recorded.

The database refuses every other deletion. This one puts the refusal aside inside its own transaction: nobody else can
use the gap, and when anything fails the log is as it was.
"""

from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, Engine, delete, func, select, text
from sqlalchemy.orm import Session

from api.advisers.audit import COMMAND, Actor, record
from api.advisers.models import Audit
from kb.errors import AsklineError
from kb.hours import LONDON

FEWEST = 6  # months that are always kept


class TooFewMonths(AsklineError):
    """Less would be kept than anybody could look into."""

    def __init__(self) -> None:
        super().__init__(f"The audit log keeps {FEWEST} whole months at least. Nothing was deleted.")


def first_kept(today: date, months: int) -> date:
    """The first day that is kept when so many whole months before this one are. Pure. Raises TooFewMonths."""
    if months < FEWEST:
        raise TooFewMonths
    count = today.year * 12 + today.month - 1 - months
    return date(max(1, count // 12), count % 12 + 1, 1)


def old_lines(engine: Engine, before: date) -> int:
    """How many lines are older than that day."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Audit).where(Audit.at < _midnight(before))) or 0


def forget(engine: Engine, before: date) -> int:
    """Deletes what is older than that day, and records how many lines that were."""
    with engine.connect() as connection:
        guard = _set_aside(connection)
        gone = connection.execute(delete(Audit).where(Audit.at < _midnight(before))).rowcount
        connection.execute(text(guard))
        with Session(connection) as session:
            record(session, Actor(None, COMMAND), "audit_forgotten", detail={"before": f"{before}", "lines": gone})
            session.flush()
        connection.commit()
    return gone


def _set_aside(connection: Connection) -> str:
    """Stops the refusal for this transaction; returns what brings it back."""
    if connection.dialect.name == "postgresql":
        # Nobody else reads or writes the table until this is over.
        connection.execute(text("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE"))
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_only_grows"))
        return "ALTER TABLE audit ENABLE TRIGGER audit_only_grows"
    # The driver begins no transaction by itself for what changes tables.
    connection.execute(text("BEGIN IMMEDIATE"))
    named = "FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_no_delete'"
    guard = connection.execute(text(f"SELECT sql {named}")).scalar_one()
    connection.execute(text("DROP TRIGGER audit_no_delete"))
    return str(guard)


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 2)), time(), LONDON).astimezone(UTC)
