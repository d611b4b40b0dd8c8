"""An answer as the parent would read it: from the same book, reply builder and Markdown as in the chat."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from api.answers.access import Place
from api.answers.typed import NAMES
from api.schemas import MessageOut
from kb.answers import ANSWER, AnswerBook
from kb.errors import UnknownTopic
from kb.own_answers import OwnText
from kb.quotes import leaflet_quotes
from kb.replies import Reply, Speaker

Sections = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """One part of an answer, after what the parent asked."""

    name: str
    message: MessageOut


def book_with(book: AnswerBook, place: Place, own: OwnText | None, leaflet: Sections | None) -> AnswerBook:
    """The book as it would be with this answer in it, switched on."""
    key = (place.topic, place.council)
    answers = {k: v for k, v in book.answers.items() if k != key}
    if own is not None:
        answers[key] = own.as_answer(place.topic, place.council)
    topics = {place.topic: book.topics[place.topic]}
    councils = {slug: facts for slug, facts in book.councils.items() if slug == place.council}
    passages = [(f"leaflet_{place.council}", head, said) for head, texts in (leaflet or {}).items() for said in texts]
    quotes = {k: v for k, v in book.quotes.items() if k[0] != f"leaflet_{place.council}" or k[2] != place.topic}
    quotes |= leaflet_quotes(topics, answers, councils, passages)
    return replace(book, answers=answers, quotes=quotes, off={})


def shown(book: AnswerBook, place: Place, now: datetime) -> tuple[Shown, ...]:
    """Each part of the answer that this book has for parents of the council."""
    speaker = Speaker(book, place.council, now)
    parts = sorted(book.parts(place.topic, place.council), key=lambda part: list(NAMES).index(part))
    return tuple(
        Shown(NAMES[part], message_of(reply, part, now)) for part in parts if (reply := _said(speaker, place, part))
    )


def message_of(reply: Reply, name: str, now: datetime) -> MessageOut:
    """A reply as the chat's templates take it. `name` is its id on the page."""
    content = {key: asdict(reply)[key] for key in ("citations", "notices", "choices", "handoff")}
    return MessageOut.model_validate(
        {"id": name, "position": 0, "at": now, "from": "assistant", "text": reply.text, "topic": reply.topic}
        | {"council": reply.council, **content}
    )


def _said(speaker: Speaker, place: Place, part: str) -> Reply | None:
    try:
        if part == ANSWER and place.topic == "contact_helpline":
            return speaker.contact()
        return speaker.answer(place.topic, part)
    except (UnknownTopic, KeyError):  # a citation that leads nowhere: the checks say so
        return None
