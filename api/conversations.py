"""Stores conversations and messages. Every function is one short transaction; callers run them off the event loop."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.errors import UnknownConversation
from api.models import Conversation, Message
from api.overview import note

CHOICES_LOOKED_AT = 30  # messages back in which a choice may have been offered


@dataclass(frozen=True)
class Known:
    """A conversation as a turn needs it. `said`: the newest words of the assistant or an adviser."""

    id: str
    council: str | None
    state: str
    topic: str | None
    pending: bool
    misses: int
    said: str = ""


@dataclass(frozen=True)
class NewRow:
    """A message about to be stored."""

    sender: str
    text: str
    topic: str | None = None
    council: str | None = None
    client_id: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None
    answer_version: str | None = None
    timings: dict[str, Any] = field(default_factory=dict)


class AlreadyAnswered(Exception):
    """Another request with the same client_id was stored first."""


class StateChanged(Exception):
    """The conversation moved on before it could be written to."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Recorded:
    """A turn as it was stored, and the state in which it left the conversation."""

    asked: Message
    replies: list[Message]
    state: str


Answer = tuple[Message, list[Message]]  # a parent's message, and what was answered


class ConversationStore:
    """The conversations of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, council: str | None, channel: str, greeting: NewRow) -> tuple[Known, str, list[Message]]:
        """A new conversation with its greeting. Returns it, its token (shown this once) and its messages."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        row = Conversation(
            id=str(uuid.uuid4()),
            token_hash=_hash(token),
            council_slug=council,
            channel=channel,
            state="assistant",
            created_at=now,
            updated_at=now,
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.add(row)
            session.flush()
            message = _message(row.id, 1, greeting, now)
            session.add(message)
        return _known(row), token, [message]

    def find(self, conversation_id: str, token: str) -> Known:
        """The conversation with that id and token. Raises UnknownConversation."""
        with Session(self._engine) as session:
            return _find(session, conversation_id, token)

    def take_up(self, conversation_id: str, token: str, client_id: str | None) -> tuple[Known, Answer | None]:
        """The conversation, and the answer that a message with that client_id was given before. As `find` raises."""
        with Session(self._engine) as session:
            known = _find(session, conversation_id, token)
            known = replace(known, said=_said_last(session, known.id))
            return known, _answered_before(session, known.id, client_id)

    def answered_before(self, conversation_id: str, client_id: str | None) -> Answer | None:
        """The parent's message with that client_id and its replies, when it was answered already."""
        with Session(self._engine) as session:
            return _answered_before(session, conversation_id, client_id)

    def offered(self, conversation_id: str, choice_id: str) -> str | None:
        """The title of a choice that was offered lately in this conversation; None when it was not."""
        with Session(self._engine) as session:
            contents = session.scalars(
                select(Message.content)
                .where(Message.conversation_id == conversation_id, Message.sender != "parent")
                .order_by(Message.position.desc())
                .limit(CHOICES_LOOKED_AT)
            )
            choices = [c for content in contents for c in content.get("choices", [])]
        return next((str(c["title"]) for c in choices if c["id"] == choice_id), None)

    def record(
        self,
        known: Known,
        asked: NewRow,
        replies: Sequence[NewRow],
        changes: dict[str, Any],
        while_state: str | None = None,
    ) -> Recorded:
        """Stores a turn in one transaction.

        Raises AlreadyAnswered when its client_id was stored meanwhile, and StateChanged when the conversation is not
        in `while_state`.
        """
        try:
            return self._record(known, asked, replies, changes, while_state)
        except IntegrityError:
            # Two processes stored at once, with the same client_id: the first one counts.
            if self.answered_before(known.id, asked.client_id):
                raise AlreadyAnswered from None
            raise

    def _record(
        self,
        known: Known,
        asked: NewRow,
        replies: Sequence[NewRow],
        changes: dict[str, Any],
        while_state: str | None,
    ) -> Recorded:
        now = datetime.now(UTC)
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = hold(session, known.id, now)
            if while_state not in (None, row.state):
                raise StateChanged(row.state)
            if row.state == "adviser":
                # An adviser came while the assistant was thinking: from then on only a crisis card may come between.
                replies = [reply for reply in replies if reply.reason == "crisis"]
            if row.state == "adviser":  # whose council the chat is stays as it is
                changes = {name: value for name, value in changes.items() if name != "council_slug"}
            for name, value in changes.items():
                setattr(row, name, value)
            question, *answers = append(session, row.id, [asked, *replies], now, answered=True)
            return Recorded(question, answers, row.state)

    def move(self, conversation_id: str, council: str) -> None:
        """From now on answers in this conversation are for that council; not while an adviser of the other is in it."""
        with Session(self._engine) as session, session.begin():
            row = session.get(Conversation, conversation_id)
            if row is not None and row.council_slug != council and row.state != "adviser":
                row.council_slug = council

    def messages(self, conversation_id: str, after: int = 0) -> list[Message]:
        """Every message after that position, in order."""
        with Session(self._engine) as session:
            query = select(Message).where(Message.conversation_id == conversation_id, Message.position > after)
            return list(session.scalars(query.order_by(Message.position)))

    def last_position(self, conversation_id: str) -> int:
        """The position of its newest message."""
        with Session(self._engine) as session:
            return _last_position(session, conversation_id)


