"""The list of answers of a council: which are theirs, which are late, which wait, which are switched off."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.answers.access import Place
from api.answers.models import AnswerDraft
from kb.answers import AnswerBook, AnswerText
from kb.facts import TopicFacts
from kb.models import Answer, ShippedAnswer
from kb.offers import has_changed

# The groups of topics (kb/content/topics), in the words of advisers.
GROUPS = {
    "sen_support": "SEN support",
    "school": "At school",
    "ehc": "EHC plans",
    "money": "Money",
    "local": "Local help",
    "next_to": "Next to SEN support",
    "myth": "Myths",
}
# What an answer can be looked for by.
KINDS = {
    "edited": "Written here",
    "late": "Past the review date",
    "draft": "A draft is being written",
    "waiting": "Waits for approval",
    "off": "Switched off",
    "shipped": "What ships has changed",
}


class Filters(BaseModel):
    """The form above the list, as it stands in the address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    council: str = Field("", max_length=80)
    group: str = Field("", max_length=40)
    kind: Literal["", "edited", "late", "draft", "waiting", "off", "shipped"] = ""
    words: str = Field("", max_length=100)

    @property
    def any(self) -> bool:
        """Whether something is looked for."""
        return bool(self.group or self.kind or self.words)


@dataclass(frozen=True)
class Row:
    """A topic as the list shows it for one council."""

    place: Place
    facts: TopicFacts
    mode: str
    review_by: date
    kinds: tuple[str, ...]


def rows(engine: Engine, book: AnswerBook, council: str, filters: Filters, today: date) -> tuple[Row, ...]:
    """The topics that are looked for, by group and title."""
    edited, drafts, changed = _stored(engine, council)
    found = []
    for name, facts in book.topics.items():
        if not book.has(name) or not _looked_for(name, facts, book, council, filters):
            continue
        own = book.answers.get((name, council))
        review_by = _review_by(book.answers[(name, "")], own)
        kinds = {
            "edited": name in edited,
            "late": review_by < today,
            "draft": name in drafts and drafts[name] != "waiting",
            "waiting": drafts.get(name) == "waiting",
            "off": bool(book.off.get((name, council))),
            "shipped": name in changed,
        }
        if not filters.kind or kinds[filters.kind]:
            applying = tuple(kind for kind, applies in kinds.items() if applies)
            found.append(Row(Place(name, council), facts, own.mode if own else "", review_by, applying))
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda row: (_place_in(order, row.facts.group), row.facts.title.casefold())))


def waiting(engine: Engine, councils: tuple[str, ...]) -> tuple[Place, ...]:
    """The answers of these councils that wait for a second person."""
    with Session(engine) as session:
        wait = AnswerDraft.state == "waiting", AnswerDraft.council_slug.in_(councils)
        found = session.execute(select(AnswerDraft.topic_name, AnswerDraft.council_slug).where(*wait))
        return tuple(Place(topic, council) for topic, council in found)


def changed_since(session: Session, council: str) -> set[str]:
    """The topics of which something else ships than that council's editors took note of."""
    its = select(ShippedAnswer, Answer.mode).join(
        Answer, (Answer.topic_name == ShippedAnswer.topic_name) & (Answer.council_slug == ShippedAnswer.council_slug)
    )
    found = session.execute(its.where(ShippedAnswer.council_slug == council, Answer.edited))
    return {kept.topic_name for kept, mode in found if has_changed(kept.now, kept.settled, mode)}


def _stored(engine: Engine, council: str) -> tuple[set[str], dict[str, str], set[str]]:
    with Session(engine) as session:
        edited = set(session.scalars(select(Answer.topic_name).where(Answer.council_slug == council, Answer.edited)))
        still_open = AnswerDraft.council_slug == council, AnswerDraft.open_for.is_not(None)
        drafts = session.execute(select(AnswerDraft.topic_name, AnswerDraft.state).where(*still_open))
        return edited, dict(drafts.all()), changed_since(session, council)


def _looked_for(name: str, facts: TopicFacts, book: AnswerBook, council: str, filters: Filters) -> bool:
    if filters.group and facts.group != filters.group:
        return False
    own = book.answers.get((name, council))
    texts = [*book.answers[(name, "")].texts.values(), *(own.texts.values() if own else ())]
    said = " ".join((facts.title, facts.question, *texts)).casefold()
    return all(word in said for word in filters.words.casefold().split())


def _review_by(national: AnswerText, own: AnswerText | None) -> date:
    """The day by which what parents read is reviewed: both, where ours is added to the answer for all England."""
    if own is None:
        return national.review_by
    return own.review_by if own.mode == "replace" else min(own.review_by, national.review_by)


def _place_in(order: list[str], group: str) -> int:
    return order.index(group) if group in order else len(order)
