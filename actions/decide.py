"""From a turn to a reply: one function for each action. Pure; the words are data (kb/content)."""

from dataclasses import replace

from actions.several import SURE, Place, asked, asked_beside, leans_to, sure_of, troubled
from actions.turn import Turn
from kb.answers import ANSWER, MORE
from kb.asking import asks
from kb.follow_ups import follow_up
from kb.notices import Notice
from kb.places import OTHER, council_names
from kb.replies import Choice, Reply, Speaker, words
from kb.small_talk import TALK, small_talk
from kb.together import place_of, together
from kb.waiting import ASKED, ASKED_AGAIN, answer_to, asks_nothing, without_council

FEW, SURE_OF_ANOTHER = 6, 0.9  # words, and confidence, from which a message is taken for a question of its own
MAY_MEAN = 0.15  # confidence from which the second guess is offered below the answer to the first
LEADING = ("give_council", "ask_person", "something_else", "tell_me_more", "contact_helpline")  # need no context
SHORT = 7  # words: "do they need to be qualified" after an answer on the SENCO
# "Say they turn it down" and "does that go for college too" mean these topics to who has not read what stands before.
SOUNDS_LIKE = {"if_no": "ehc_refused", "at_college": "young_person_16_plus"}
SURE_OF_DANGER = 0.6  # from here on the model's own "crisis" brings the whole card


def answer(turn: Turn, speaker: Speaker) -> Reply:
    """The answer to the topic that was asked, for the parent's council; asks for the council when it is not known."""
    if turn.nation and not turn.mentioned:
        return speaker.nation(turn.nation)
    if speaker.council is None:
        return speaker.ask_council(turn.intent)
    if not speaker.book.has(turn.intent):
        return speaker.unsure([t for t in turn.guesses if t != turn.intent], turn.misses + 1)
    places = asked(turn, speaker)
    if len(places) > 1:
        reply = together(places, speaker)
    elif turn.intent == turn.topic and _just_answered(turn, speaker):
        reply = speaker.again(turn.intent)
    else:
        reply = _near(turn, answer_to(turn.intent, speaker), speaker)
    return _for_named_council(turn, speaker.kindly(reply) if troubled(turn) else reply)


def switched_off(turn: Turn, speaker: Speaker) -> Reply | tuple[Reply, ...] | None:
    """The words of a council that has switched Askline off, after the crisis card where there is a danger."""
    if not speaker.off:
        return None
    return (speaker.crisis(), speaker.switched_off()) if turn.intent == "crisis" else speaker.switched_off()


def several_at_once(turn: Turn, speaker: Speaker) -> Reply | None:
    """The answers to several questions in a message that as a whole was taken for something else, or for none."""
    if turn.chosen or turn.pending or turn.nation or turn.intent in ("crisis", "give_council"):
        return None
    places = asked(turn, speaker)
    if len(places) < 2:
        return None
    return together(places, speaker) if speaker.council else speaker.ask_council(places[0][0])


def leaning_on_the_last_answer(turn: Turn, speaker: Speaker) -> Reply | None:
    """What a follow-up asks of the last answer ("and how long?"); None for any other message."""
    if turn.chosen or turn.pending or not turn.topic or turn.changed_council or turn.intent == "crisis":
        return None
    # A message that names another place, or asks several things, stands on its own.
    elsewhere = turn.nation or turn.council_now != turn.council or len(turn.mentioned) > 1
    if elsewhere or len(turn.sentences) > 1 or not speaker.book.has(turn.topic):
        return None
    # So does one that says more than a few words of a matter that Rasa is sure of.
    long = len(turn.text.split()) > FEW and turn.confidence >= SURE_OF_ANOTHER and speaker.book.has(turn.intent)
    stands_alone = long and turn.intent != SOUNDS_LIKE.get(follow_up(turn.text) or "")
    place = None if stands_alone else leans_to(turn.topic, turn.text, speaker)
    return _told(*place, turn, speaker) if place else _in_context(turn, speaker)


