"""The Rasa project and the repository's files, as the tests read them."""

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.evaluation.examples import read_examples

ROOT = Path(__file__).resolve().parent.parent
NLU = ROOT / "data/nlu"
GENERATED = NLU / "councils.yml"

# What a parent never types: the first two come only from choices, the last from Rasa itself.
NEVER_TYPED = {"ask_person", "something_else", "nlu_fallback"}
# What steers the talk and asks nothing about SEN. Every other intent is a topic, with an answer.
CONTROL = NEVER_TYPED | {
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "tell_me_more",
    "bot_challenge",
    "give_council",
    "feedback",
    "privacy",
    "another_language",
    "crisis",
    "out_of_scope",
}


@cache
def read(path: Path) -> Any:
    """A YAML file, read once."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


DOMAIN: dict[str, Any] = read(ROOT / "domain.yml")
INTENTS: list[str] = DOMAIN["intents"]
TYPED = sorted(set(INTENTS) - NEVER_TYPED)
TOPICS = sorted(set(INTENTS) - CONTROL)


@cache
def examples() -> dict[str, list[str]]:
    """Every intent's training examples, as a parent would have typed them."""
    found: dict[str, list[str]] = {}
    for example in read_examples(NLU):
        found.setdefault(example.topic, []).append(example.text)
    return found


def rules() -> dict[str, list[str]]:
    """Each intent with the actions that the rules let follow it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/rules").glob("*.yml")):
        for rule in read(path)["rules"]:
            first, *then = rule["steps"]
            for step in first.get("or", [first]):
                found.setdefault(step["intent"], []).extend(s["action"] for s in then)
    return found


def words_of(text: str) -> list[str]:
    """A text's words in lower case: capitals, punctuation and the shape of quotation marks do not count."""
    return re.findall(r"[a-z0-9£']+", text.casefold().replace("’", "'"))


def normalised(text: str) -> str:
    """A message by its words alone; one without words (emoji) as it stands."""
    return " ".join(words_of(text)) or text.strip()


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file of the repository: what is committed, and what would be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = sorted({ROOT / name for name in listed.split("\0") if name})
    return tuple(path for path in paths if path.is_file())


def relative(path: Path) -> str:
    """A file's name as a person would give it."""
    return path.relative_to(ROOT).as_posix()
