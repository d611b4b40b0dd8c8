"""How much the benchmark measures. The settings are written into its report."""

from dataclasses import dataclass

ROUND_TURNS = 12  # turns of a conversation in the rounds: one for each message
LATE_TURNS = range(44, 51)  # Askline's Rasa shortens its memory every seventh turn: a whole cycle, up to turn 50


@dataclass(frozen=True)
class Counts:
    """How often things are done."""

    starts: int = 3
    warm_up_turns: int = 24
    single_rounds: int = 6
    single_conversations: int = 2
    crowd_rounds: int = 4
    crowd_parents: int = 20
    crowd_turns: int = 6
    long_conversations: int = 5
    long_turns: int = 50
    trainings: int = 1


FULL = Counts()
QUICK = Counts(
    starts=1,
    warm_up_turns=12,
    single_rounds=2,
    single_conversations=1,
    crowd_rounds=2,
    crowd_turns=2,
    long_conversations=1,
    trainings=0,
)
