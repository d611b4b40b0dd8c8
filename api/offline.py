"""Answers while Rasa or its action server is away: a choice is obeyed, words are understood as well as we can. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from api.choices import Meaning
from api.conversations import Known
from kb.errors import UnknownTopic
from kb.follow_ups import follow_up
from kb.notices import Notice
from kb.places import Mentions, mentions
from kb.replies import PERSON, SOMETHING_ELSE, Choice, Reply, Speaker, words
from kb.search import AnswerSearch, Sensed
from kb.small_talk import TALK, small_talk
from kb.waiting import answer_to, asks_nothing, without_council

# Least shares, read off tests/evaluation/questions.csv: of guesses surer than SURE, 86 in 100 are right (every other
# one just above it, so two more are always offered); of the others fewer than 40.
SURE = 0.4
SURE_TO_REFUSE = 0.5  # refused none of 520 messages that we could answer, and 33 of 40 that we could not
SURE_OF_DANGER = 0.5  # the whole crisis card; below it the numbers to call, and then what else the words may mean
LEAST_BESIDE = 0.1  # for an answer below the crisis card: the danger itself has most of the share
OFFERED, OTHERS = 3, 2


def answer_without_rasa(
    text: str,
    chosen: Meaning | None,
    known: Known,
    speaker: Speaker,
    search: Callable[[], AnswerSearch],
    in_danger: bool = False,
) -> Reply:
    """What the trained model's sense makes of the words; without a model the nearest answer, said to be so.

    `search` makes the index when it is first wanted: seconds of work, which no choice needs. `in_danger`: the crisis
    card comes anyway, so this is what follows it: the answer to what is asked beside the danger, or the line.
    """
    if chosen:
        try:
            return _chosen(chosen, known, speaker)
        except UnknownTopic:
            return speaker.hand_off("away_nothing", reason="failure")
    named = mentions(text)
    if known.council is None and len(named.councils) == 1:
        speaker = _for(named.councils[0], speaker)
    if speaker.off:
        return speaker.switched_off()
    index = search()
    sensed = index.understand(text)
    if sensed and not in_danger:
        return _understood(text, sensed, named, known, speaker)
    beside = [s.intent for s in sensed if s.share >= LEAST_BESIDE and speaker.book.has(s.intent)]
    found = beside if sensed else [f.topic for f in index.search(text)]
    return _looked_up(found, speaker) if found else speaker.hand_off("away_nothing", reason="failure")


def _understood(text: str, sensed: Sequence[Sensed], named: Mentions, known: Known, speaker: Speaker) -> Reply:
    """The reply to words whose likeliest intents are these. Danger comes first."""
    best = sensed[0]
    if best.intent == "crisis":
        if best.share >= SURE_OF_DANGER:
            return speaker.crisis()
        return speaker.with_numbers(_understood(text, sensed[1:], named, known, speaker))
    if part := _leaning(text, known, speaker):
        return speaker.answer(str(known.topic), part)
    talked = _talk(text, best, named, known, speaker) if best.share >= SURE else None
    if talked is None and best.intent == "out_of_scope" and asks_nothing(text) and _waits(known, speaker):
        return _unclear([], known, speaker)
    return talked or _on_a_topic(sensed, named, known, speaker)


def _talk(text: str, best: Sensed, named: Mentions, known: Known, speaker: Speaker) -> Reply | None:
    """The reply to what leads the conversation and asks nothing; None when it is about something."""
    if best.intent == "give_council":
        return None if _elsewhere(named) else _in_council(named, known, speaker)
    if best.intent in ("affirm", "deny") and _waits(known, speaker):
        return without_council(str(known.topic), known.misses, speaker, refused=best.intent == "deny")
    if best.intent == "tell_me_more":
        return speaker.more(known.topic)
    return small_talk(best.intent, known.topic, speaker, text) if best.intent in TALK else None


def _on_a_topic(sensed: Sequence[Sensed], named: Mentions, known: Known, speaker: Speaker) -> Reply:
    """The answer to the likeliest topic, a kind refusal, or what we say when neither is likely enough."""
    best = sensed[0]
    topics = [s.intent for s in sensed if speaker.book.has(s.intent)]
    if nation := _elsewhere(named):
        return speaker.nation(nation)
    if best.intent == "out_of_scope" and best.share >= SURE_TO_REFUSE:
        return _searched(speaker.out_of_scope(), speaker)
    if best.intent in topics and best.share >= SURE:
        return _looked_up(topics, speaker)
    return _unclear(topics, known, speaker)


def _elsewhere(named: Mentions) -> str | None:
    return None if named.councils else named.nation


def _leaning(text: str, known: Known, speaker: Speaker) -> str | None:
    """The part of the last answer that a few words ask for ("and how long?"); None for any other message."""
    if known.pending or not known.topic or not speaker.book.has(known.topic):
        return None
    part = follow_up(text)
    return part if part in speaker.book.parts(known.topic, speaker.council) else None


def _in_council(named: Mentions, known: Known, speaker: Speaker) -> Reply:
    """The parent said where they live: the question that was asked last is answered for there."""
    if len(named.councils) != 1:
        return _unclear([], known, speaker) if _waits(known, speaker) else speaker.ask_council(None)
    there = _for(named.councils[0], speaker)
    if known.topic and speaker.book.has(known.topic) and there.council != known.council:
        return answer_to(known.topic, there)
    return there.council_set()


def _unclear(topics: Sequence[str], known: Known, speaker: Speaker) -> Reply:
    """A question that waits for the council is kept; else the nearest topics as plain questions, or a person."""
    if _waits(known, speaker):
        topic = str(known.topic)
        return answer_to(topic, speaker) if speaker.council else without_council(topic, known.misses, speaker)
    if known.misses or not topics:
        return speaker.hand_off("away_nothing", reason="unsure")
    near = [Choice(f"topic:{t}", speaker.book.topics[t].question) for t in topics[:OFFERED]]
    line = speaker.hand_off()
    return speaker.say("away_unsure", reason="unsure", choices=[*near, SOMETHING_ELSE], handoff=line.handoff)


def _looked_up(topics: Sequence[str], speaker: Speaker) -> Reply:
    """The answer to the first of these topics, said to be looked up; the next ones to choose."""
    answer = answer_to(topics[0], speaker)
    if answer.reason == "switched_off":
        return answer
    others = (Choice(f"topic:{t}", speaker.book.topics[t].question) for t in topics[1 : 1 + OTHERS])
    away = f"{words()['away']}\n\n{answer.text}"
    return _searched(replace(answer, text=away, reason="search", choices=(*others, PERSON)), speaker)


def _searched(reply: Reply, speaker: Speaker) -> Reply:
    """The same reply with a notice that it may not be what was meant, and with the line's details."""
    notice = Notice("searched", "We looked this up from your words. It may not be what you meant.")
    return replace(reply, notices=(notice, *reply.notices), handoff=speaker.hand_off().handoff)


def _waits(known: Known, speaker: Speaker) -> bool:
    return known.pending and known.topic is not None and speaker.book.has(known.topic)


def _for(council: str, speaker: Speaker) -> Speaker:
    return Speaker(speaker.book, council, speaker.now)


def _chosen(chosen: Meaning, known: Known, speaker: Speaker) -> Reply:
    match chosen.intent:
        case "tell_me_more":
            return speaker.more(chosen.state["chosen_topic"])
        case "give_council":
            moved = _for(chosen.entities[0]["value"], speaker)
            return (
                moved.switched_off() if moved.off else moved.answer(known.topic) if known.topic else moved.council_set()
            )
        case "ask_person" | "something_else":
            return speaker.hand_off()
        case topic:
            return speaker.answer(topic) if speaker.council else speaker.ask_council(topic)
