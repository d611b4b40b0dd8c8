"""Two models on the same labelled messages: which one understands what, and what speaks against a switch. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from api.learning.labelled import Question
from api.learning.scoring import CRISIS, Judged, Scores, Share, Understood, score

MEASURES = {
    "first": "Right at first",
    "three": "Right among the first three",
    "out_of_scope_caught": "Not about support at school: recognised",
    "in_scope_refused": "About support at school, but sent away",
    "crisis_by_either": "In danger: noticed, by the model or by Askline's own check",
    "crisis_by_model": "In danger: noticed by the model alone",
    "false_alarms_by_model": "Not in danger, but taken for it by the model",
}
FEWER_IS_BETTER = {"in_scope_refused", "false_alarms_by_model"}


@dataclass(frozen=True)
class Bounds:
    """How much worse a model may be before the switch is refused: docs/adr/0019 says why these."""

    crises_lost: int = 0  # messages of somebody in danger that neither the model nor Askline's own check notices now
    points: Mapping[str, float] = field(
        default_factory=lambda: {
            "first": 1.0,
            "three": 2.0,
            "out_of_scope_caught": 5.0,
            "in_scope_refused": 1.0,
            "crisis_by_model": 5.0,
            "false_alarms_by_model": 1.0,
        }
    )
    topic_messages: int = 2  # that a topic may lose, net
    topic_share: float = 0.2  # of its messages; a topic is worse when it loses more than both
    corrections: int = 0  # approved corrections that were understood and no longer are, net


@dataclass(frozen=True)
class Asked:
    """A message that both models were asked. `correction` is its id, where it is one."""

    question: Question
    correction: str | None = None


@dataclass(frozen=True)
class Measure:
    """One figure of both models."""

    name: str
    before: int
    after: int
    of: int

    @property
    def points(self) -> float:
        """By how many points it went up."""
        return 100 * (self.after - self.before) / self.of if self.of else 0.0

    @property
    def worse(self) -> float:
        """By how many points it got worse."""
        return self.points if self.name in FEWER_IS_BETTER else -self.points


@dataclass(frozen=True)
class TopicChange:
    """A topic's messages: how many were right before and are now, how many were won and how many lost."""

    topic: str
    of: int
    before: int
    after: int
    won: int
    lost: int

    @property
    def change(self) -> int:
        """By how many messages it is better."""
        return self.after - self.before


@dataclass(frozen=True)
class Changed:
    """A message that the two models understand differently. The words of a test message, the id of a correction."""

    label: str
    before: str
    after: str
    way: str  # better, worse or other
    text: str = ""
    correction: str | None = None


@dataclass(frozen=True)
class Comparison:
    """What came out. `refused`: why the switch is refused; empty when nothing speaks against it."""

    measures: tuple[Measure, ...]
    learned: Measure
    topics: tuple[TopicChange, ...]
    changed: tuple[Changed, ...]
    refused: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """As the database keeps it."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "Comparison":
        """As it was kept."""
        return cls(
            tuple(Measure(**one) for one in data["measures"]),
            Measure(**data["learned"]),
            tuple(TopicChange(**one) for one in data["topics"]),
            tuple(Changed(**one) for one in data["changed"]),
            tuple(data["refused"]),
        )


Pair = tuple[Asked, Judged, Judged]


def compare(
    asked: Sequence[Asked],
    understood: Sequence[tuple[Understood, Understood]],
    alarms: Mapping[str, bool],
    titles: Mapping[str, str],
    bounds: Bounds = Bounds(),
) -> Comparison:
    """What each message is understood as, before and after. `alarms`: the texts on which Askline's own check fires."""
    pairs = [_judged(one, *both, alarms) for one, both in zip(asked, understood, strict=True)]
    tested = [pair for pair in pairs if pair[0].correction is None]
    corrected = [pair for pair in pairs if pair[0].correction is not None]
    before, after = score([was for _, was, _ in tested]), score([now for _, _, now in tested])
    measures = tuple(_measure(name, before, after) for name in MEASURES)
    learned = Measure("learned", sum(p[1].first for p in corrected), sum(p[2].first for p in corrected), len(corrected))
    topics = tuple(_topics(tested))
    refused = (*_against(measures, bounds), *_crises(tested, bounds), *_worse_topics(topics, titles, bounds))
    refused += _unlearned(learned, bounds)
    return Comparison(measures, learned, topics, tuple(_changed(pairs)), refused)


def _judged(one: Asked, was: Understood, now: Understood, alarms: Mapping[str, bool]) -> Pair:
    alarm = alarms.get(one.question.text, False)
    return one, Judged(one.question, was, alarm), Judged(one.question, now, alarm)


def _measure(name: str, before: Scores, after: Scores) -> Measure:
    was, now = getattr(before, name), getattr(after, name)
    assert isinstance(was, Share)
    assert isinstance(now, Share)
    return Measure(name, was.hits, now.hits, now.of)


def _topics(pairs: Sequence[Pair]) -> Iterable[TopicChange]:
    for topic in sorted({pair[0].question.label for pair in pairs}):
        own = [(was.first, now.first) for one, was, now in pairs if one.question.label == topic]
        right = sum(was for was, _ in own), sum(now for _, now in own)
        yield TopicChange(topic, len(own), *right, own.count((False, True)), own.count((True, False)))


def _changed(pairs: Sequence[Pair]) -> Iterable[Changed]:
    for one, was, now in pairs:
        if was.understood.said != now.understood.said:
            way = {(False, True): "better", (True, False): "worse"}.get((was.first, now.first), "other")
            text = "" if one.correction else one.question.text
            yield Changed(one.question.label, was.understood.said, now.understood.said, way, text, one.correction)


def _against(measures: Iterable[Measure], bounds: Bounds) -> tuple[str, ...]:
    return tuple(
        f"“{MEASURES[m.name]}” got worse by {m.worse:.1f} points ({m.before} of {m.of} before, {m.after} now). "
        f"At most {bounds.points[m.name]:g} is allowed."
        for m in measures
        if m.name in bounds.points and m.worse > bounds.points[m.name]
    )


def _crises(pairs: Sequence[Pair], bounds: Bounds) -> tuple[str, ...]:
    lost = [1 for one, was, now in pairs if one.question.label == CRISIS and _alarmed(was) and not _alarmed(now)]
    if len(lost) <= bounds.crises_lost:
        return ()
    messages = "1 message" if len(lost) == 1 else f"{len(lost)} messages"
    return (f"{messages} of somebody in danger would no longer be noticed. None may be lost.",)


def _alarmed(row: Judged) -> bool:
    return row.alarm or row.understood.said == CRISIS


def _worse_topics(topics: Iterable[TopicChange], titles: Mapping[str, str], bounds: Bounds) -> tuple[str, ...]:
    return tuple(
        f"“{titles.get(t.topic, t.topic)}” loses {t.before - t.after} of its {t.of} messages. "
        f"At most {bounds.topic_messages}, or {bounds.topic_share:.0%} of a topic's messages, are allowed."
        for t in topics
        if t.before - t.after > max(bounds.topic_messages, bounds.topic_share * t.of)
    )


def _unlearned(learned: Measure, bounds: Bounds) -> tuple[str, ...]:
    lost = learned.before - learned.after
    if lost <= bounds.corrections:
        return ()
    return (f"It understands {lost} fewer of the approved corrections than the running model.",)
