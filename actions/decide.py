"""From a turn to a reply: one function for each action. Pure; the words are data (kb/content)."""

from dataclasses import replace

from actions.several import asked_beside, topics_asked, troubled
from actions.turn import Turn
from kb.answers import MORE
from kb.follow_ups import follow_up
from kb.notices import Notice
from kb.places import council_names
from kb.replies import Reply, Speaker
from kb.small_talk import small_talk
from kb.waiting import answer_to, asks_nothing, without_council

FEW, SURE_OF_ANOTHER = 6, 0.6  # words, and confidence, from which a message is taken for a question of its own
SHORT = 7  # words: "do they need to be qualified" after an answer on the SENCO
SURE_OF_DANGER = 0.6  # from here on the model's own "crisis" brings the whole card


def answer(turn: Turn, speaker: Speaker) -> Reply:
    """The answer to the topic that was asked, for the parent's council; asks for the council when it is not known."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if speaker.council is None:
        return speaker.ask_council(turn.intent)
    if not speaker.book.has(turn.intent):
        return speaker.unsure([t for t in turn.guesses if t != turn.intent], turn.misses + 1)
    topics = topics_asked(turn, speaker.book.has)
    reply = speaker.answers(topics) if len(topics) > 1 else answer_to(topics[0], speaker)
    return _for_named_council(turn, speaker.kindly(reply) if troubled(turn) else reply)


def leaning_on_the_last_answer(turn: Turn, speaker: Speaker) -> Reply | None:
    """The part of the last answer that a follow-up asks for ("and how long?"); None for any other message."""
    if turn.chosen or turn.pending or not turn.topic or turn.changed_council or turn.intent == "crisis":
        return None
    # A message that names a place, or says more than a few words of a matter that Rasa is sure of, stands on its own.
    if turn.nation or turn.mentioned or (len(turn.text.split()) > FEW and turn.confidence >= SURE_OF_ANOTHER):
        return None
    part = follow_up(turn.text)
    if part is None or not speaker.book.has(turn.topic) or part not in speaker.book.parts(turn.topic, speaker.council):
        return None
    return speaker.answer(turn.topic, part)


def tell_me_more(turn: Turn, speaker: Speaker) -> Reply:
    """More on the topic that was answered last, or that the parent chose."""
    return speaker.more(turn.chosen_topic or turn.topic)


def set_council(turn: Turn, speaker: Speaker) -> Reply:
    """Takes note of the council, and answers the question that was waiting, or answers the last one again."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if not turn.mentioned and _waits(turn, speaker):
        return without_council(str(turn.topic), turn.misses, speaker)
    if not turn.mentioned or len(turn.mentioned) > 1:
        return speaker.ask_council(turn.topic if turn.pending else None)
    if turn.topic and speaker.book.has(turn.topic) and (turn.pending or turn.changed_council):
        return _for_named_council(turn, answer_to(turn.topic, speaker))
    return speaker.council_set()


def hand_off(turn: Turn, speaker: Speaker) -> Reply:
    """How to reach a person."""
    if turn.intent == "something_else":
        return speaker.hand_off("something_else")
    if turn.intent == "contact_helpline" and speaker.book.has("contact_helpline"):
        return answer_to(turn.intent, speaker) if speaker.council else speaker.ask_council(turn.intent)
    return speaker.hand_off()


def talk(turn: Turn, speaker: Speaker) -> Reply:
    """Small talk, and what Askline is."""
    if turn.intent in ("affirm", "deny") and _waits(turn, speaker):
        return without_council(str(turn.topic), turn.misses, speaker, refused=turn.intent == "deny")
    return small_talk(turn.intent, turn.topic, speaker)


def fallback(turn: Turn, speaker: Speaker) -> Reply:
    """Asks for the council again while a question waits; more on the last answer for a few words that lean on it; else
    the nearest topics as questions, or a person."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if turn.pending and len(turn.mentioned) == 1:
        return set_council(turn, speaker)
    if _waits(turn, speaker):
        return without_council(str(turn.topic), turn.misses, speaker)
    topic = turn.topic
    leans = turn.misses == 0 and not turn.pending and len(turn.text.split()) <= SHORT
    if leans and topic and speaker.book.has(topic) and MORE in speaker.book.parts(topic, speaker.council):
        return speaker.more_perhaps(topic, turn.guesses)
    return speaker.unsure(turn.guesses, turn.misses + 1)


def crisis(turn: Turn, speaker: Speaker) -> Reply | tuple[Reply, ...]:
    """Who to call now, before the answer to what was asked beside it.

    When only the model thinks of danger, and is not sure, the numbers come in one line and the answer follows.
    """
    beside = asked_beside(turn, speaker.book.has)
    answered = speaker.answer(beside) if beside and speaker.council else None
    if turn.in_danger or turn.confidence >= SURE_OF_DANGER or beside is None:
        return (speaker.crisis(), answered) if answered else speaker.crisis()
    reply = answered or speaker.ask_council(beside)
    return speaker.with_numbers(reply)


def out_of_scope(turn: Turn, speaker: Speaker) -> Reply:
    """A kind refusal; for another nation, that the law differs. A few odd words may be meant to be a council."""
    if not turn.nation and asks_nothing(turn.text) and _waits(turn, speaker):
        return without_council(str(turn.topic), turn.misses, speaker)
    return speaker.nation(turn.nation) if turn.nation else speaker.out_of_scope()


def _waits(turn: Turn, speaker: Speaker) -> bool:
    """Whether a question that we can answer waits for the council, and the council is still not known."""
    return turn.pending and speaker.council is None and turn.topic is not None and speaker.book.has(turn.topic)


def _for_named_council(turn: Turn, reply: Reply) -> Reply:
    if not turn.changed_council:
        return reply
    name = council_names().get(str(reply.council), "")
    note = Notice("council_changed", f"You mentioned another council, so this answer is for {name}.")
    return replace(reply, notices=(note, *reply.notices)) if name else reply
