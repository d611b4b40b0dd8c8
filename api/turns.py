"""A message on its journey, and what follows from it: pure parts of api/chat.py's steps."""

import time
from dataclasses import dataclass, field
from typing import Any

from api.choices import Meaning
from api.conversations import Known, NewRow
from api.models import Message
from api.rasa import RasaAnswer
from kb.answers import AnswerBook
from kb.asking import questions, statements
from kb.english import sentences
from kb.places import mentions
from kb.waiting import ASKED, ASKED_AGAIN

SHORT = 10  # words; a longer message says what it is about


@dataclass
class Turn:
    """A message on its journey: each step fills in its part."""

    known: Known
    client_id: str | None
    text: str
    chosen: Meaning | None = None
    crisis_kinds: tuple[str, ...] = ()
    rasa: RasaAnswer | None = None
    replies: list[dict[str, Any]] = field(default_factory=list)
    away: str | None = None
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def understood_crisis(self) -> bool:
        """Whether the danger was understood, by Rasa or without it: then the replies say who to call already."""
        if self.rasa is not None:
            return self.rasa.intent == "crisis"
        return self.away is not None and self.replies[0]["reason"] == "crisis"


@dataclass(frozen=True)
class Answered:
    """A turn that is stored: the parent's message and the replies (none when an adviser has it)."""

    asked: Message
    replies: list[Message]
    state: str


def asked_in(turn: Turn) -> list[str]:
    """What Rasa should also read one by one: questions, or a story that asks none. Beside a danger one counts."""
    parts = sentences(turn.text)
    return questions(parts, least=1 if turn.crisis_kinds else 2) or statements(parts)


def in_context(turn: Turn, book: AnswerBook) -> str | None:
    """A short message after the name of the last topic, as Rasa should also read it; None when it stands alone."""
    topic = turn.known.topic
    alone = topic is None or turn.known.pending or not book.has(topic) or len(turn.text.split()) > SHORT
    return None if alone else f"{book.topics[str(topic)].title}: {turn.text}"


def moves_on(turn: Turn) -> bool:
    """Whether the message names one council, and another than the conversation's: it is answered for that one."""
    chosen = turn.chosen
    named = tuple(e["value"] for e in chosen.entities) if chosen else mentions(turn.text).councils
    return len(named) == 1 and named[0] != turn.known.council


def changes_after(turn: Turn) -> dict[str, Any]:
    """What the conversation remembers after this turn: council, topic, whether a question waits, misses in a row."""
    danger: dict[str, Any] = {"crisis": True} if turn.crisis_kinds else {}
    if not turn.replies:  # an adviser answers
        return danger
    last = turn.replies[-1]
    missed = last["reason"] in ("unsure", ASKED_AGAIN)
    changes: dict[str, Any] = {
        "council_slug": last["council"] or turn.known.council,
        "pending": _waits(turn, last),
        "misses": turn.known.misses + 1 if missed else 0,
    }
    if last["topic"] and last["topic"] != "crisis":
        changes["topic"] = last["topic"]
    return changes | danger


def _waits(turn: Turn, last: dict[str, Any]) -> bool:
    """Whether a question waits for the council: it was just asked for, or before and nothing was answered since."""
    if last["reason"] in (ASKED, ASKED_AGAIN):
        return last["topic"] is not None
    council = last["council"] or turn.known.council
    return turn.known.pending and council is None and last["topic"] in (None, "crisis")


def understanding(turn: Turn) -> dict[str, Any]:
    """What was understood of the parent's message, for the record and for the reply."""
    danger = list(turn.crisis_kinds)
    if turn.rasa is None:
        return {"topic": None, "confidence": 0.0, "ranking": [], "away": turn.away, "crisis": danger}
    return {
        "topic": turn.rasa.intent,
        "confidence": turn.rasa.confidence,
        "ranking": [{"topic": r["intent"], "confidence": r["confidence"]} for r in turn.rasa.ranking],
        "entities": turn.rasa.entities,
        "crisis": danger,
    }


def reply_row(reply: dict[str, Any]) -> NewRow:
    content = {key: reply[key] for key in ("citations", "notices", "choices", "handoff")}
    return NewRow(
        sender="assistant",
        text=reply["text"],
        topic=reply["topic"],
        council=reply["council"],
        content=content,
        reason=reply["reason"],
        answer_version=reply["version"] or None,
    )


class timed:  # noqa: N801  # reads as a verb: with timed(turn, "rasa")
    """Notes how many milliseconds a step of the turn took."""

    def __init__(self, turn: Turn, step: str) -> None:
        self._turn, self._step = turn, step

    def __enter__(self) -> None:
        self._start = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        before = self._turn.timings.get(self._step, 0.0)
        self._turn.timings[self._step] = round(before + (time.perf_counter() - self._start) * 1000, 2)
