"""Runs retention once a day, in one of the processes. The first time is a week after the upgrade (migration 0011)."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from api.privacy.models import RetentionPlan
from api.privacy.retention import Due, Retention
from kb.database import in_utc

log = structlog.get_logger()

EVERY = timedelta(days=1)
AT_MOST = timedelta(hours=6)  # a process that has died with it in hand; then another one does it
LOOKS_EVERY = 600.0  # seconds between two looks at the plan


class Daily:
    """Looks at the plan every ten minutes, and runs retention when it is due."""

    def __init__(
        self, engine: Engine, retention: Retention, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._engine, self.retention, self._now = engine, retention, now

    async def run(self) -> None:
        """Goes on until cancelled. A database that is away is waited for."""
        while True:
            try:
                await asyncio.to_thread(self.run_if_due)
            except Exception as error:  # whatever a driver raises: the next look may succeed
                log.warning("retention_did_not_run", kind=type(error).__name__)
            await asyncio.sleep(LOOKS_EVERY)

    def run_if_due(self) -> Due | None:
        """Runs retention if it is due and no other process has taken it on; what was deleted, or None."""
        now = self._now()
        free = or_(RetentionPlan.taken_until.is_(None), RetentionPlan.taken_until < now)
        take = update(RetentionPlan).where(RetentionPlan.next_at <= now, free).values(taken_until=now + AT_MOST)
        with Session(self._engine) as session, session.begin():
            if session.scalar(take.returning(RetentionPlan.id)) is None:
                return None
        done = self.retention.run(now=now)
        log.info("retention_ran", deleted=done.total, held=done.held)
        with Session(self._engine) as session, session.begin():
            session.execute(update(RetentionPlan).values(next_at=now + EVERY, taken_until=None))
        return done

    def next_at(self) -> datetime | None:
        """When it runs next; None before the first migration has planned it."""
        with Session(self._engine) as session:
            planned = session.scalar(select(RetentionPlan.next_at))
            return in_utc(planned) if planned else None
