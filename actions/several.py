"""What a message asks, when it asks several things, and whether it asks at all. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence

from actions.turn import Sentence, Turn
from kb.answers import ANSWER
from kb.asking import asks
from kb.follow_ups import follow_up, follows
from kb.replies import Speaker

Place = tuple[str, str]  # a topic, and the part of its answer

MOST_TOPICS = 3
# Read off tests/evaluation/questions.csv: of guesses surer than SURE three of four are right, of those surer than
# SURE_OF_ITS_OWN all but one in fifty.
SURE = 0.55  # least confidence, in a sentence read alone, for its topic to be answered beside the main one
SURE_OF_A_NEIGHBOUR = 0.6  # the same for a topic that often comes next
SURE_OF_ITS_OWN = 0.95  # from here on words that might lean on what stands before them are a question of their own
AS_LIKELY = 0.25  # least confidence in the second guess on a whole message that joins two things
_JOINS = re.compile(r"\b(?:and|plus|also|or)\b|&|\?.*\?", re.IGNORECASE)
# Intents that lead a conversation, and the topic that answers them where they are asked beside another.
STANDS_FOR = {"another_language": "formats_and_languages", "ask_person": "contact_helpline"}
SURE_BESIDE = 0.4  # the same beside a danger: a wrong answer below the numbers does little harm
LEAST_BESIDE = 0.1  # ... and of the message as a whole, in which the danger speaks loudest
# Topics of parents to whom something bad is happening; a message that only states it gets a kind word first.
TROUBLES = {
    "unhappy_with_support", "exclusion", "school_attendance", "ehc_plan_not_delivered", "ehc_refused",
    "admissions_and_placement",
    "myth_diagnosis_first", "myth_too_able", "myth_cycles_first", "myth_6000_first", "myth_only_school_can_ask",
    "myth_reform_ended_support",
}  # fmt: skip


def asked(turn: Turn, speaker: Speaker) -> tuple[Place, ...]:
    """The topics to answer, each with the part of its answer, in the order in which they were asked; at most three.

    The message's own topic is among them, unless each sentence has one and the whole was unsure: then it is a blend.
    """
    own = ((turn.intent, ANSWER),) if speaker.book.has(turn.intent) else ()
    if turn.chosen:
        return own
    if len(turn.sentences) < 2:
        return (*own, *_as_likely(turn, speaker)) if own else ()
    read = list(_places(turn.sentences, None if turn.pending else turn.topic, speaker))
    found = list(dict.fromkeys(read))
    blend = len(read) == len(turn.sentences) and turn.confidence < SURE_OF_ITS_OWN
    if not own or blend or turn.intent in (topic for topic, _ in found[:MOST_TOPICS]):
        return tuple(found[:MOST_TOPICS])
    return (*own, *found[: MOST_TOPICS - 1])


def _places(sentences: Sequence[Sentence], before: str | None, speaker: Speaker) -> Iterator[Place]:
    """What each sentence asks: a topic of its own, or of the topic before it a part ("and what if they say no")."""
    for sentence in sentences:
        # A statement counts where it tells of trouble; the rest of a story is its background.
        if not asks(sentence.text) and (sentence.intent not in TROUBLES or sentence.confidence < SURE_OF_ITS_OWN):
            continue
        intent = STANDS_FOR.get(sentence.intent, sentence.intent)
        sure = sentence.confidence if speaker.book.has(intent) else 0.0
        leans = leans_to(before, sentence.text, speaker) if before and sure < sure_of(intent, before, speaker) else None
        if leans or sure >= SURE:
            before, part = leans or (intent, ANSWER)
            yield before, part


def sure_of(intent: str, topic: str, speaker: Speaker) -> float:
    """Least confidence for few words after an answer on `topic` to be of another one."""
    nearby = speaker.book.has(topic) and intent in (t for t in speaker.book.topics[topic].next)
    return SURE_OF_A_NEIGHBOUR if nearby else SURE_OF_ITS_OWN


def leans_to(topic: str, text: str, speaker: Speaker) -> Place | None:
    """Where a follow-up to that topic is answered; None when the words are none, or nothing is written for them."""
    part = follow_up(text)
    if part is None or not speaker.book.has(topic):
        return None
    place = follows(topic, part, speaker.book.parts(topic, speaker.council))
    if place is None or not speaker.book.has(place[0]):
        return None
    return place if place[1] in speaker.book.parts(place[0], speaker.council) else None


def _as_likely(turn: Turn, speaker: Speaker) -> Iterator[Place]:
    """The second topic of a message that joins two things without a second question ("help with taxis and DLA")."""
    if not _JOINS.search(turn.text):
        return
    for guess in turn.ranking[1:2]:
        if guess.confidence >= AS_LIKELY and speaker.book.has(guess.intent):
            yield guess.intent, ANSWER


def asked_beside(turn: Turn, known: Callable[[str], bool]) -> str | None:
    """The topic that a message asks about beside a danger; None when it asks nothing that we know."""
    alone = (s.intent for s in turn.sentences if s.confidence >= SURE_BESIDE and known(s.intent))
    whole = (g.intent for g in turn.ranking if g.confidence >= LEAST_BESIDE and known(g.intent))
    return next(alone, None) or next(whole, None)


def troubled(turn: Turn) -> bool:
    """Whether the message only states trouble, without asking anything."""
    return not turn.chosen and turn.intent in TROUBLES and not asks(turn.text)
