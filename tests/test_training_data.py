"""What parents say, for Rasa to learn from: enough of it, each in one place only, and none of it from the exam."""

import csv
import os
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.bot.rasa_cases import PYTHON, QUIET
from tests.project import (
    DOMAIN,
    GENERATED,
    INTENTS,
    NEVER_TYPED,
    NLU,
    ROOT,
    TYPED,
    examples,
    normalised,
    read,
    relative,
    rules,
)

AT_LEAST = 25
FORBIDDEN = set("[](){}|\t")
ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)")  # [Kent](council)
FILES = sorted(path for path in NLU.glob("*.yml") if path != GENERATED)
EXAM = ROOT / "tests/evaluation"


def raw_examples(path: Path) -> list[str]:
    """The examples of a file as they are written, annotations and all."""
    return [line.removeprefix("- ") for block in read(path)["nlu"] for line in block["examples"].splitlines()]


@cache
def homes() -> dict[str, list[str]]:
    """Every example by its words alone, with the intents in which it stands."""
    found: dict[str, list[str]] = {}
    for intent, texts in examples().items():
        for text in texts:
            found.setdefault(normalised(text), []).append(intent)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_name_is_law(path: Path) -> None:
    blocks = read(path)["nlu"]

    assert [list(block) for block in blocks] == [["intent", "examples"]], f"{relative(path)} holds one intent, no more"
    assert blocks[0]["intent"] == path.stem


def test_every_intent_that_can_be_typed_has_a_file_and_no_other_has() -> None:
    assert [path.stem for path in FILES] == TYPED


def test_no_intent_stands_twice_in_the_domain() -> None:
    assert len(INTENTS) == len(set(INTENTS))
    assert set(INTENTS) > NEVER_TYPED


@pytest.mark.parametrize("intent", TYPED)
def test_an_intent_has_examples_enough(intent: str) -> None:
    found = len(examples().get(intent, []))

    assert found >= AT_LEAST, f"{intent} has {found} examples: write more in data/nlu/{intent}.yml"


def test_no_example_stands_in_two_intents() -> None:
    shared = {text: intents for text, intents in homes().items() if len(set(intents)) > 1}

    assert shared == {}, "decide for one of the two by what the sentence asks"


def test_no_example_stands_twice() -> None:
    repeated = {text: intents for text, intents in homes().items() if len(intents) > 1}

    assert repeated == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_examples_hold_nothing_that_rasa_would_read_as_markup(path: Path) -> None:
    wrong = [text for text in raw_examples(path) if FORBIDDEN & set(ANNOTATION.sub(r"\1", text))]

    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_example_is_a_command_or_empty(path: Path) -> None:
    assert [text for text in raw_examples(path) if text.startswith("/") or not text.strip()] == []


def test_only_entities_of_the_domain_are_annotated_and_only_where_a_council_is_given() -> None:
    known = {name for entity in DOMAIN["entities"] for name in entity}
    annotated = {path.stem: {m[2] for text in raw_examples(path) for m in ANNOTATION.finditer(text)} for path in FILES}
    used = {intent: entities for intent, entities in annotated.items() if entities}

    assert set(used) == {"give_council"}
    assert used["give_council"] <= known


@pytest.mark.parametrize("exam", sorted(EXAM.glob("*.csv")), ids=lambda path: path.stem)
def test_no_message_of_the_exam_is_a_training_example(exam: Path) -> None:
    with exam.open(encoding="utf-8", newline="") as file:
        messages = [row["text"] for row in csv.DictReader(file)]

    learnt = {text: homes()[normalised(text)] for text in messages if normalised(text) in homes()}

    assert messages
    assert learnt == {}, f"these stand in {relative(exam)} too: delete them from data/nlu/<intent>.yml"


def test_no_question_of_the_follow_up_exam_is_a_training_example() -> None:
    """ "Tell me more" may: there is one way to say it, and the exam asks what follows from it."""
    dialogues = read(EXAM / "follow_ups.yml")
    messages = [turn["says"] for dialogue in dialogues for turn in dialogue["turns"] if "says" in turn]

    learnt = {text: found for text in messages if (found := homes().get(normalised(text), []))}

    assert messages
    assert {text: found for text, found in learnt.items() if found != ["tell_me_more"]} == {}


def test_every_intent_is_followed_by_exactly_one_action() -> None:
    followed = Counter({intent: len(actions) for intent, actions in rules().items()})

    assert {intent: followed[intent] for intent in INTENTS if followed[intent] != 1} == {}
    assert set(rules()) <= set(INTENTS)


def test_every_action_of_the_rules_is_in_the_domain_and_none_is_idle() -> None:
    used = {action for actions in rules().values() for action in actions}

    assert used == set(DOMAIN["actions"])


@pytest.mark.slow
def test_rasa_finds_nothing_to_complain_of() -> None:
    """`rasa data validate`, in Rasa's own environment: about half a minute."""
    command = [str(PYTHON), "-m", "bot", "data", "validate", "--fail-on-warnings"]

    done = subprocess.run(command, cwd=ROOT, env=os.environ | QUIET, capture_output=True, text=True, check=False)

    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
