"""A chat in a few lines for the service, so that a parent need not tell it twice: titles, council, day. Pure.

It holds no words of the parent, and nothing of danger: who is in danger is asked to call 999, and what they tell a
service of it is theirs to tell.
"""

from collections.abc import Iterable
from datetime import datetime

from api.models import Message
from kb.answers import AnswerBook
from kb.callback_words import said
from kb.hours import LONDON

ANSWERED = ("answered", "search")  # reasons of a reply that gave an answer


def summary_of(messages: Iterable[Message], book: AnswerBook, council: str, now: datetime) -> str:
    """The summary that goes to the service when the parent wants it to."""
    ours = [m for m in messages if m.sender == "assistant"]
    name = book.councils[council].short_name
    answered = dict.fromkeys(
        (m.topic, m.council_slug)
        for m in ours
        if m.reason in ANSWERED and m.topic in book.topics and m.topic != "crisis"
    )
    lines = [_title(book, topic, slug) for topic, slug in answered if topic]
    missed = sum(m.reason == "unsure" for m in ours)
    return "\n".join(
        [
            said("summary.council", council=name),
            said("summary.day", day=long_day(now)),
            said("summary.answered") if lines else said("summary.none"),
            *(f"- {line}" for line in lines),
            *([said("summary.unanswered", count=missed)] if missed else []),
        ]
    )


def _title(book: AnswerBook, topic: str, council: str | None) -> str:
    title = book.topics[topic].title
    if council in book.councils and (topic, str(council)) in book.answers:
        return said("summary.local", title=title, council=book.councils[str(council)].short_name)
    return said("summary.national", title=title)


def long_day(moment: datetime) -> str:
    """A day in London as people write it: 24 November 2026."""
    here = moment.astimezone(LONDON)
    return f"{here.day} {here:%B %Y}"
