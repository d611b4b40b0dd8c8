"""What ships for answers that a council's editors wrote: kept beside them, and offered when it changes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.models import Answer, Json, ShippedAnswer

NATIONAL, OWN = "national", "own"


def texts_of_answer(answer: Answer | None) -> Json | None:
    """What an answer says and when it was reviewed, as it is kept; None for none."""
    if answer is None:
        return None
    return {
        "mode": answer.mode,
        "answer": answer.text,
        "more": answer.more,
        "follow_ups": dict(answer.follow_ups),
        "reviewed": answer.reviewed.isoformat(),
        "review_by": answer.review_by.isoformat(),
    }


def ships(session: Session, topic: str, council: str) -> Json:
    """What ships now: the national answer, and the council's own or None."""
    kept = session.get(ShippedAnswer, (topic, council))
    if kept is not None:
        return kept.now
    of_topic = select(Answer).where(Answer.topic_name == topic, Answer.council_slug.in_(["", council]))
    found = {answer.council_slug: answer for answer in session.scalars(of_topic)}
    return {NATIONAL: texts_of_answer(found.get("")), OWN: texts_of_answer(found.get(council))}


def keep(session: Session, topic: str, council: str) -> ShippedAnswer:
    """The row that keeps what ships, made when editors publish over it for the first time."""
    kept = session.get(ShippedAnswer, (topic, council))
    if kept is None:
        now = ships(session, topic, council)
        kept = ShippedAnswer(topic_name=topic, council_slug=council, now=now, settled=now)
        session.add(kept)
    return kept


def offer(session: Session, topic: str, council: str, now: Json) -> bool:
    """Notes what ships now. Returns whether it is other than what was noted."""
    kept = session.get(ShippedAnswer, (topic, council))
    if kept is None:
        session.add(ShippedAnswer(topic_name=topic, council_slug=council, now=now, settled={NATIONAL: None, OWN: None}))
        return True
    if kept.now == now:
        return False
    kept.now = now
    return True


def has_changed(now: Json, settled: Json, mode: str) -> bool:
    """Whether what ships is other than editors took note of.

    The national answer counts where theirs stands in its place: where it is added, parents read the new one anyway.
    """
    looked_at = (OWN, NATIONAL) if mode == "replace" else (OWN,)
    return any(_words(now.get(kind)) != _words(settled.get(kind)) for kind in looked_at)


def _words(kept: Any) -> Any:
    """What is said, without when it was reviewed."""
    return kept and {key: said for key, said in kept.items() if key not in ("reviewed", "review_by")}
