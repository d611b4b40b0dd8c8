"""Where a parent asks to be called back: what is offered, and the way of a request from form to outbox."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.callback_form import CallbackForm, checked
from api.callback_models import Callback
from api.callback_summary import summary_of
from api.callbacks import Asked, CallbackStore
from api.conversations import ConversationStore
from api.errors import NoCallback
from api.limits import Limiter
from api.metrics import CALLBACKS
from kb.answers import AnswerBook
from kb.callback_words import callback_email, consent, said
from kb.contacts import service_words
from kb.facts import CouncilFacts
from kb.hours import LONDON
from kb.replies import emergency_words
from kb.safety import crisis
from kb.settings import Settings


@dataclass(frozen=True)
class Offer:
    """What a parent has to know before they ask: by whom they are called, what they agree to, what may be shared."""

    council: CouncilFacts
    service: str
    recipient: str
    consent: str
    summary: str


class CallbackDesk:
    """Takes call-back requests. Its collaborators come in from outside; tests pass their own."""

    def __init__(
        self,
        store: ConversationStore,
        callbacks: CallbackStore,
        book: Callable[[], AnswerBook],
        settings: Settings,
        wake_sender: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now(LONDON),
    ) -> None:
        self._store, self.callbacks, self._book, self._settings = store, callbacks, book, settings
        self._wake_sender, self._now = wake_sender, now
        self._limiter = Limiter(settings.callbacks_per_hour, hours=1)

    def offer(self, council: str | None, conversation_id: str | None) -> Offer:
        """What is offered for that council and chat. Raises NoCallback where nobody could be told."""
        facts = self._book().councils.get(council or "")
        recipient = callback_email(facts)
        if facts is None or recipient is None:
            raise NoCallback(facts)
        messages = self._store.messages(conversation_id) if conversation_id else []
        return Offer(
            council=facts,
            service=service_words(facts),
            recipient=self._settings.mail_to or recipient,
            consent=consent(facts, self._settings.callback_days),
            summary=summary_of(messages, self._book(), facts.slug, self._now()),
        )

    async def take(
        self, conversation_id: str, council: str | None, form: CallbackForm, client_id: str | None, address: str
    ) -> str:
        """Takes a request; returns its reference, the same one again for the same client_id.

        Raises NoCallback, WrongFields, TooMany and TooManyCallbacks.
        """
        offer = await asyncio.to_thread(self.offer, council, conversation_id)
        details = checked(form)
        if before := await asyncio.to_thread(self.callbacks.asked_before, conversation_id, client_id):
            return before
        self._limiter.take(address)
        asked = Asked(
            conversation_id=conversation_id,
            client_id=client_id,
            council=offer.council.slug,
            recipient=offer.recipient,
            consent=offer.consent,
            summary=offer.summary if details.share_summary else None,
        )
        reference = await asyncio.to_thread(self.callbacks.ask, asked, details)
        CALLBACKS.labels(offer.council.slug).inc()
        self._wake_sender()
        return reference

    def find(self, reference: str, council: str) -> Callback | None:
        """A request by its reference, when it went to that council."""
        found = self.callbacks.find(reference)
        return found if found and found.council_slug == council else None


def confirmation(service: str, reference: str, about: str) -> str:
    """What a parent reads once it is on its way: first whom to ring now, if what they wrote speaks of danger."""
    words = said("sent", service=service, reference=reference)
    return f"{emergency_words()}\n\n{words}" if crisis(about) else words
