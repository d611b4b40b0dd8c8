"""Builders: a turn, and a speaker with a small answer book, for the decisions."""

from typing import Any

from actions.turn import Guess, Sentence, Turn
from kb.answers import AnswerBook
from kb.replies import Speaker
from tests.kb.knowledge import NOON, an_answer_book, local, national

BOOK = an_answer_book(
    national("who_decides", "National words.", more="More words."),
    local("who_decides", "kent", "Kent's words."),
    local("who_decides", "islington", "Islington's words."),
    national("review_meetings", "Meetings."),
    national("contact_helpline", "What the service can do."),
)


def a_ranking(*intents: str, confidence: float = 0.9) -> tuple[Guess, ...]:
    """These guesses, all equally sure."""
    return tuple(Guess(intent, confidence) for intent in intents)


def alone(*read: tuple[str, float]) -> tuple[Sentence, ...]:
    """Sentences by what each was taken for when read alone, and how surely."""
    return tuple(Sentence(f"Sentence {n}?", intent, sure) for n, (intent, sure) in enumerate(read, 1))


def a_turn(intent: str = "who_decides", **known: Any) -> Turn:
    """A turn in a conversation of which nothing else is known, unless `known` says so."""
    nothing: dict[str, Any] = {
        "text": "Some words.",
        "confidence": 0.9,
        "ranking": a_ranking(intent),
        "sentences": (),
        "in_context": None,
        "mentioned": (),
        "nation": None,
        "council": None,
        "topic": None,
        "chosen_topic": None,
        "pending": False,
        "misses": 0,
        "in_danger": False,
        "chosen": False,
        "said": "",
        "waiting": (),
    }
    return Turn(intent=intent, **(nothing | known))


def the_speaker_for(turn: Turn, book: AnswerBook = BOOK) -> Speaker:
    """The speaker as an action makes it: for the council of this turn."""
    return Speaker(book, turn.council_now, NOON)
