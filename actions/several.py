"""What a message asks, when it asks several things, and whether it asks at all. Pure."""

from collections.abc import Callable

from actions.turn import Turn
from kb.asking import asks

MOST_TOPICS = 3
SURE = 0.55  # least confidence, in a sentence read alone, for its topic to be answered beside the main one
SURE_BESIDE = 0.4  # the same beside a danger: a wrong answer below the numbers does little harm
LEAST_BESIDE = 0.1  # ... and of the message as a whole, in which the danger speaks loudest
# Topics of parents to whom something bad is happening; a message that only states it gets a kind word first.
TROUBLES = {
    "unhappy_with_support", "exclusion", "school_attendance", "ehc_plan_not_delivered", "ehc_refused",
    "admissions_and_placement",
    "myth_diagnosis_first", "myth_too_able", "myth_cycles_first", "myth_6000_first", "myth_only_school_can_ask",
    "myth_reform_ended_support",
}  # fmt: skip


def topics_asked(turn: Turn, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The topics to answer, at most three, in the order in which they were asked; the message's own is always there."""
    if turn.chosen or len(turn.sentences) < 2:
        return (turn.intent,)
    alone = [s.intent for s in turn.sentences if s.confidence >= SURE and known(s.intent)]
    asked = list(dict.fromkeys(alone))
    if turn.intent not in asked:
        asked.insert(0, turn.intent)
    return (
        tuple(asked[:MOST_TOPICS]) if turn.intent in asked[:MOST_TOPICS] else (turn.intent, *asked[: MOST_TOPICS - 1])
    )


def asked_beside(turn: Turn, known: Callable[[str], bool]) -> str | None:
    """The topic that a message asks about beside a danger; None when it asks nothing that we know."""
    alone = (s.intent for s in turn.sentences if s.confidence >= SURE_BESIDE and known(s.intent))
    whole = (g.intent for g in turn.ranking if g.confidence >= LEAST_BESIDE and known(g.intent))
    return next(alone, None) or next(whole, None)


def troubled(turn: Turn) -> bool:
    """Whether the message only states trouble, without asking anything."""
    return not turn.chosen and turn.intent in TROUBLES and not asks(turn.text)
