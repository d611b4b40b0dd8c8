"""Changing what parents hear of a council's line. Each change makes a new book, so that all processes see it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from kb.errors import AsklineError, UnknownCouncil
from kb.line_edits import newest
from kb.loading import new_version
from kb.models import Council, LineEdit


class ChangedMeanwhile(AsklineError):
    """Somebody else changed the same while this was being written."""

    def __init__(self) -> None:
        super().__init__("Somebody else has changed this meanwhile. Look at what it is now, then change it again.")


def edit(session: Session, council: str, part: str, value: Any, by: str, seen: int, own: bool = True) -> None:
    """Changes a part; with `own` false it goes back to what ships. `seen`: the row that they saw there, 0 for none.

    Raises UnknownCouncil, and ChangedMeanwhile when another row came since.
    """
    # Written first, so that of two who change at once the second waits and then sees the first.
    new_version(session)
    if session.get(Council, council) is None:
        raise UnknownCouncil(council)
    last = newest(session, council).get((council, part))
    if (last.id if last else 0) != seen:
        raise ChangedMeanwhile
    row = LineEdit(council_slug=council, part=part, own=own, value=value if own else None, changed_by=by)
    row.changed_at = datetime.now(UTC)
    session.add(row)
