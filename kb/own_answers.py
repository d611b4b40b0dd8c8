"""A council's own answers, as its editors write them: published in the place of what ships, or given up again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.answers import ANSWER, MORE, AnswerText
from kb.loading import citations_of, new_version
from kb.models import Answer, Json, ShippedAnswer
from kb.offers import OWN, keep, ships

ADD, REPLACE = "add", "replace"


@dataclass(frozen=True)
class OwnText:
    """A council's words on a topic: added to the national answer, or in its place."""

    answer: str
    review_by: date
    mode: str = ADD
    more: str = ""
    follow_ups: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """Every part by its name, as the book holds them."""
        return {ANSWER: self.answer, MORE: self.more, **self.follow_ups}

    def as_answer(self, topic: str, council: str, version: int = 0) -> AnswerText:
        """The same as the book has it."""
        return AnswerText(topic, council, self.mode, version, self.texts, self.review_by)


def own_text(kept: Mapping[str, Any]) -> OwnText:
    """The text in what `kb.offers` keeps."""
    return OwnText(
        answer=kept["answer"],
        review_by=date.fromisoformat(kept["review_by"]),
        mode=kept["mode"],
        more=kept["more"],
        follow_ups=dict(kept["follow_ups"]),
    )


def stored(session: Session, topic: str, council: str) -> Answer | None:
    """The council's own answer as it is now."""
    return session.scalar(select(Answer).where(Answer.topic_name == topic, Answer.council_slug == council))


def publish(session: Session, topic: str, council: str, own: OwnText, version: int, reviewed: date) -> None:
    """Parents read this from now on, and loading what ships leaves it alone."""
    keep(session, topic, council)
    answer = stored(session, topic, council)
    if answer is None:
        answer = Answer(topic_name=topic, council_slug=council)
        session.add(answer)
    answer.edited = True
    _write(answer, own, version, reviewed)
    new_version(session)


def take_shipped(session: Session, topic: str, council: str, version: int) -> OwnText | None:
    """Gives the council's own answer up for what ships: returns that, or None where only the national answer does."""
    shipped = ships(session, topic, council)[OWN]
    own = own_text(shipped) if shipped else None
    answer = stored(session, topic, council)
    if answer is not None and own is None:
        session.delete(answer)
    elif answer is not None and own is not None:
        answer.edited = False
        _write(answer, own, version, date.fromisoformat(shipped["reviewed"]))
    kept = session.get(ShippedAnswer, (topic, council))
    if kept is not None:
        session.delete(kept)
    new_version(session)
    return own


def settle(session: Session, topic: str, council: str, seen: Json | None = None) -> None:
    """Notes that editors have seen what ships: what is there now, unless it was something older that they saw."""
    kept = keep(session, topic, council)
    kept.settled = seen or kept.now


def _write(answer: Answer, own: OwnText, version: int, reviewed: date) -> None:
    answer.mode, answer.text, answer.more = own.mode, own.answer.strip(), own.more.strip()
    answer.follow_ups = {part: words.strip() for part, words in own.follow_ups.items() if words.strip()}
    answer.version, answer.reviewed, answer.review_by = version, reviewed, own.review_by
    answer.citations = citations_of(answer.council_slug, (answer.text, answer.more, *answer.follow_ups.values()))
