"""What parents' messages were really about: proposed by one adviser, decided by another, then learned from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.conversations import is_id
from api.models import Message
from api.review.access import Held
from api.review.models import Correction
from api.review.phrases import key_of, phrase_of
from api.review.problems import NothingToCorrect, NotSecondPerson, SaidOtherwise, UnknownCorrection
from kb.database import in_utc
from kb.redaction import Redactor

VERDICTS = ("right", "other", "nothing")
MOST_SHOWN = 100


@dataclass(frozen=True)
class Proposal:
    """What an adviser says of a parent's message. `topic`: what it should have been, where that is another."""

    message_id: str
    verdict: str
    topic: str = ""


@dataclass(frozen=True)
class Pending:
    """A correction that waits for a second person."""

    id: str
    council: str
    text: str
    verdict: str
    understood: str | None
    topic: str
    times: int
    by: str
    at: datetime
    mine: bool


def propose(engine: Engine, redactor: Redactor, who: Actor, conversation: Held, said: Proposal) -> None:
    """Puts it on the pending list; the same words with the same verdict only count once more.

    Raises NothingToCorrect for what is no parent's message of this conversation, or was not understood as anything
    that could be right.
    """
    text, understood = _message(engine, conversation.id, said.message_id)
    topic = {"right": understood or "", "other": said.topic, "nothing": ""}[said.verdict]
    if said.verdict != "nothing" and not topic:
        raise NothingToCorrect
    # Redacted once more: what gets by the first time, in a long message, may be seen in a short one.
    phrase = phrase_of(redactor.redact(text).text)
    row = Correction(
        id=str(uuid.uuid4()),
        message_id=said.message_id,
        council_slug=conversation.council,
        text=phrase,
        key=key_of(phrase),
        verdict=said.verdict,
        understood=understood,
        topic=topic,
        state="pending",
        times=1,
        proposed_by=who.adviser_id or "",
        proposed_at=datetime.now(UTC),
    )
    detail = {"verdict": said.verdict, "topic": topic}
    try:
        with Session(engine) as session, session.begin():
            session.add(row)
            record(session, who, "correction_made", said.message_id, detail, conversation.council)
    except IntegrityError:
        _count_again(engine, who, conversation, said, key_of(phrase), topic)


def pending(engine: Engine, adviser_id: str, councils: Sequence[str]) -> tuple[Pending, ...]:
    """What waits for a decision in these councils, the oldest first."""
    with Session(engine) as session:
        query = select(Correction, Adviser.display_name).outerjoin(Adviser, Adviser.id == Correction.proposed_by)
        query = query.where(Correction.council_slug.in_(councils), Correction.state == "pending")
        rows = session.execute(query.order_by(Correction.proposed_at, Correction.id).limit(MOST_SHOWN))
        return tuple(_pending(row, name, adviser_id) for row, name in rows)


def decide(engine: Engine, who: Actor, councils: Sequence[str], correction_id: str, approved: bool) -> None:
    """Approves or refuses it.

    Raises UnknownCorrection for what does not wait in these councils, NotSecondPerson for who proposed it, and
    SaidOtherwise when the same words were approved as something else.
    """
    with Session(engine) as session, session.begin():
        row = session.get(Correction, correction_id) if is_id(correction_id) else None
        if row is None or row.council_slug not in councils or row.state != "pending":
            raise UnknownCorrection
        if row.proposed_by == who.adviser_id:
            raise NotSecondPerson
        if approved:
            _make_room_for(session, row)
        state = "approved" if approved else "refused"
        # Where it stands is asked for again as it changes: of two who decide at once, the first one counts.
        waits = Correction.id == row.id, Correction.state == "pending"
        decided = {"state": state, "decided_by": who.adviser_id, "decided_at": datetime.now(UTC)}
        if session.scalar(update(Correction).where(*waits).values(**decided).returning(Correction.id)) is None:
            raise UnknownCorrection
        record(session, who, "correction_decided", row.id, {"state": state}, row.council_slug)


def _make_room_for(session: Session, row: Correction) -> None:
    """The same words are not approved as two topics. That we had nothing on them is over once a topic is named."""
    same_words = Correction.key == row.key, Correction.state == "approved"
    if session.scalar(select(Correction.id).where(*same_words, Correction.topic.not_in([row.topic, ""])).limit(1)):
        raise SaidOtherwise
    if row.topic:
        session.execute(update(Correction).where(*same_words, Correction.topic == "").values(state="replaced"))


def corrections_of(engine: Engine, conversation_id: str) -> dict[str, list[Correction]]:
    """What was said of the messages of a conversation, by message."""
    found: dict[str, list[Correction]] = {}
    with Session(engine) as session:
        query = select(Correction).join(Message).where(Message.conversation_id == conversation_id)
        for row in session.scalars(query.order_by(Correction.proposed_at)):
            found.setdefault(row.message_id or "", []).append(row)
    return found


def approved(engine: Engine, councils: Sequence[str] | None = None) -> list[tuple[str, str]]:
    """The approved words and the topic of each, of these councils or of all; "nothing we have" teaches no topic."""
    with Session(engine) as session:
        query = select(Correction.text, Correction.topic).where(Correction.state == "approved", Correction.topic != "")
        if councils is not None:
            query = query.where(Correction.council_slug.in_(councils))
        return [(text, topic) for text, topic in session.execute(query.order_by(Correction.topic, Correction.text))]


def _message(engine: Engine, conversation_id: str, message_id: str) -> tuple[str, str | None]:
    with Session(engine) as session:
        row = session.get(Message, message_id.replace("\0", ""))
        if row is None or row.conversation_id != conversation_id or row.sender != "parent":
            raise NothingToCorrect
        return row.text, row.topic


def _count_again(engine: Engine, who: Actor, conversation: Held, said: Proposal, key: str, topic: str) -> None:
    same = Correction.council_slug == conversation.council, Correction.key == key
    same_said = *same, Correction.verdict == said.verdict, Correction.topic == topic
    with Session(engine) as session, session.begin():
        session.execute(update(Correction).where(*same_said).values(times=Correction.times + 1))
        detail = {"verdict": said.verdict, "topic": topic, "again": True}
        record(session, who, "correction_made", said.message_id, detail, conversation.council)


def _pending(row: Correction, name: str | None, adviser_id: str) -> Pending:
    return Pending(
        id=row.id,
        council=row.council_slug,
        text=row.text,
        verdict=row.verdict,
        understood=row.understood,
        topic=row.topic,
        times=row.times,
        by=name or "",
        at=in_utc(row.proposed_at),
        mine=row.proposed_by == adviser_id,
    )
