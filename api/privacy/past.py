"""The figures that stay when retention deletes conversations: how many of what in which week, and nobody's words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from api.models import Conversation, Message
from api.privacy.models import PastCount
from kb.database import in_utc
from kb.hours import LONDON

YES_OR_NO = ("crisis", "handed_off", "helped", "unhelpful")


def keep_figures(session: Session, conversations: Sequence[Conversation]) -> None:
    """Adds conversations that are about to be deleted to the figures of their weeks."""
    lengths = select(Message.conversation_id, func.count()).group_by(Message.conversation_id)
    lengths = lengths.where(Message.conversation_id.in_([one.id for one in conversations]))
    messages: dict[str, int] = dict(session.execute(lengths).all())
    sums: Counter[tuple[date, str, str]] = Counter()
    for one in conversations:
        week = _week(one)
        sums.update((week, one.council_slug or "", what) for what in figures_of(one))
        sums[week, one.council_slug or "", "messages"] += messages.get(one.id, 0)
    for key, count in sums.items():
        row = session.get(PastCount, key) or PastCount(week=key[0], council_slug=key[1], what=key[2], count=0)
        row.count += count
        session.add(row)


def figures_of(one: Conversation) -> Iterable[str]:
    """What is counted of a conversation."""
    yield "conversations"
    yield from (name for name in YES_OR_NO if getattr(one, name))
    if one.line_open is not None:
        yield "line_open" if one.line_open else "line_closed"
    for column, kind in ((one.topics, "topic"), (one.reasons, "reason")):
        yield from (f"{kind}:{name}" for name in column.split("|") if name)


def past_figures(engine: Engine, councils: Sequence[str]) -> list[PastCount]:
    """The figures of these councils, by week."""
    order = PastCount.week, PastCount.council_slug, PastCount.what
    with Session(engine) as session:
        return list(session.scalars(select(PastCount).where(PastCount.council_slug.in_(councils)).order_by(*order)))


def _week(one: Conversation) -> date:
    day = in_utc(one.created_at).astimezone(LONDON).date()
    return day - timedelta(days=day.weekday())
