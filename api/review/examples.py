"""Approved corrections as training examples in Rasa's format. Pure, apart from reading the examples that ship."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from api.review.phrases import key_of, phrase_of
from kb.shipped import read_yaml

NLU = Path(__file__).resolve().parent.parent.parent / "data" / "nlu"
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Training:
    """The file, and what is not in it: known already, or said to be two things at once."""

    text: str
    examples: int
    known: int
    disputed: int


def training_yaml(approved: Iterable[tuple[str, str]], shipped: Mapping[str, str] | None = None) -> Training:
    """Words and topics as Rasa reads them. `shipped`: what the model learns from already, key -> intent."""
    shipped = shipped_examples() if shipped is None else shipped
    said: dict[str, dict[str, str]] = {}
    for text, topic in approved:
        phrase = phrase_of(text)
        if key_of(phrase):
            said.setdefault(key_of(phrase), {})[topic] = phrase
    known = {key for key, topics in said.items() if shipped.get(key) in topics and len(topics) == 1}
    # An example in two intents teaches neither, and Rasa's check refuses it.
    disputed = {key for key, topics in said.items() if len(topics) > 1 or (key in shipped and key not in known)}
    by_topic: dict[str, list[str]] = {}
    for key in said.keys() - known - disputed:
        ((topic, phrase),) = said[key].items()
        by_topic.setdefault(topic, []).append(phrase)
    count = sum(map(len, by_topic.values()))
    return Training(_written(by_topic), count, len(known), len(disputed))


@lru_cache
def shipped_phrases(folder: Path = NLU) -> dict[str, tuple[str, ...]]:
    """What the model learns from already: intent -> its examples, without the marks of entities."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yml")):
        for part in read_yaml(path).get("nlu") or ():
            if "intent" in part:
                lines = (line.strip().removeprefix("- ") for line in str(part["examples"]).splitlines())
                found[part["intent"]] = tuple(_ENTITY.sub(r"\1", line) for line in lines if line)
    return found


@lru_cache
def shipped_examples(folder: Path = NLU) -> dict[str, str]:
    """What makes an example the same -> its intent."""
    return {key_of(phrase): intent for intent, phrases in shipped_phrases(folder).items() for phrase in phrases}


def _written(by_topic: Mapping[str, list[str]]) -> str:
    if not by_topic:
        return 'version: "3.1"\nnlu: []\n'
    lines = ['version: "3.1"', "nlu:"]
    for topic in sorted(by_topic):
        lines += [f"- intent: {topic}", "  examples: |"]
        lines += [f"    - {phrase}" for phrase in sorted(by_topic[topic])]
    return "\n".join(lines) + "\n"