def _said_last(session: Session, conversation_id: str) -> str:
    theirs = select(Message.text).where(Message.conversation_id == conversation_id, Message.sender != "parent")
    return session.scalar(theirs.order_by(Message.position.desc()).limit(1)) or ""


def _find(session: Session, conversation_id: str, token: str) -> Known:
    row = session.get(Conversation, conversation_id) if is_id(conversation_id) else None
    if row is None or not hmac.compare_digest(row.token_hash, _hash(token)):
        raise UnknownConversation
    return _known(row)


def _answered_before(session: Session, conversation_id: str, client_id: str | None) -> Answer | None:
    if client_id is None:
        return None
    mine = (Message.conversation_id == conversation_id, Message.client_id == client_id, Message.sender == "parent")
    asked = session.scalar(select(Message).where(*mine))
    if asked is None:
        return None
    replies = select(Message).where(Message.conversation_id == conversation_id, Message.reply_to == asked.id)
    return asked, list(session.scalars(replies.order_by(Message.position)))


def hold(session: Session, conversation_id: str, now: datetime) -> Conversation:
    """The conversation, held for this transaction. Raises UnknownConversation.

    Writing its row first keeps other writers off until the commit: positions never collide, and nobody who watches can
    see a later message before an earlier one.
    """
    counted = update(Conversation).where(Conversation.id == conversation_id)
    counted = counted.values(revision=Conversation.revision + 1, updated_at=now)
    returned = counted.returning(Conversation)
    row: Conversation | None = session.scalar(returned, execution_options={"populate_existing": True})
    if row is None:
        raise UnknownConversation
    return row


def append(
    session: Session, conversation_id: str, rows: Sequence[NewRow], now: datetime, answered: bool = False
) -> list[Message]:
    """Stores messages at the end of a conversation that this transaction holds. `answered`: the first by the others."""
    with session.no_autoflush:  # all that is new goes to the database together, below
        last = _last_position(session, conversation_id)
        added = [_message(conversation_id, last + n, row, now) for n, row in enumerate(rows, start=1)]
        for reply in added[1:] if answered else ():
            reply.reply_to = added[0].id
        session.add_all(added)
        note(session.get_one(Conversation, conversation_id), added)
    session.flush()
    return added


def _last_position(session: Session, conversation_id: str) -> int:
    newest = select(func.max(Message.position)).where(Message.conversation_id == conversation_id)
    return session.scalar(newest) or 0


def is_id(text: str) -> bool:
    """Whether it has the form of a conversation's id."""
    # Not left to the database: PostgreSQL answers an id with a null byte with an error of its own.
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _known(row: Conversation) -> Known:
    return Known(row.id, row.council_slug, row.state, row.topic, bool(row.pending), row.misses or 0)


def _message(conversation_id: str, position: int, new: NewRow, at: datetime, reply_to: str | None = None) -> Message:
    return Message(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        position=position,
        at=at,
        sender=new.sender,
        text=new.text,
        client_id=new.client_id,
        reply_to=reply_to,
        topic=new.topic,
        council_slug=new.council,
        content=new.content,
        understood=new.understood,
        reason=new.reason,
        answer_version=new.answer_version,
        timings=new.timings,
    )


def _hash(token: str) -> str:
    # The token is 256 random bits: a plain hash is enough, a slow one would only slow every message.
    return hashlib.sha256(token.encode()).hexdigest()
