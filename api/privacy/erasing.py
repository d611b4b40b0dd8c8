"""Erases a conversation and call-back requests in every store: the database, its search index, e-mails as files, Rasa.

What is left is a record that it happened, with counts, and nothing of what was said.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.bulletin import Bulletin, Notice
from api.callback_models import Callback, Outbox
from api.models import Conversation, Message
from api.privacy.disk import overwritten
from api.privacy.holds import check, lock, remember_wish
from api.privacy.mails import MailFiles
from api.privacy.models import Erasure
from api.privacy.problems import OnHold
from api.privacy.reach import Wanted, reach_of
from api.references import reference_of
from api.review.models import Correction

PARENT, ADVISER, BY_COMMAND, HOLD_OVER = "parent", "adviser", "command", "hold_over"


class Rasa(Protocol):
    """What keeps the latest turns of a conversation beside us."""

    async def forget(self, sender: str) -> bool:
        """Lets it forget a conversation; whether it did."""


@dataclass(frozen=True)
class Order:
    """What is to be erased, by which reference it was called, and who wishes it: a parent has no account."""

    wanted: Wanted
    reference: str
    by: str
    who: Actor | None = None


@dataclass(frozen=True)
class Erased:
    """What was erased: the number of the record, and counts by table or store."""

    id: int
    counts: dict[str, int]
    left: tuple[str, ...]


class Eraser:
    """Erases in all stores. `turn_over` waits for a turn that is going on in a conversation, and keeps others off."""

    def __init__(
        self,
        engine: Engine,
        var: Path,
        rasa: Rasa,
        bulletin: Bulletin,
        turn_over: Callable[[str], AbstractAsyncContextManager[object]],
    ) -> None:
        self._engine, self._rasa, self._bulletin, self._turn_over = engine, rasa, bulletin, turn_over
        self.mails = MailFiles(var / "mail")

    async def by_parent(self, conversation_id: str, callbacks: bool = False) -> None:
        """A parent deletes their chat, and their call-back requests if they say so. Raises OnHold."""
        requests = await asyncio.to_thread(callbacks_of, self._engine, conversation_id)
        wanted = Wanted((conversation_id,), tuple(requests) if callbacks else ())
        await self.erase(Order(wanted, reference_of(conversation_id), PARENT))

    async def erase(self, order: Order) -> Erased:
        """Erases all of it. Raises OnHold: then nothing is erased, and it is noted that somebody wished it."""
        for chat in order.wanted.conversations:
            await asyncio.to_thread(refuse_held, self._engine, chat)
        left = set()
        for chat in order.wanted.conversations:
            async with self._turn_over(chat):
                left |= set() if await self._rasa.forget(chat) else {"rasa"}
        erased = await asyncio.to_thread(erase, self._engine, self.mails, order, left)
        for chat in order.wanted.conversations:
            self._bulletin.post(Notice(chat, queue=True))
        return erased


def refuse_held(engine: Engine, conversation_id: str) -> None:
    """Raises OnHold for a conversation that is held, and notes that somebody wished it erased."""
    now = datetime.now(UTC)
    try:
        with Session(engine) as session:
            check(session, conversation_id, now)
    except OnHold:
        remember_wish(engine, conversation_id, now)
        raise


def erase(
    engine: Engine, mails: MailFiles, order: Order, left: set[str] | None = None, now: datetime | None = None
) -> Erased:
    """Erases all of it but what Rasa remembers, in one transaction with its record. Raises OnHold."""
    now, wanted, left = now or datetime.now(UTC), order.wanted, set(left or ())
    with Session(engine) as session, session.begin():
        for chat in wanted.conversations:
            lock(session, chat)
            check(session, chat, now)
        council = _council(session, wanted)
        left |= _by_hand(session, wanted)
        numbers = session.scalars(select(Outbox.id).where(Outbox.callback_reference.in_(wanted.callbacks))).all()
        counts = reach_of(engine).remove(session, wanted)
        # While the row of the mail is still held: a process that is just sending it waits, and then finds it gone.
        files, stuck = mails.delete(mails.of(numbers))
        counts |= {"mail": files} if files else {}
        left |= {"file"} if stuck else set()
        row = Erasure(
            at=now,
            by=order.by,
            adviser_id=order.who and order.who.adviser_id,
            council_slug=council,
            reference=order.reference,
            counts=counts,
            left=sorted(left),
        )
        session.add(row)
        session.flush()
        if order.who:
            record(session, order.who, "erased", order.reference, {"record": row.id, "rows": counts}, council)
        erased = Erased(row.id, counts, tuple(row.left))
    overwritten(engine)
    return erased


def callbacks_of(engine: Engine, conversation_id: str) -> Sequence[str]:
    """The references of the call-back requests that were made in a conversation."""
    query = select(Callback.reference).where(Callback.conversation_id == conversation_id)
    with Session(engine) as session:
        return session.scalars(query.order_by(Callback.created_at)).all()


def _council(session: Session, wanted: Wanted) -> str | None:
    if wanted.conversations:
        chat = session.get(Conversation, wanted.conversations[0], populate_existing=True)
        return chat.council_slug if chat else None
    request = session.get(Callback, wanted.callbacks[0]) if wanted.callbacks else None
    return request.council_slug if request else None


def _by_hand(session: Session, wanted: Wanted) -> set[str]:
    """What people have to do afterwards, as far as it can be seen from here."""
    left = set()
    sent = Outbox.callback_reference.in_(wanted.callbacks), Outbox.sent_at.is_not(None)
    if session.scalar(select(Outbox.id).where(*sent).limit(1)):
        left.add("mailbox")
    stays = Callback.conversation_id.in_(wanted.conversations), Callback.reference.not_in(wanted.callbacks)
    if session.scalar(select(Callback.reference).where(*stays).limit(1)):
        left.add("callback")
    learned = select(Correction.id).join(Message, Message.id == Correction.message_id)
    learned = learned.where(Message.conversation_id.in_(wanted.conversations), Correction.state == "approved")
    if session.scalar(learned.limit(1)):
        left.add("learned")
    return left
