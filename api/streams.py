"""The open event streams of this process: what they watch, and how they learn that it has changed.

All of them share one look at the database: after each notice for what the notice is about, and every few seconds for
everything, so that a lost notice loses nothing. A stream that nobody writes to costs a waiting task, and no query.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import structlog

from api.bulletin import Bulletin, Notice
from api.errors import TooMany
from api.metrics import OPEN_STREAMS
from api.queue import Board, Live, Standing

log = structlog.get_logger()

SAME_CHAT = 8  # streams of one conversation; when another opens, the oldest gives way
MOST = 5000  # streams of one process

Look = Callable[[Collection[str]], Board]


class Watch:
    """One open stream: what it watches, what was found, and its bell."""

    def __init__(self, conversation: str | None, councils: frozenset[str]) -> None:
        self.conversation, self.councils = conversation, councils
        self.standing: Standing | None = None
        self.queue: tuple[Live, ...] = ()
        self.typing: list[str] = []
        self.closed = self.gone = False
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wakes the stream."""
        self._bell.set()

    def close(self) -> None:
        """Lets the stream end."""
        self.closed = True
        self.ring()

    async def woken(self, within: float) -> bool:
        """Waits for the bell. False when it did not ring for so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._bell.wait()
        except TimeoutError:
            return False
        self._bell.clear()
        return True

    def see(self, board: Board) -> None:
        """Takes in where its conversation stands; rings when that differs from before."""
        standing = board.standings.get(self.conversation or "")
        if standing is None:
            self.gone = True  # the conversation was deleted
            self.close()
        elif standing != self.standing and (self.standing is None or standing.revision >= self.standing.revision):
            self.standing = standing
            self.ring()

    def see_queue(self, board: Board) -> None:
        """Takes in who waits in its councils; rings when that differs from before."""
        queue = tuple(one for one in board.live if one.council in self.councils)
        if queue != self.queue:
            self.queue = queue
            self.ring()


class Streams:
    """All open streams. `look` asks the database; `run` is one task for all of them."""

    def __init__(self, look: Look, bulletin: Bulletin, check_seconds: float) -> None:
        self._look, self._check_seconds = look, check_seconds
        self._watches: dict[str | None, list[Watch]] = {}
        self._noticed: set[str] = set()
        self._queue_noticed = False
        self._bell = asyncio.Event()
        self._closing = False
        bulletin.read_by(self._notice)

    @contextmanager
    def watching(self, conversation: str | None, councils: frozenset[str] = frozenset()) -> Iterator[Watch]:
        """A new stream for as long as the block runs. Raises TooMany."""
        watch = Watch(conversation, councils)
        same = self._watches.setdefault(conversation, [])
        if sum(map(len, self._watches.values())) >= MOST:
            raise TooMany
        if conversation is not None and len(same) >= SAME_CHAT:
            same[0].close()  # most likely its browser has long gone, and nobody told us
        same.append(watch)
        if self._closing:
            watch.close()
        OPEN_STREAMS.inc()
        try:
            yield watch
        finally:
            OPEN_STREAMS.dec()
            same.remove(watch)
            if not same:
                self._watches.pop(conversation, None)

    async def first_look(self, watch: Watch) -> None:
        """Finds where things stand for a stream that has just opened."""
        board = await asyncio.to_thread(self._look, [watch.conversation] if watch.conversation else [])
        watch.see_queue(board)
        if watch.conversation:
            watch.see(board)

    async def run(self) -> None:
        """Looks after each notice and every few seconds, until cancelled."""
        clock = asyncio.get_running_loop().time
        due = clock() + self._check_seconds
        while True:
            with_notice = await self._rung(due - clock())
            if clock() >= due or not with_notice:
                due = clock() + self._check_seconds
                ids, everyone = self._conversations(), True
            else:
                ids, everyone = self._noticed & self._conversations(), self._queue_noticed
            self._noticed, self._queue_noticed = set(), False
            if self._watches and (ids or everyone):
                await self._look_for(ids, everyone)

    def close(self) -> None:
        """Ends every stream: the process is about to stop, and browsers come back to another."""
        self._closing = True
        for watch in self._all():
            watch.close()

    async def _rung(self, within: float) -> bool:
        try:
            async with asyncio.timeout(max(within, 0)):
                await self._bell.wait()
        except TimeoutError:
            return False
        self._bell.clear()
        return True

    async def _look_for(self, ids: set[str], everyone: bool) -> None:
        """One look. When the queue may have changed, those who wait may have another place in it."""
        if everyone:
            ids = ids | {w.conversation for w in self._all() if w.standing and w.standing.place and w.conversation}
        try:
            board = await asyncio.to_thread(self._look, ids)
        except Exception as error:  # whatever a driver raises: streams stay open, and the next look may succeed
            log.warning("streams_cannot_look", kind=type(error).__name__)
            return
        for conversation in ids:
            for watch in list(self._watches.get(conversation, ())):
                watch.see(board)
        for watch in self._all() if everyone else ():
            watch.see_queue(board)

    def _notice(self, notice: Notice) -> None:
        if notice.typing:
            for watch in self._watches.get(notice.conversation, ()):
                watch.typing.append(notice.typing)
                watch.ring()
            return
        self._noticed.add(notice.conversation)
        self._queue_noticed |= notice.queue
        self._bell.set()

    def _conversations(self) -> set[str]:
        return {watched for watched in self._watches if watched is not None}

    def _all(self) -> list[Watch]:
        return [watch for watches in self._watches.values() for watch in watches]
