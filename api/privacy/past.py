"""The figures that stay when retention deletes conversations: how many of what in which week, and nobody's words.

The charts add them to what they count (api/statistics/counting.py).
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.models import Conversation
from api.privacy.models import PastCount
from api.statistics.counting import COLUMNS, tally
from api.statistics.weeks import week_of
from kb.database import in_utc


def keep_figures(session: Session, conversations: Sequence[Conversation]) -> None:
    """Adds conversations that are about to be deleted to the figures of their weeks."""
    weeks: dict[tuple[date, str], list[tuple[object, ...]]] = {}
    for one in conversations:
        week = week_of(in_utc(one.created_at)), one.council_slug or ""
        weeks.setdefault(week, []).append(tuple(getattr(one, column.key) for column in COLUMNS))
    for (monday, council), rows in weeks.items():
        for line, counter in tally(rows).items():
            for name, count in counter.items():
                _add(session, (monday, council, f"{line}/{name}"), count)


def _add(session: Session, key: tuple[date, str, str], count: int) -> None:
    if count:
        row = session.get(PastCount, key) or PastCount(week=key[0], council_slug=key[1], what=key[2], count=0)
        row.count += count
        session.add(row)


def past_figures(engine: Engine, councils: Sequence[str]) -> list[PastCount]:
    """The figures of these councils, by week."""
    order = PastCount.week, PastCount.council_slug, PastCount.what
    with Session(engine) as session:
        return list(session.scalars(select(PastCount).where(PastCount.council_slug.in_(councils)).order_by(*order)))
