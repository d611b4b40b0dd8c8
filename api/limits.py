"""How much one conversation or address may send: a moving window, per process."""

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.errors import TooMany


class Limiter:
    """At most so many of a kind in any minute, or in any so many hours."""

    def __init__(self, most: int, hours: int | None = None) -> None:
        self._item = RateLimitItemPerHour(most, hours) if hours else RateLimitItemPerMinute(most)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def take(self, who: str) -> None:
        """Counts one for `who`. Raises TooMany over the limit."""
        if not self._window.hit(self._item, who):
            raise TooMany
