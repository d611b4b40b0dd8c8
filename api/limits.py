"""How much one conversation or address may send: a moving window, per process."""

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.errors import TooMany


class Limiter:
    """At most so many of a kind in any minute."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def take(self, who: str) -> None:
        """Counts one for `who`. Raises TooMany over the limit."""
        if not self._window.hit(self._item, who):
            raise TooMany
