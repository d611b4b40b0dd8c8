"""The training examples in data/nlu: for the baselines, and to see whether a message was already among them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

_ENTITY = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [Kent](council) reads as Kent


@dataclass(frozen=True)
class Example:
    """Words that a parent might use, and their topic."""

    text: str
    topic: str


def read_examples(data: Path) -> list[Example]:
    """Every example of every intent, in the order of the files."""
    return [
        e for path in sorted(data.glob("*.yml")) for e in _examples(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]


def _examples(content: dict[str, list[dict[str, str]]]) -> Iterable[Example]:
    for block in content["nlu"]:
        for line in block["examples"].splitlines() if "intent" in block else ():
            if text := _ENTITY.sub(r"\1", line.removeprefix("- ").strip()):
                yield Example(text, block["intent"])


def already_trained_on(texts: Iterable[str], examples: Iterable[Example]) -> list[bool]:
    """For each message, whether it is also a training example, whatever its case and punctuation."""
    known = {_bare(e.text) for e in examples}
    return [_bare(text) in known for text in texts]


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
