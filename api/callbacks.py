"""Stores call-back requests, each in one transaction with its e-mail. Callers run it off the event loop."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.callback_form import CallbackDetails
from api.callback_models import Callback, Outbox
from api.errors import TooManyCallbacks
from api.models import Conversation
from api.privacy.holds import is_held
from api.references import new_reference

MOST_IN_A_CHAT = 3  # requests; more would only fill the service's mailbox
TRIES = 8  # until a reference is found that is not taken


@dataclass(frozen=True)
class Asked:
    """A call-back request about to be stored: for which council, where its e-mail goes, what the parent agreed to."""

    conversation_id: str
    client_id: str | None
    council: str
    recipient: str
    consent: str
    summary: str | None


@dataclass(frozen=True)
class Mailed:
    """An e-mail whose request was deleted: its number, the reference, and whether it was ever handed over."""

    number: str
    reference: str
    sent: bool


class CallbackStore:
    """The call-back requests of one database."""

    def __init__(self, engine: Engine, days: int, reference: Callable[[], str] = new_reference) -> None:
        self._engine, self._days, self._reference = engine, days, reference

    def ask(self, asked: Asked, details: CallbackDetails) -> str:
        """Stores a request and its e-mail; returns its reference. The same client_id gets the same reference again.

        Raises TooManyCallbacks.
        """
        for _attempt in range(TRIES):
            if before := self.asked_before(asked.conversation_id, asked.client_id):
                return before
            try:
                return self._ask(asked, details)
            except IntegrityError:
                continue  # the reference is taken, or the same client_id was stored meanwhile
        raise RuntimeError(f"{TRIES} references in a row were taken")

    def asked_before(self, conversation_id: str, client_id: str | None) -> str | None:
        """The reference of the request with that client_id, when there is one."""
        if client_id is None:
            return None
        with Session(self._engine) as session:
            return session.scalar(
                select(Callback.reference).where(
                    Callback.conversation_id == conversation_id, Callback.client_id == client_id
                )
            )

    def find(self, reference: str) -> Callback | None:
        """The request with that reference."""
        if not (reference.isascii() and reference.isprintable()):
            return None  # PostgreSQL answers a null byte with an error of its own
        with Session(self._engine) as session:
            return session.get(Callback, reference)

    def delete_old(self, now: datetime) -> list[Mailed]:
        """Deletes requests whose time is over, as their parents were promised, unless their chat is held.

        Returns their mails.
        """
        with Session(self._engine) as session, session.begin():
            over = select(Callback.reference).where(
                Callback.delete_after <= now, ~is_held(now, Callback.conversation_id.expression)
            )
            references = session.scalars(over).all()
            mails = session.scalars(select(Outbox).where(Outbox.callback_reference.in_(references)))
            gone = [Mailed(mail.id, mail.callback_reference, mail.state == "sent") for mail in mails]
            session.execute(delete(Callback).where(Callback.reference.in_(references)))
        return gone

    def _ask(self, asked: Asked, details: CallbackDetails) -> str:
        now = datetime.now(UTC)
        reference = self._reference()
        with Session(self._engine) as session, session.begin():
            of_this_chat = Callback.conversation_id == asked.conversation_id
            if (session.scalar(select(func.count()).where(of_this_chat)) or 0) >= MOST_IN_A_CHAT:
                raise TooManyCallbacks
            session.add(
                Callback(
                    reference=reference,
                    conversation_id=asked.conversation_id,
                    client_id=asked.client_id,
                    council_slug=asked.council,
                    name=details.name,
                    phone=details.phone,
                    email=details.email,
                    best_times=details.best_times,
                    about=details.about,
                    summary=asked.summary,
                    consent=asked.consent,
                    created_at=now,
                    delete_after=now + timedelta(days=self._days),
                )
            )
            session.flush()
            handed_off = update(Conversation).where(Conversation.id == asked.conversation_id)
            session.execute(handed_off.values(handed_off=True))
            session.add(
                Outbox(
                    id=str(uuid.uuid4()),
                    callback_reference=reference,
                    recipient=asked.recipient,
                    state="waiting",
                    attempts=0,
                    next_at=now,
                    created_at=now,
                )
            )
        return reference
