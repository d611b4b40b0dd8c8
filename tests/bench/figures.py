"""What was measured, and the few sums that are made of it. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Crowd:
    """A round with many parents at once: how long it took, and each turn's seconds."""

    seconds: float
    turns: list[float]

    @property
    def rate(self) -> float:
        """Turns per second."""
        return len(self.turns) / self.seconds


@dataclass
class Measured:
    """Everything that was measured of one assistant. Times are seconds, memory is bytes."""

    starts: list[float] = field(default_factory=list)
    trainings: list[float] = field(default_factory=list)
    single: list[list[float]] = field(default_factory=list)  # rounds of one parent at a time
    single_cpu: dict[str, float] = field(default_factory=dict)  # processor seconds that each part used in them
    steps: dict[str, float] = field(default_factory=dict)  # milliseconds; what a turn notes of itself
    crowd: list[Crowd] = field(default_factory=list)
    long: list[list[float]] = field(default_factory=list)  # conversations, turn by turn
    ready_rss: int = 0
    rss: dict[str, int] = field(default_factory=dict)  # after the load, part by part
    pss: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)  # processes of each part

    @property
    def turns(self) -> list[float]:
        """Every turn of one parent at a time."""
        return [seconds for round_ in self.single for seconds in round_]

    @property
    def crowd_turns(self) -> list[float]:
        """Every turn of many parents at once."""
        return [seconds for crowd in self.crowd for seconds in crowd.turns]

    @property
    def rates(self) -> list[float]:
        """Turns per second of each round with many parents."""
        return [crowd.rate for crowd in self.crowd]

    def at_turn(self, number: int) -> float:
        """The median, over the long conversations, of the turn with that number (from 1)."""
        return statistics.median(conversation[number - 1] for conversation in self.long)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 do not exceed."""
    return percentile(values, 0.95)


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Least, median, most."""
    return min(values), statistics.median(values), max(values)
