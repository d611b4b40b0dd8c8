"""Holds: that a conversation is kept until a day, whatever retention or anybody's wish to erase it says.

Each is one transaction that writes the conversation's row first: a hold and an erasure at the same moment queue up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Engine, Select, exists, select, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.models import Conversation
from api.privacy.models import ConversationHold
from api.privacy.problems import OnHold, UnknownHold, WrongHold
from api.references import reference_of
from kb.database import in_utc
from kb.hours import LONDON

LONGEST, LONGEST_REASON = 366, 500  # days from now; characters


@dataclass(frozen=True)
class Hold:
    """A hold as advisers see it. `over`: released, or its day has passed."""

    id: int
    conversation_id: str
    reference: str
    council: str
    reason: str
    by: str
    at: datetime
    until: datetime
    over: bool
    wanted: bool


def is_held(now: datetime, conversation_id: ColumnElement[str] | ColumnElement[str | None]) -> ColumnElement[bool]:
    """The condition that the conversation of that column is held now."""
    return (
        exists()
        .where(ConversationHold.conversation_id == conversation_id, *_in_force(now))
        .correlate_except(ConversationHold)
    )


def lock(session: Session, conversation_id: str) -> bool:
    """Keeps others from holding or erasing the conversation until this transaction ends. Whether it is there."""
    counted = update(Conversation).where(Conversation.id == conversation_id)
    counted = counted.values(revision=Conversation.revision + 1)
    return session.scalar(counted.returning(Conversation.id)) is not None


def check(session: Session, conversation_id: str, now: datetime) -> None:
    """Raises OnHold when the conversation is held."""
    until = session.scalar(
        select(ConversationHold.until)
        .where(ConversationHold.conversation_id == conversation_id, *_in_force(now))
        .order_by(ConversationHold.until.desc())
        .limit(1)
    )
    if until is not None:
        raise OnHold(in_utc(until).astimezone(LONDON))


def remember_wish(engine: Engine, conversation_id: str, now: datetime | None = None) -> None:
    """Notes on its holds that somebody wants the conversation erased: it will be, once they are over."""
    now = now or datetime.now(UTC)
    held = update(ConversationHold).where(ConversationHold.conversation_id == conversation_id, *_in_force(now))
    with Session(engine) as session, session.begin():
        session.execute(held.where(ConversationHold.wanted_at.is_(None)).values(wanted_at=now))


def place(
    engine: Engine, who: Actor, conversation_id: str, reason: str, until: date, now: datetime | None = None
) -> None:
    """Holds a conversation until the end of that day. Raises WrongHold."""
    now = now or datetime.now(UTC)
    reason = " ".join(reason.split())
    today = now.astimezone(LONDON).date()
    if not reason or len(reason) > LONGEST_REASON or not today < until <= today + timedelta(days=LONGEST):
        raise WrongHold(LONGEST)
    with Session(engine) as session, session.begin():
        if not lock(session, conversation_id):
            raise UnknownHold
        council = session.get_one(Conversation, conversation_id).council_slug or ""
        session.add(
            ConversationHold(
                conversation_id=conversation_id,
                council_slug=council,
                reason=reason,
                placed_by=who.adviser_id or "",
                placed_at=now,
                until=datetime.combine(until, time.max, LONDON).astimezone(UTC),
            )
        )
        record(session, who, "hold_placed", conversation_id, {"until": until.isoformat()}, council)


def release(engine: Engine, who: Actor, councils: Sequence[str], hold_id: int, now: datetime | None = None) -> str:
    """Ends a hold; returns whose conversation it was. Raises UnknownHold."""
    now = now or datetime.now(UTC)
    ended = update(ConversationHold).where(ConversationHold.id == hold_id, ConversationHold.council_slug.in_(councils))
    ended = ended.where(*_in_force(now)).values(released_by=who.adviser_id or "", released_at=now)
    with Session(engine) as session, session.begin():
        row: ConversationHold | None = session.scalar(ended.returning(ConversationHold))
        if row is None:
            raise UnknownHold
        record(session, who, "hold_released", row.conversation_id, council=row.council_slug)
        return row.conversation_id


def holds(engine: Engine, councils: Sequence[str], now: datetime | None = None) -> list[Hold]:
    """The holds in force in these councils, the one that ends first before the others."""
    now = now or datetime.now(UTC)
    wanted = _named().where(ConversationHold.council_slug.in_(councils), *_in_force(now))
    with Session(engine) as session:
        return [_hold(row, name, now) for row, name in session.execute(wanted.order_by(ConversationHold.until))]


def holds_of(engine: Engine, conversation_id: str, now: datetime | None = None) -> list[Hold]:
    """Every hold of a conversation, the newest first."""
    now = now or datetime.now(UTC)
    wanted = _named().where(ConversationHold.conversation_id == conversation_id)
    with Session(engine) as session:
        return [_hold(row, name, now) for row, name in session.execute(wanted.order_by(ConversationHold.id.desc()))]


def _in_force(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return ConversationHold.released_at.is_(None), ConversationHold.until > now


def _named() -> Select[ConversationHold, str]:
    return select(ConversationHold, Adviser.display_name).outerjoin(Adviser, Adviser.id == ConversationHold.placed_by)


def _hold(row: ConversationHold, name: str | None, now: datetime) -> Hold:
    until = in_utc(row.until)
    return Hold(
        id=row.id,
        conversation_id=row.conversation_id,
        reference=reference_of(row.conversation_id),
        council=row.council_slug,
        reason=row.reason,
        by=name or "",
        at=in_utc(row.placed_at),
        until=until,
        over=row.released_at is not None or until <= now,
        wanted=row.wanted_at is not None,
    )
