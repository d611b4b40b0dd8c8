"""From a turn to a reply: one function for each action. Pure; the words are data (kb/content)."""

from dataclasses import replace

from actions.turn import Turn
from kb.notices import Notice
from kb.places import council_names
from kb.replies import Reply, Speaker


def answer(turn: Turn, speaker: Speaker) -> Reply:
    """The answer to the topic that was asked, for the parent's council; asks for the council when it is not known."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if speaker.council is None:
        return speaker.ask_council(turn.intent)
    if not speaker.book.has(turn.intent):
        return speaker.unsure([t for t in turn.ranking if t != turn.intent], turn.misses + 1)
    return _for_named_council(turn, speaker.answer(turn.intent))


def tell_me_more(turn: Turn, speaker: Speaker) -> Reply:
    """More on the topic that was answered last, or that the parent chose."""
    return speaker.more(turn.chosen_topic or turn.topic)


def set_council(turn: Turn, speaker: Speaker) -> Reply:
    """Takes note of the council, and answers the question that was waiting, or answers the last one again."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if not turn.mentioned or len(turn.mentioned) > 1:
        return speaker.ask_council(turn.topic if turn.pending else None)
    if turn.topic and speaker.book.has(turn.topic) and (turn.pending or turn.changed_council):
        return _for_named_council(turn, _answer_to(turn.topic, speaker))
    return speaker.council_set()


def hand_off(turn: Turn, speaker: Speaker) -> Reply:
    """How to reach a person."""
    if turn.intent == "something_else":
        return speaker.hand_off("something_else")
    if turn.intent == "contact_helpline" and speaker.book.has("contact_helpline"):
        return _answer_to(turn.intent, speaker) if speaker.council else speaker.ask_council(turn.intent)
    return speaker.hand_off()


def talk(turn: Turn, speaker: Speaker) -> Reply:
    """Small talk, and what Askline is."""
    key = {"greet": "greeting_again" if turn.topic else "greeting"}.get(turn.intent, turn.intent)
    if turn.intent == "affirm" and turn.topic:
        return speaker.more(turn.topic)
    choices = speaker.starters() if turn.intent in ("greet", "affirm", "deny") else ()
    return speaker.say(key, choices=choices)


def fallback(turn: Turn, speaker: Speaker) -> Reply:
    """The nearest topics as questions; after two misses, a person."""
    return speaker.unsure(turn.ranking, turn.misses + 1)


def crisis(_turn: Turn, speaker: Speaker) -> Reply:
    """Who to call now."""
    return speaker.crisis()


def out_of_scope(turn: Turn, speaker: Speaker) -> Reply:
    """A kind refusal; for another nation, that the law differs."""
    return speaker.nation(turn.nation) if turn.nation else speaker.out_of_scope()


def _answer_to(topic: str, speaker: Speaker) -> Reply:
    """The answer to a topic; to a question for the line, with the line's details of this minute."""
    return speaker.contact() if topic == "contact_helpline" else speaker.answer(topic)


def _for_named_council(turn: Turn, reply: Reply) -> Reply:
    if not turn.changed_council:
        return reply
    name = council_names().get(str(reply.council), "")
    note = Notice("council_changed", f"You mentioned another council, so this answer is for {name}.")
    return replace(reply, notices=(note, *reply.notices)) if name else reply