def _told(topic: str, part: str, turn: Turn, speaker: Speaker) -> Reply:
    """What stands in that place of the book, with the whole answer to choose where it is another topic's part."""
    reply = place_of(topic, part, speaker)
    if topic != turn.topic and part != ANSWER:
        whole = Choice(f"topic:{topic}", speaker.book.topics[topic].question)
        reply = replace(reply, choices=(whole, *(c for c in reply.choices if c.id != whole.id)))
    sure = follow_up(turn.text) == "sure"
    return replace(reply, text=f"{words()['sure']}\n\n{reply.text}") if sure else reply


def _in_context(turn: Turn, speaker: Speaker) -> Reply | None:
    """More on the last topic, for a few words that mean nothing sure alone and mean that topic after its name."""
    topic, read = str(turn.topic), turn.in_context if _heard(turn) else None
    talks = turn.intent in TALK and (turn.confidence >= SURE or not asks(turn.text))
    if read is None or read.intent != topic or read.confidence < SURE or talks or turn.intent in (*LEADING, topic):
        return None
    if turn.confidence >= sure_of(turn.intent, topic, speaker):
        return None
    if turn.misses:
        return speaker.unsure(turn.guesses, turn.misses + 1)
    has_more = MORE in speaker.book.parts(topic, speaker.council)
    return speaker.more_perhaps(topic, turn.guesses) if has_more else None


def _heard(turn: Turn) -> bool:
    """Whether anything was heard at all: "oiuytrewq" has no confidence in any intent, and leans on nothing."""
    return not turn.ranking or any(guess.confidence for guess in turn.ranking)


def _just_answered(turn: Turn, speaker: Speaker) -> bool:
    """Whether the answer stands just above, so that saying it again would help nobody."""
    named = turn.mentioned and turn.changed_council
    return not (turn.chosen or turn.pending or named) and MORE in speaker.book.parts(turn.intent, speaker.council)


def _near(turn: Turn, reply: Reply, speaker: Speaker) -> Reply:
    """The reply, with what the message may mean besides as the first thing to choose."""
    near = [g.intent for g in turn.ranking[1:2] if g.confidence >= MAY_MEAN and speaker.book.has(g.intent)]
    if turn.chosen or not near:
        return reply
    choice = Choice(f"topic:{near[0]}", speaker.book.topics[near[0]].question)
    more = [c for c in reply.choices if c.id.startswith("more:")]
    return replace(reply, choices=(*more, choice, *(c for c in reply.choices if c.id != choice.id and c not in more)))


def not_twice(turn: Turn, reply: Reply, speaker: Speaker) -> Reply:
    """The reply; a person instead when it is what stands just above, which helped nobody who asks on."""
    again = reply.topic is not None and reply.topic == turn.topic and turn.said and reply.text.endswith(turn.said)
    return speaker.hand_off("nothing_more", "no_answer", reply.topic) if again and not turn.chosen else reply


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
        several = turn.pending and len(turn.waiting) > 1
        reply = together(turn.waiting, speaker) if several else answer_to(turn.topic, speaker)
        return _for_named_council(turn, reply)
    return speaker.council_set()


def waiting_after(turn: Turn, reply: Reply, speaker: Speaker) -> tuple[Place, ...]:
    """What waits for the council after this reply: all that was asked, not its first topic alone."""
    if reply.reason == ASKED_AGAIN:
        return turn.waiting
    return asked(turn, speaker) if reply.reason == ASKED and reply.topic else ()


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
    return small_talk(turn.intent, turn.topic, speaker, turn.text)


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
    leans = _heard(turn) and turn.misses == 0 and not turn.pending and len(turn.text.split()) <= SHORT
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
    name = "all of England" if reply.council == OTHER else council_names().get(str(reply.council), "")
    note = Notice("council_changed", f"You mentioned another council, so this answer is for {name}.")
    return replace(reply, notices=(note, *reply.notices)) if name else reply
