"""What stands beside each message when an adviser looks through a conversation: what was understood, and why. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.answers.listing import GROUPS
from api.messages import message_out
from api.models import Message
from api.overview import NO_ANSWER
from api.schemas import MessageOut
from kb.facts import TopicFacts

GUESSES = 2  # beside the topic
# What can be understood and is no topic of the book, in words for advisers.
BESIDE_TOPICS = {"crisis": "Someone is in danger", "out_of_scope": "Not about support at school"}


@dataclass(frozen=True)
class Aside:
    """A message as the parent saw it, and what we know of it. Shares are in per cent, times in milliseconds."""

    message: MessageOut
    topic: str
    share: int | None
    guesses: tuple[tuple[str, int], ...]
    away: str
    danger: tuple[str, ...]
    timings: tuple[tuple[str, float], ...]
    version: str
    reason: str


def asides(messages: Iterable[Message], topics: Mapping[str, TopicFacts]) -> tuple[Aside, ...]:
    """Each message with what stands beside it."""
    return tuple(_aside(message, topics) for message in messages)


def title_of(topic: str | None, topics: Mapping[str, TopicFacts]) -> str:
    """A topic in words; of what is none of the book's topics, its name."""
    if not topic:
        return ""
    return topics[topic].title if topic in topics else BESIDE_TOPICS.get(topic, topic.replace("_", " "))


def pickable(topics: Mapping[str, TopicFacts]) -> dict[str, str]:
    """What a message can be said to be about: name -> title, by title."""
    titles = {name: facts.title for name, facts in topics.items()} | BESIDE_TOPICS
    return dict(sorted(titles.items(), key=lambda item: item[1].casefold()))


@dataclass(frozen=True)
class Pickable:
    """What a message can be said to be about, and words by which it is found."""

    name: str
    title: str
    words: str


def in_groups(topics: Mapping[str, TopicFacts]) -> list[tuple[str, list[Pickable]]]:
    """The same, group by group in the order in which parents meet them, each by title; what is none of ours last."""
    ours = [
        (words, [Pickable(name, facts.title, facts.question) for name, facts in topics.items() if facts.group == group])
        for group, words in GROUPS.items()
    ]
    beside = [Pickable(name, title, name.replace("_", " ")) for name, title in BESIDE_TOPICS.items()]
    grouped = [*ours, ("None of these", beside)]
    return [(words, sorted(found, key=lambda one: one.title.casefold())) for words, found in grouped if found]


def _aside(message: Message, topics: Mapping[str, TopicFacts]) -> Aside:
    known = message.understood or {}
    ranking = [(title_of(g["topic"], topics), _share(g["confidence"])) for g in known.get("ranking") or []]
    asked = message.sender == "parent"
    return Aside(
        message=message_out(message),
        topic=title_of(message.topic, topics),
        share=_share(known.get("confidence") or 0.0) if asked and message.topic else None,
        guesses=tuple(ranking[1 : 1 + GUESSES]),
        away=str(known.get("away") or ""),
        danger=tuple(str(kind) for kind in known.get("crisis") or ()),
        timings=tuple(sorted((str(step), float(took)) for step, took in (message.timings or {}).items())),
        version=message.answer_version or "",
        reason=NO_ANSWER.get(message.reason or "", "") if message.sender == "assistant" else "",
    )


def _share(confidence: float) -> int:
    return round(100 * confidence)
