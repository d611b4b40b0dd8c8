"""What has to happen when nobody does anything: waits end, duty lapses, chats whose adviser is gone go back.

Every API process does this; each move is made by one of them only (see api/live.py).
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from api.advisers.models import Adviser
from api.bulletin import Bulletin, Notice
from api.duty import councils_on_duty, lapse
from api.live import LiveChat
from api.metrics import LIVE_CHATS, WAITING
from api.queue import Live, queue

log = structlog.get_logger()

ROUND_SECONDS = 2.0


class Shift:
    """Goes round the live chats every few seconds."""

    def __init__(
        self,
        engine: Engine,
        live: LiveChat,
        bulletin: Bulletin,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine, self._live, self._bulletin, self._now = engine, live, bulletin, now

    async def run(self) -> None:
        """Goes round until cancelled."""
        while True:
            try:
                ended = await asyncio.to_thread(self.go_round)
            except Exception as error:  # whatever a driver raises: the next round may succeed
                log.warning("shift_cannot_go_round", kind=type(error).__name__)
                ended = []
            for conversation_id in ended:
                self._bulletin.post(Notice(conversation_id, queue=True))
            await asyncio.sleep(ROUND_SECONDS)

    def go_round(self) -> list[str]:
        """One round; returns the conversations that it moved on."""
        now, patience = self._now(), self._live.patience
        on_duty_since = now - timedelta(seconds=patience.duty)
        with Session(self._engine) as session, session.begin():
            lapse(session, on_duty_since)
            on_duty = councils_on_duty(session, on_duty_since)
            live = queue(session)
            gone = set[str | None](session.scalars(_advisers_gone(now - timedelta(seconds=patience.adviser_gone))))
        count(live)
        waited = now - timedelta(seconds=patience.wait)
        over = [one for one in live if one.state == "waiting" and _in_vain(one, waited, on_duty)]
        left = [one for one in live if one.state == "adviser" and one.adviser_id in gone]
        return list(self._ended(over, "nobody_came")) + list(self._ended(left, "adviser_gone"))

    def _ended(self, some: list[Live], happened: str) -> Iterator[str]:
        for one in some:
            if self._live.give_up(one.id, one.state, happened):
                log.info(happened, conversation=one.id, council=one.council)
                yield one.id


def count(live: tuple[Live, ...]) -> None:
    """Shows Prometheus how many wait and how many are with an adviser."""
    for gauge, state in ((WAITING, "waiting"), (LIVE_CHATS, "adviser")):
        gauge.clear()  # a council whose queue is empty again
        for council, number in Counter(one.council for one in live if one.state == state).items():
            gauge.labels(council).set(number)


def _in_vain(one: Live, asked_before: datetime, on_duty: set[str]) -> bool:
    # With nobody on duty nobody will come: the parent is told at once, not after the full time.
    return one.council not in on_duty or one.asked_at is None or one.asked_at < asked_before


def _advisers_gone(seen_before: datetime) -> Select[str]:
    return select(Adviser.id).where(Adviser.seen_at.is_(None) | (Adviser.seen_at < seen_before))
