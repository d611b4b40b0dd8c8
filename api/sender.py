"""Sends what waits in the outbox, in each API process. Its log names ids and kinds of failure, never a parent."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.callback_mail import callback_mail
from api.callbacks import CallbackStore
from api.delivery import Delivery, NotDelivered
from api.metrics import CALLBACKS_EXPIRED, MAILS, OUTBOX_OLDEST, OUTBOX_STUCK, OUTBOX_WAITING
from api.outbox_store import Leased, OutboxStore, utc_now
from api.privacy.mails import MailFiles
from kb.answers import AnswerBook
from kb.settings import Settings

log = structlog.get_logger()

WORTH_A_WARNING = 4  # failures in a row of one mail: about eight minutes
DELETE_EVERY = 600  # rounds between two looks for requests whose time is over


class Sender:
    """Sends one mail after the other. Its collaborators come in from outside; tests pass their own."""

    def __init__(
        self,
        outbox: OutboxStore,
        callbacks: CallbackStore,
        delivery: Delivery,
        book: Callable[[], AnswerBook],
        settings: Settings,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._outbox, self._callbacks, self._delivery, self._book = outbox, callbacks, delivery, book
        self._settings, self._now = settings, now
        self._mails = MailFiles(settings.var / "mail")
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is a new mail: look now."""
        self._wake.set()

    async def run(self) -> None:
        """Sends for ever. A database that is away is waited for."""
        rounds = 0
        while True:
            try:
                if rounds % DELETE_EVERY == 0:
                    await self.delete_old()
                await self.send_due()
                rounds += 1
            except SQLAlchemyError as error:
                log.warning("outbox_away", kind=type(error).__name__)
            try:
                async with asyncio.timeout(self._settings.outbox_seconds):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()

    async def send_due(self) -> int:
        """Sends every mail that is due; returns how many were handed over."""
        handed_over = 0
        while leased := await asyncio.to_thread(self._outbox.lease, self._now()):
            handed_over += await self._send(leased)
        await self._show()
        return handed_over

    async def delete_old(self) -> None:
        """Keeps the promise to parents: details are deleted when their time is over. What was never sent is logged."""
        gone = await asyncio.to_thread(self._callbacks.delete_old, self._now())
        await asyncio.to_thread(MailFiles.delete, self._mails.of(mail.number for mail in gone))
        for mail in gone:
            if not mail.sent:
                CALLBACKS_EXPIRED.inc()
                log.error("callback_deleted_unsent", reference=mail.reference)

    async def _send(self, leased: Leased) -> bool:
        sender = self._settings.mail_from or "askline@localhost"
        try:
            council = self._book().councils[leased.callback.council_slug]
            mail = callback_mail(leased.callback, council, sender, leased.recipient, leased.id)
            await self._delivery.deliver(mail, leased.id)
        except NotDelivered as error:
            await self._failed(leased, error.problem, error.for_good)
            return False
        except Exception as error:  # one mail that cannot be made must not hold up the others
            await self._failed(leased, type(error).__name__, for_good=True)
            return False
        await asyncio.to_thread(self._outbox.sent, leased.id, self._now())
        MAILS.labels("sent").inc()
        log.info("mail_sent", mail=leased.id, reference=leased.callback.reference, attempts=leased.attempts + 1)
        return True

    async def _failed(self, leased: Leased, problem: str, for_good: bool) -> None:
        attempts = await asyncio.to_thread(self._outbox.failed, leased, problem, for_good, self._now())
        MAILS.labels("stuck" if for_good else "failed").inc()
        tell = log.warning if for_good or attempts >= WORTH_A_WARNING else log.info
        tell(
            "mail_stuck" if for_good else "mail_not_sent",
            mail=leased.id,
            reference=leased.callback.reference,
            attempts=attempts,
            problem=problem,
            remedy="python -m api.outbox list",
        )

    async def _show(self) -> None:
        state = await asyncio.to_thread(self._outbox.state, self._now())
        OUTBOX_WAITING.set(state.waiting)
        OUTBOX_STUCK.set(state.stuck)
        OUTBOX_OLDEST.set(state.oldest_seconds)
