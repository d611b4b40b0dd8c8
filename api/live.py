"""The live chat between parent and adviser: who waits, who takes whom, and how it ends.

Every move is one `UPDATE ... WHERE state` in one short transaction: of two who try at once, exactly one succeeds. What
happened is said in the chat by a stored message, so that nobody who looks later misses it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.models import Adviser
from api.conversations import NewRow, append, hold
from api.duty import councils_on_duty
from api.errors import ClosedConversation, NoAdviser, NotYourChat
from api.models import Conversation, Message
from api.queue import first_waiting
from kb.database import in_utc

# A client_id of an adviser's begins with a sign that no parent's can hold: the two never collide.
ADVISERS = "adviser/"

Announce = Callable[[str, str | None, str], NewRow]


@dataclass(frozen=True)
class Patience:
    """How long things may take, in seconds."""

    wait: float = 300
    duty: float = 180
    adviser_gone: float = 300


class Taker(Protocol):
    """An adviser who takes chats."""

    @property
    def id(self) -> str:
        """Of the account."""

    @property
    def display_name(self) -> str:
        """What parents see."""


class LiveChat:
    """The moves of the live chats of one database. `announce` words what happened for the parent."""

    def __init__(
        self,
        engine: Engine,
        announce: Announce,
        patience: Patience | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine, self._announce, self._now = engine, announce, now
        self.patience = patience or Patience()

    def on_duty(self) -> set[str]:
        """The councils that have an adviser on duty now."""
        with Session(self._engine) as session:
            return self._on_duty(session)

    def ask(self, conversation_id: str) -> None:
        """Puts a parent into the queue; harmless when they are in it. Raises NoAdviser, ClosedConversation."""
        with Session(self._engine) as session, session.begin():
            row = hold(session, conversation_id, self._now())
            if row.state == "closed":
                raise ClosedConversation
            if row.state == "assistant":
                if row.council_slug not in self._on_duty(session):
                    raise NoAdviser
                row.state, row.asked_at, row.adviser_id = "waiting", self._now(), None
                self._say(session, row, "asked")

    def leave(self, conversation_id: str) -> None:
        """The parent leaves the queue, or the chat with the adviser. Harmless when they are in neither."""
        with Session(self._engine) as session, session.begin():
            row = hold(session, conversation_id, self._now())
            if row.state == "waiting":
                self._end(session, row, "left_queue")
            elif row.state == "adviser":
                self._end(session, row, "left_chat")

    def take(self, adviser: Taker, conversation_id: str) -> bool:
        """Whether this adviser got that parent: not when another was quicker, or the parent waits no more."""
        with Session(self._engine) as session, session.begin():
            row = hold(session, conversation_id, self._now())
            if row.state != "waiting":
                return row.state == "adviser" and row.adviser_id == adviser.id
            row.state, row.taken_at, row.adviser_id = "adviser", self._now(), adviser.id
            if row.asked_at and row.waited_seconds is None:  # the first wait counts (api/statistics)
                row.waited_seconds = int((self._now() - in_utc(row.asked_at)).total_seconds())
            self._say(session, row, "joined", adviser.display_name)
            return True

    def take_next(self, adviser: Taker, councils: Sequence[str]) -> str | None:
        """The parent of these councils who waits longest, a parent in danger first; None when none waits."""
        while True:
            with Session(self._engine) as session:
                waiting = first_waiting(session, councils)
            if waiting is None or self.take(adviser, waiting):
                return waiting

    def say(self, adviser: Taker, conversation_id: str, text: str, client_id: str | None) -> None:
        """Stores what the adviser writes. The same client_id again changes nothing. Raises NotYourChat."""
        row = NewRow("adviser", text, client_id=f"{ADVISERS}{client_id}" if client_id else None, reason="adviser")
        with Session(self._engine) as session, session.begin():
            held = self._held_by(session, adviser, conversation_id)
            if not _is_stored(session, conversation_id, row.client_id):
                append(session, held.id, [row], self._now())

    def hand_back(self, adviser: Taker, conversation_id: str) -> None:
        """The adviser leaves the parent to the assistant. Raises NotYourChat."""
        with Session(self._engine) as session, session.begin():
            self._end(session, self._held_by(session, adviser, conversation_id), "handed_back")

    def close(self, adviser: Taker, conversation_id: str) -> None:
        """The adviser ends the chat for good. Raises NotYourChat."""
        with Session(self._engine) as session, session.begin():
            self._end(session, self._held_by(session, adviser, conversation_id), "ended", state="closed")

    def give_up(self, conversation_id: str, state: str, happened: str) -> bool:
        """Ends a wait that took too long, or a chat whose adviser is gone; False when it has moved on meanwhile."""
        with Session(self._engine) as session, session.begin():
            row = hold(session, conversation_id, self._now())
            if row.state != state:
                return False
            self._end(session, row, happened)
            return True

    def _on_duty(self, session: Session) -> set[str]:
        return councils_on_duty(session, self._now() - timedelta(seconds=self.patience.duty))

    def _held_by(self, session: Session, adviser: Taker, conversation_id: str) -> Conversation:
        row = hold(session, conversation_id, self._now())
        if row.state != "adviser" or row.adviser_id != adviser.id:
            raise NotYourChat
        return row

    def _end(self, session: Session, row: Conversation, happened: str, state: str = "assistant") -> None:
        adviser = session.get(Adviser, row.adviser_id) if row.adviser_id else None
        row.state, row.asked_at = state, None
        self._say(session, row, happened, adviser.display_name if adviser else "")

    def _say(self, session: Session, row: Conversation, happened: str, adviser: str = "") -> None:
        words = self._announce(happened, row.council_slug, adviser)
        append(session, row.id, [words], self._now())


def _is_stored(session: Session, conversation_id: str, client_id: str | None) -> bool:
    same = Message.conversation_id == conversation_id, Message.client_id == client_id
    return client_id is not None and session.scalar(select(Message.id).where(*same)) is not None
