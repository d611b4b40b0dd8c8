"""A clock that tests move on."""

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday


class Clock:
    """It says the same time until a test moves it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Lets so much time pass, in the words of timedelta."""
        self.now += timedelta(**time)
