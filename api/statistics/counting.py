"""Counts conversations by council and week. A page adds up weeks and never looks at a conversation.

The database marks each week in which a conversation came, went or changed, in the transaction of the change (0010).
Before anything is shown, and every minute, marked weeks are counted again: what is shown is never behind.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog
from sqlalchemy import Engine, Select, delete, select, update
from sqlalchemy.orm import Session

from api.models import Conversation
from api.overview import NO_ANSWER, words_in
from api.privacy.models import PastCount
from api.statistics.models import WeekChanged, WeekCount, WeekCounting
from api.statistics.weeks import Asked, bounds, week_of
from kb.database import in_utc

log = structlog.get_logger()

ROUND_SECONDS = 60
ANSWERED_AFTER_ALL = {"search"}  # among the reasons: it is an answer, though none of ours
LINE = {True: "open", False: "closed", None: "unknown"}
# How long a parent waited: up to so many seconds. The last has no end.
WAITS = (60, 120, 300)
RINGS = (3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600)
LONGER = "longer"

COLUMNS = (
    Conversation.topics,
    Conversation.reasons,
    Conversation.crisis,
    Conversation.handed_off,
    Conversation.helped,
    Conversation.unhelpful,
    Conversation.line_open,
    Conversation.waited_seconds,
    Conversation.ring_seconds,
)
Tally = dict[str, Counter[str]]


@dataclass(frozen=True)
class Week:
    """A council's week: what was counted, by whether the line was open."""

    council: str
    monday: date
    counts: Tally


def settle(engine: Engine) -> int:
    """Counts the weeks again that have changed; returns how many. One process counts at a time."""
    with Session(engine) as session:
        if session.scalar(select(WeekChanged.id).limit(1)) is None:
            return 0
    with Session(engine) as session, session.begin():
        # Whoever writes this row first counts first. What is marked later is counted later.
        session.execute(update(WeekCounting).values(counted_at=datetime.now(UTC)))
        marks = session.execute(delete(WeekChanged).returning(WeekChanged.council_slug, WeekChanged.at)).all()
        changed = {(council, week_of(in_utc(at))) for council, at in marks}
        for council, monday in sorted(changed):
            _count(session, council, monday)
    return len(changed)


def weeks(engine: Engine, asked: Asked, councils: Sequence[str]) -> list[Week]:
    """The weeks that are asked for, of these councils only: those in which anything was said."""
    with Session(engine) as session:
        rows = session.execute(counted(asked, councils)).all()
    return [Week(council, monday, _of_line(counts, asked.line)) for council, monday, counts in rows]


def counted(asked: Asked, councils: Sequence[str]) -> Select[str, date, dict[str, Any]]:
    """The query for those weeks."""
    chosen = [council for council in councils if asked.council in ("", council)]
    wanted = WeekCount.council_slug.in_(chosen), WeekCount.monday.between(asked.first, asked.last)
    query = select(WeekCount.council_slug, WeekCount.monday, WeekCount.counts).where(*wanted)
    return query.order_by(WeekCount.monday, WeekCount.council_slug)


async def run(engine: Engine) -> None:
    """Counts every minute until cancelled."""
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        try:
            await asyncio.to_thread(settle, engine)
        except Exception as error:  # whatever a driver raises: the next round may succeed
            log.warning("weeks_cannot_be_counted", kind=type(error).__name__)


def tally(rows: Iterable[Sequence[object]]) -> Tally:
    """What these conversations (in the order of COLUMNS) come to. Pure."""
    found: Tally = {}
    for topics, reasons, crisis, handed_off, helped, unhelpful, line_open, waited, rung in rows:
        counter = found.setdefault(LINE[None if line_open is None else bool(line_open)], Counter())
        why = [reason for reason in words_in(str(reasons)) if reason in NO_ANSWER]
        counter["conversations"] += 1
        counter.update(f"topic:{topic}" for topic in words_in(str(topics)))
        counter.update(f"reason:{reason}" for reason in why)
        counter["no_answer"] += bool(set(why) - ANSWERED_AFTER_ALL)
        for name, there in (
            ("crisis", crisis),
            ("handed_off", handed_off),
            ("helped", helped),
            ("unhelpful", unhelpful),
        ):
            counter[name] += bool(there)
        for name, seconds, steps in (("wait", waited, WAITS), ("ring", rung, RINGS)):
            if isinstance(seconds, int):
                counter[f"{name}:{step_of(seconds, steps)}"] += 1
    return found


def step_of(seconds: int, steps: Sequence[int]) -> str:
    """Within which of the steps it lies."""
    return next((str(step) for step in steps if seconds < step), LONGER)


def _count(session: Session, council: str, monday: date) -> None:
    begins, ends = bounds(monday)
    its = Conversation.council_slug == council, Conversation.created_at >= begins, Conversation.created_at < ends
    counts = tally(session.execute(select(*COLUMNS).where(*its)))
    # What retention has deleted since was counted before it went (api/privacy/past.py).
    for past in session.scalars(select(PastCount).where(PastCount.council_slug == council, PastCount.week == monday)):
        line, _, name = past.what.partition("/")
        counts.setdefault(line, Counter())[name] += past.count
    if counts:
        plain = {line: {name: n for name, n in counter.items() if n} for line, counter in counts.items()}
        session.merge(WeekCount(council_slug=council, monday=monday, counts=plain))
    else:
        session.execute(delete(WeekCount).where(WeekCount.council_slug == council, WeekCount.monday == monday))


def _of_line(counts: dict[str, dict[str, int]], line: str) -> Tally:
    return {name: Counter(counter) for name, counter in counts.items() if line in ("", name)}
