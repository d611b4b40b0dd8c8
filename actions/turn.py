"""What one turn brings to an action: the understanding, and what the API knows of the conversation. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Guess:
    """An intent that the message may have, with Rasa's confidence (0 to 1)."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Sentence:
    """One sentence of the message, and what it was taken for when read alone."""

    text: str
    intent: str
    confidence: float


@dataclass(frozen=True)
class Turn:
    """A parent's message as it was understood, and where the conversation stands.

    `in_context`: what a short message was taken for when it was read after the name of the last topic. `said`: the end
    of our own last words. `waiting`: topics, with the part of each, that were asked before the council was known.
    `book`: the version of the answer book that the API has read.
    """

    text: str
    intent: str
    confidence: float
    ranking: tuple[Guess, ...]
    sentences: tuple[Sentence, ...]
    in_context: Sentence | None
    mentioned: tuple[str, ...]
    nation: str | None
    council: str | None
    topic: str | None
    chosen_topic: str | None
    pending: bool
    misses: int
    in_danger: bool
    chosen: bool
    said: str
    waiting: tuple[tuple[str, str], ...]
    book: int = 0

    @property
    def guesses(self) -> tuple[str, ...]:
        """The intents of the ranking, best first."""
        return tuple(guess.intent for guess in self.ranking)

    @property
    def council_now(self) -> str | None:
        """The council to answer for: the one that the message names, if it names one; else the one known before."""
        return self.mentioned[0] if len(self.mentioned) == 1 else self.council

    @property
    def changed_council(self) -> bool:
        """Whether the message names another council than the one known before."""
        return self.council is not None and self.council_now != self.council


def turn_of(latest_message: Mapping[str, Any], slots: Mapping[str, Any]) -> Turn:
    """The turn behind a tracker's latest message. What the API sends along wins over Rasa's slots."""
    state = latest_message.get("metadata") or {}
    entities = _outermost(latest_message.get("entities") or [])
    intent = latest_message.get("intent") or {}
    ranking = [Guess(i["name"], float(i["confidence"])) for i in latest_message.get("intent_ranking") or []]
    return Turn(
        text=str(latest_message.get("text") or ""),
        intent=str(intent.get("name") or FALLBACK),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple(guess for guess in ranking if guess.intent != FALLBACK),
        sentences=tuple(_sentence(s) for s in state.get("sentences") or []),
        in_context=_sentence(state["in_context"]) if state.get("in_context") else None,
        mentioned=tuple(dict.fromkeys(e["value"] for e in entities if e["entity"] in ("council", "place"))),
        nation=next((e["value"] for e in entities if e["entity"] == "nation"), None),
        council=state["council"] if "council" in state else slots.get("council"),
        topic=state["topic"] if "topic" in state else _first(slots.get("topic")),
        chosen_topic=state.get("chosen_topic"),
        pending=bool(state.get("pending")),
        misses=int(state.get("misses") or 0),
        in_danger=bool(state.get("in_danger")),
        chosen=bool(state.get("chosen")),
        said=str(state.get("said") or ""),
        waiting=places_in(slots.get("topic")),
        book=int(state.get("book") or 0),
    )


def _outermost(entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entities without those that lie inside a longer one: of "Newcastle upon Tyne" not "Newcastle" too."""
    spans = [(e["start"], e["end"]) if "start" in e else None for e in entities]
    inside = [s is not None and any(o and o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans) for s in spans]
    return [entity for entity, is_inside in zip(entities, inside, strict=True) if not is_inside]


def in_slot(topic: str | None, waiting: Sequence[tuple[str, str]]) -> str | None:
    """The slot `topic`: the topic, or all that waits for the council: "transport.answer benefits.answer"."""
    return " ".join(".".join(place) for place in waiting) if len(waiting) > 1 else topic


def places_in(slot: str | None) -> tuple[tuple[str, str], ...]:
    """What waits, read from the slot; nothing when it holds a single topic."""
    pairs = (place.partition(".") for place in (slot or "").split())
    return tuple((topic, part) for topic, _, part in pairs if part)


def _sentence(read: Mapping[str, Any]) -> Sentence:
    return Sentence(read["text"], read["intent"], float(read["confidence"]))


def _first(slot: str | None) -> str | None:
    return next((topic for topic, _ in places_in(slot)), slot)
