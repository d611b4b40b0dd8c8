"""`python -m tests.evaluation.dialogues`: measures several questions in one message, and follow-ups.

It starts a stack of its own, because what is measured is decided by all parts together: API, Rasa and actions.
"""

import csv
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from api.learning.scoring import COUNTS_AS, OUT_OF_SCOPE, Share
from tests.evaluation.provenance import sha256
from tests.evaluation.report import percent, table
from tests.stack import MODEL, ROOT, Parent, Stack

SEVERAL = ROOT / "tests/evaluation/several_questions.csv"
FOLLOW_UPS = ROOT / "tests/evaluation/follow_ups.yml"
REPORT = MODEL.parent.parent / "evaluation/dialogues.md"
COUNCIL = "kent"  # several_questions.csv names none, and without one the parent would be asked for it first
CANNOT_MEASURE = 1
Begin = Callable[[str | None], Parent]


@dataclass(frozen=True)
class Several:
    """A message that asks several things, by its line in the file, with the topics that were answered."""

    line: int
    labels: tuple[str, ...]
    answered: frozenset[str]

    @property
    def missed(self) -> tuple[str, ...]:
        """The labels that no answer served."""
        return tuple(label for label in self.labels if not any(serves(topic, label) for topic in self.answered))


@dataclass(frozen=True)
class Said:
    """A turn of a dialogue, by its number, with the topic that was wanted and the one that was answered."""

    dialogue: str
    number: int
    wanted: str
    answered: str | None

    @property
    def right(self) -> bool:
        """Whether the answer serves what was wanted."""
        return self.answered is not None and serves(self.answered, self.wanted)


def serves(topic: str, label: str) -> bool:
    """Whether an answer on that topic serves the label."""
    return topic == label or label in COUNTS_AS.get(topic, ())


def answered_in(turn: dict[str, Any]) -> frozenset[str]:
    """The topics that a turn answers: its own, and each of which it offers more (Speaker.answers does so for all)."""
    message = turn["messages"][-1]
    more = {c["id"].removeprefix("more:") for c in message["choices"] if c["id"].startswith("more:")}
    return frozenset(more | ({message["topic"]} - {None}))


def served(turn: dict[str, Any]) -> str | None:
    """What a turn was about: the topic of its answer; for a kind refusal, which has none, what was understood."""
    topic: str | None = turn["messages"][-1]["topic"]
    refused = topic is None and turn["understood"]["topic"] == OUT_OF_SCOPE
    return OUT_OF_SCOPE if refused else topic


def measure_several(path: Path, begin: Begin) -> list[Several]:
    """Each message of the file in a conversation of its own."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Several(line, tuple(row["labels"].split("|")), answered_in(begin(COUNCIL).says(row["text"])))
        for line, row in enumerate(rows, 2)
    ]


def measure_follow_ups(path: Path, begin: Begin) -> list[Said]:
    """Each dialogue of the file, turn by turn."""
    found = []
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8")):
        parent = begin(dialogue["council"])
        for number, turn in enumerate(dialogue["turns"], 1):
            found.append(Said(dialogue["name"], number, turn["expects_topic"], served(parent.says(turn["says"]))))
    return found


def markdown(several: Sequence[Several], said: Sequence[Said], settings: str) -> str:
    """The report for people. No message's words are in it."""
    missed = [(s.line, ", ".join(s.missed), ", ".join(sorted(s.answered)) or "-") for s in several if s.missed]
    wrong = [(s.dialogue, s.number, s.wanted, s.answered or "-") for s in said if not s.right]
    parts = ["# Dialogues", settings, table(("measure", "n", "of", "%", "95 %"), _figures(several, said))]
    if missed:
        parts += [f"## Not answered ({SEVERAL.name})", table(("line", "missed", "answered"), missed)]
    if wrong:
        parts += [f"## Other topic ({FOLLOW_UPS.name})", table(("dialogue", "turn", "wanted", "answered"), wrong)]
    return "\n\n".join(parts) + "\n"


def _figures(several: Sequence[Several], said: Sequence[Said]) -> Iterable[tuple[object, ...]]:
    labels = sum(len(s.labels) for s in several)
    later = [s for s in said if s.number > 1]
    for words, share in (
        ("Several questions: labels answered", Share(labels - sum(len(s.missed) for s in several), labels)),
        ("Several questions: messages answered in full", Share(sum(not s.missed for s in several), len(several))),
        ("Dialogues: turns on the right topic", Share(sum(s.right for s in said), len(said))),
        ("- follow-ups only (the second turn and later)", Share(sum(s.right for s in later), len(later))),
    ):
        low, high = share.interval
        yield words, share.hits, share.of, percent(share), f"{low:.0f}-{high:.0f}" if share.of else ""


@contextmanager
def running_stack() -> Iterator[Begin]:
    """A stack of its own, stopped at the end; yields what begins a conversation in it."""
    with TemporaryDirectory(prefix="askline-dialogues-") as folder:
        stack = Stack(Path(folder))
        stack.load()
        try:
            stack.start()
            stack.wait()
            with stack.client() as client:
                yield lambda council: Parent(client, council)
        finally:
            stack.stop()


def main(stack: Callable[[], Any] = running_stack, report: Path = REPORT) -> int:
    """Measures, prints and writes the report. Returns 1 with one clear line when the stack does not run."""
    if not MODEL.exists():
        return _fail(f"{MODEL} is missing: run `make train`.")
    try:
        with stack() as begin:
            several, said = measure_several(SEVERAL, begin), measure_follow_ups(FOLLOW_UPS, begin)
    except (RuntimeError, TimeoutError, subprocess.CalledProcessError) as error:
        return _fail(str(error))
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    text = markdown(several, said, f"Measured {at} (UTC) on the whole stack. Model {sha256(MODEL)[:12]}.")
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(text, encoding="utf-8")
    sys.stdout.write(f"\n{text}\nWrote {report}\n")
    return 0


def _fail(reason: str) -> int:
    sys.stderr.write(f"dialogues: {reason}\n")
    return CANNOT_MEASURE


if __name__ == "__main__":
    sys.exit(main())
