"""A topic, or all of Askline, switched off for a council: parents read the council's words instead, at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kb.loading import new_version
from kb.models import SwitchedOff

EVERYTHING = ""


@dataclass(frozen=True)
class Switched:
    """What is off, and who did it when and why. `topic` is empty for all of Askline."""

    council: str
    topic: str
    words: str
    reason: str
    by: str
    at: datetime


def switch_off(session: Session, council: str, topic: str, words: str, reason: str, by: str) -> None:
    """Parents of that council read these words from now on; said again, it changes the words."""
    row = session.get(SwitchedOff, (council, topic))
    if row is None:
        row = SwitchedOff(council_slug=council, topic_name=topic)
        session.add(row)
    row.words, row.reason, row.switched_by, row.switched_at = words, reason, by, datetime.now(UTC)
    new_version(session)


def switch_on(session: Session, council: str, topic: str) -> bool:
    """Parents get answers again. Returns whether it was off."""
    its = SwitchedOff.council_slug == council, SwitchedOff.topic_name == topic
    gone = session.scalar(delete(SwitchedOff).where(*its).returning(SwitchedOff.topic_name))
    if gone is not None:
        new_version(session)
    return gone is not None


def switched(session: Session, council: str) -> list[Switched]:
    """What is off for that council: all of Askline first, then topics by name."""
    query = select(SwitchedOff).where(SwitchedOff.council_slug == council).order_by(SwitchedOff.topic_name)
    return [
        Switched(row.council_slug, row.topic_name, row.words, row.reason, row.switched_by, row.switched_at)
        for row in session.scalars(query)
    ]
