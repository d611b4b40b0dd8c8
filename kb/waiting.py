"""A question that waits until the parent has said which council is theirs, and what they said instead. Pure."""

from dataclasses import replace

from kb.asking import asks
from kb.places import OTHER
from kb.replies import Reply, Speaker, words

ASKED, ASKED_AGAIN = "asked_council", "asked_again"  # the reasons of replies after which a question waits
FEW = 4  # words


def without_council(topic: str, misses: int, speaker: Speaker, *, refused: bool = False) -> Reply:
    """What follows when they named none: they are asked once more; then the answer is for all of England, and says so.

    `misses` counts what was not understood since they were asked. Who says that they do not know is not asked again.
    """
    if misses == 0 and not refused:
        return replace(speaker.ask_council(topic), text=words()["ask_council_again"], reason=ASKED_AGAIN)
    national = answer_to(topic, Speaker(speaker.book, OTHER, speaker.now))
    return replace(national, text=f"{words()['answered_nationally']}\n\n{national.text}")


def asks_nothing(text: str) -> bool:
    """Whether these are a few words that ask nothing: after "Which council is yours?" they try to say which."""
    return len(text.split()) <= FEW and not asks(text)


def answer_to(topic: str, speaker: Speaker) -> Reply:
    """The answer to a topic; to a question for the line, with the line's details of this minute."""
    return speaker.contact() if topic == "contact_helpline" else speaker.answer(topic)
