"""From labelled messages and what was understood to figures. Pure: no file, no model, no clock."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.learning.labelled import Question

FALLBACK, OUT_OF_SCOPE, CRISIS = "nlu_fallback", "out_of_scope", "crisis"
# Topics that were split off after the messages had been labelled are right where the older label is (LABELS.md).
COUNTS_AS = {
    "school_attendance": frozenset({"exclusion"}),
    "ehc_plan_contents": frozenset({"ehc_process_and_timescales"}),
    "ehc_plan_not_delivered": frozenset({"unhappy_with_support", "complaint_or_appeal"}),
}
BANDS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0)


@dataclass(frozen=True)
class Understood:
    """What a model made of a message: what it acts on (perhaps the fallback), and its ranking without the fallback."""

    said: str
    ranking: tuple[tuple[str, float], ...] = ()

    @property
    def guess(self) -> str:
        """The best of the ranking, sure enough or not."""
        return self.ranking[0][0] if self.ranking else self.said

    @property
    def confidence(self) -> float:
        """How sure it is of its best guess."""
        return self.ranking[0][1] if self.ranking else 0.0


@dataclass(frozen=True)
class Judged:
    """A message with what was understood. `alarm`: kb.safety fired. `known`: it is also a training example."""

    question: Question
    understood: Understood
    alarm: bool = False
    known: bool = False

    @property
    def first(self) -> bool:
        """Right at first: what the model acts on is acceptable. A fallback is never right."""
        return is_right(self.understood.said, self.question)

    @property
    def guess(self) -> bool:
        """The best guess is right, sure enough or not."""
        return is_right(self.understood.guess, self.question)

    @property
    def three(self) -> bool:
        """One of the first three of the ranking is right."""
        return self.first or any(is_right(topic, self.question) for topic, _ in self.understood.ranking[:3])


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def percent(self) -> float:
        """In percent; not a number when there was nothing to count."""
        return 100 * self.hits / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, in percent: what the figure could be for other messages of the same kind."""
        if not self.of:
            return math.nan, math.nan
        z, n, p = 1.96, self.of, self.hits / self.of
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


@dataclass(frozen=True)
class Scores:
    """The figures of one model on one file."""

    first: Share
    strictly: Share  # without the counts-as rule
    unseen: Share  # without the messages that are also training examples
    topics_only: Share  # neither out of scope nor crisis
    guess: Share  # if nothing fell below the threshold
    three: Share
    fell_back: Share
    out_of_scope_caught: Share
    in_scope_refused: Share
    crisis_by_model: Share
    crisis_by_either: Share
    false_alarms_by_model: Share
    false_alarms_by_either: Share


@dataclass(frozen=True)
class Group:
    """The messages of one kind or one label."""

    name: str
    first: Share
    three: Share


@dataclass(frozen=True)
class Confusion:
    """Messages with this label that were answered, wrongly, as that topic."""

    label: str
    said: str
    count: int


@dataclass(frozen=True)
class Band:
    """Guesses of about the same confidence, and how many of them were right."""

    low: float
    high: float
    mean: float
    right: Share


def accepted(question: Question) -> frozenset[str]:
    """Every topic that is a right answer: the label, the others of `also`, and what counts as one of these."""
    named = question.also | {question.label}
    return named | {topic for topic, older in COUNTS_AS.items() if older & named}


def is_right(topic: str, question: Question) -> bool:
    """Whether that topic answers the message."""
    return topic in accepted(question)


def score(rows: Sequence[Judged]) -> Scores:
    """All figures for these messages."""
    refused = [r for r in rows if OUT_OF_SCOPE not in accepted(r.question)]
    crises = [r for r in rows if r.question.label == CRISIS]
    calm = [r for r in rows if CRISIS not in accepted(r.question)]
    return Scores(
        first=share(rows, lambda r: r.first),
        strictly=share(rows, lambda r: r.understood.said in r.question.also | {r.question.label}),
        unseen=share([r for r in rows if not r.known], lambda r: r.first),
        topics_only=share([r for r in rows if r.question.label not in (OUT_OF_SCOPE, CRISIS)], lambda r: r.first),
        guess=share(rows, lambda r: r.guess),
        three=share(rows, lambda r: r.three),
        fell_back=share(rows, says(FALLBACK)),
        out_of_scope_caught=share([r for r in rows if r.question.label == OUT_OF_SCOPE], says(OUT_OF_SCOPE)),
        in_scope_refused=share(refused, says(OUT_OF_SCOPE)),
        crisis_by_model=share(crises, says(CRISIS)),
        crisis_by_either=share(crises, alarmed),
        false_alarms_by_model=share(calm, says(CRISIS)),
        false_alarms_by_either=share(calm, alarmed),
    )


def share(rows: Iterable[Judged], rule: Callable[[Judged], bool]) -> Share:
    """How many of these rows follow the rule."""
    held = [rule(row) for row in rows]
    return Share(sum(held), len(held))


def says(topic: str) -> Callable[[Judged], bool]:
    """The rule: the model acts on that topic."""
    return lambda row: row.understood.said == topic


def alarmed(row: Judged) -> bool:
    """The rule: the crisis card comes, whether the model or the patterns asked for it."""
    return row.alarm or row.understood.said == CRISIS


def groups(rows: Sequence[Judged], name: Callable[[Question], str]) -> list[Group]:
    """Right at first and among three for each kind or label, by the alphabet. Rows without a name are left out."""
    names = sorted({name(r.question) for r in rows} - {""})
    return [_group(n, [r for r in rows if name(r.question) == n]) for n in names]


def _group(name: str, rows: list[Judged]) -> Group:
    return Group(name, share(rows, lambda r: r.first), share(rows, lambda r: r.three))


def confusions(rows: Iterable[Judged], count: int) -> list[Confusion]:
    """The commonest mistakes, commonest first, then by the alphabet. A fallback stands among them."""
    pairs = Counter((r.question.label, r.understood.said) for r in rows if not r.first)
    return [Confusion(*pair, n) for pair, n in sorted(pairs.items(), key=lambda p: (-p[1], p[0]))[:count]]


def calibration(rows: Sequence[Judged], edges: Sequence[float] = BANDS) -> list[Band]:
    """For each band of confidence that has guesses: the mean confidence and the share that was right."""
    bands = []
    for low, high in pairwise(edges):
        top = math.inf if high == edges[-1] else high  # the last band holds its upper end too
        inside = [r for r in rows if low <= r.understood.confidence < top]
        if inside:
            mean = sum(r.understood.confidence for r in inside) / len(inside)
            bands.append(Band(low, high, mean, share(inside, lambda r: r.guess)))
    return bands


def calibration_error(bands: Sequence[Band]) -> float:
    """The mean gap between confidence and accuracy, weighted by band (0: perfectly calibrated)."""
    total = sum(band.right.of for band in bands)
    return sum(band.right.of * abs(band.mean - band.right.hits / band.right.of) for band in bands) / total


def only_one_right(ours: Sequence[Judged], theirs: Sequence[Judged]) -> tuple[int, int]:
    """Messages that only ours has right at first, and only theirs."""
    pairs = [(a.first, b.first) for a, b in zip(ours, theirs, strict=True)]
    return pairs.count((True, False)), pairs.count((False, True))
