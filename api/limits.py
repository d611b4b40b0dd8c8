"""How much one conversation or address may send: a moving window, per process.

Not the library `limits`: its store in memory starts a thread at every hit.
"""

from collections import deque
from collections.abc import Callable
from time import monotonic

from api.errors import TooMany

MINUTE, HOUR = 60.0, 3600.0
SWEPT_AFTER = 1000  # hits; then those who have been quiet for a whole window are let go


class Limiter:
    """At most so many of a kind in any minute, or in any so many hours."""

    def __init__(self, most: int, hours: int | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._window, self._clock = most, hours * HOUR if hours else MINUTE, clock
        self._hits: dict[str, deque[float]] = {}
        self._until_sweep = SWEPT_AFTER

    def take(self, who: str) -> None:
        """Counts one for `who`. Raises TooMany over the limit; what is refused does not count."""
        now = self._clock()
        hits = self._hits.setdefault(who, deque())
        while hits and hits[0] <= now - self._window:
            hits.popleft()
        if len(hits) >= self._most:
            raise TooMany
        hits.append(now)
        self._until_sweep -= 1
        if self._until_sweep <= 0:
            self._sweep(now)

    def _sweep(self, now: float) -> None:
        self._hits = {who: hits for who, hits in self._hits.items() if hits and hits[-1] > now - self._window}
        self._until_sweep = SWEPT_AFTER
