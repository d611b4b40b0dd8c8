"""Wakes open event streams: within one process, and over Redis from one process to the others.

The database holds the truth and streams look at it unasked every few seconds: a notice that gets lost costs a moment.
"""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

log = structlog.get_logger()

CHANNEL = "askline:notices"
KEPT = 1000  # notices that wait for Redis; older ones are not worth sending
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0  # seconds between attempts to reach Redis


@dataclass(frozen=True)
class Notice:
    """That a conversation has changed. `queue`: also who waits. `typing`: nothing changed, but that side is typing."""

    conversation: str
    queue: bool = False
    typing: str | None = None


class Bulletin:
    """Within one process: what is posted is read at once."""

    def __init__(self) -> None:
        self._readers: list[Callable[[Notice], None]] = []

    def read_by(self, reader: Callable[[Notice], None]) -> None:
        """From now on `reader` is called with every notice, on the event loop."""
        self._readers.append(reader)

    def post(self, notice: Notice) -> None:
        """Tells everyone. Never fails and never waits."""
        for reader in self._readers:
            reader(notice)

    async def run(self) -> None:
        """Carries notices between processes, where there are several."""


class RedisBulletin(Bulletin):
    """Between processes: readers here are told at once, those elsewhere through Redis while it answers."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis = redis.from_url(url, socket_connect_timeout=3, health_check_interval=30)
        self._me = uuid.uuid4().hex
        self._leaving: asyncio.Queue[Notice] = asyncio.Queue(KEPT)

    def post(self, notice: Notice) -> None:
        """Tells those here, and hands the notice to the sender."""
        super().post(notice)
        if self._leaving.full():
            self._leaving.get_nowait()
        self._leaving.put_nowait(notice)

    async def run(self) -> None:
        """Sends and receives until cancelled; when Redis is away, tries again with growing waits."""
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._again_and_again(self._send))
                both.create_task(self._again_and_again(self._receive))
        finally:
            await self._redis.aclose()

    async def _again_and_again(self, work: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        wait = FIRST_WAIT

        def worked() -> None:
            nonlocal wait
            wait = FIRST_WAIT

        while True:
            try:
                await work(worked)
            except (RedisError, OSError) as error:
                log.warning("redis_away", kind=type(error).__name__, again_in=wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _send(self, worked: Callable[[], None]) -> None:
        while True:
            notice = await self._leaving.get()
            await self._redis.publish(CHANNEL, json.dumps({"by": self._me, "notice": asdict(notice)}))
            worked()

    async def _receive(self, worked: Callable[[], None]) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as subscribed:
            await subscribed.subscribe(CHANNEL)
            worked()
            async for message in subscribed.listen():
                for notice in self._from_elsewhere(message["data"]):
                    super().post(notice)

    def _from_elsewhere(self, data: bytes) -> Iterator[Notice]:
        # Whatever else speaks on that channel is none of ours.
        with suppress(ValueError, TypeError, KeyError):
            told = json.loads(data)
            if told["by"] != self._me:
                yield Notice(**told["notice"])
