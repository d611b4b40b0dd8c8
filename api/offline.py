"""Answers while Rasa or its action server is away: a choice is obeyed, words are searched. Pure."""

from collections.abc import Callable
from dataclasses import replace

from api.choices import Meaning
from api.conversations import Known
from kb.errors import UnknownTopic
from kb.notices import Notice
from kb.replies import Choice, Reply, Speaker, words
from kb.search import AnswerSearch


def answer_without_rasa(
    text: str, chosen: Meaning | None, known: Known, speaker: Speaker, search: Callable[[], AnswerSearch]
) -> Reply:
    """The nearest answer, said to be so, with the line's details; only these when nothing is near.

    `search` makes the index when it is first wanted: seconds of work, which no choice needs.
    """
    try:
        if chosen:
            return _chosen(chosen, known, speaker)
    except UnknownTopic:
        return speaker.hand_off("away_nothing", reason="failure")
    found = search().search(text)
    if not found:
        return speaker.hand_off("away_nothing", reason="failure")
    answer = speaker.answer(found[0].topic)
    others = tuple(Choice(f"topic:{f.topic}", speaker.book.topics[f.topic].question) for f in found[1:])
    line = speaker.hand_off(reason="search")
    return replace(
        answer,
        text=f"{words()['away']}\n\n{answer.text}",
        reason="search",
        notices=(
            Notice("searched", "We looked this up from your words. It may not be what you meant."),
            *answer.notices,
        ),
        choices=(*others, answer.choices[-1]),
        handoff=line.handoff,
    )


def _chosen(chosen: Meaning, known: Known, speaker: Speaker) -> Reply:
    match chosen.intent:
        case "tell_me_more":
            return speaker.more(chosen.state["chosen_topic"])
        case "give_council":
            moved = Speaker(speaker.book, chosen.entities[0]["value"], speaker.now)
            return moved.answer(known.topic) if known.topic else moved.council_set()
        case "ask_person" | "something_else":
            return speaker.hand_off()
        case topic:
            return speaker.answer(topic) if speaker.council else speaker.ask_council(topic)
