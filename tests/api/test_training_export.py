"""Approved corrections as training examples: what Rasa reads, and nothing that would spoil what it has learned."""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api.review.examples import shipped_examples, training_yaml
from api.review.phrases import key_of, phrase_of
from tests.bot.rasa_cases import PYTHON, QUIET
from tests.project import ROOT


def intents(text: str) -> dict[str, list[str]]:
    """What Rasa makes of the file: each intent with its examples."""
    parts = yaml.safe_load(text)["nlu"]
    return {p["intent"]: [line.removeprefix("- ") for line in p["examples"].splitlines()] for p in parts}


def test_examples_stand_under_their_topics():
    training = training_yaml(
        [("who drives him", "transport"), ("taxi money", "transport"), ("hours", "sen_funding")], {}
    )

    assert intents(training.text) == {"sen_funding": ["hours"], "transport": ["taxi money", "who drives him"]}
    assert training.examples == 3


def test_the_same_words_count_once():
    assert training_yaml([("Taxi money?", "transport"), ("taxi money", "transport")], {}).examples == 1


def test_what_the_model_learns_from_already_is_left_out():
    training = training_yaml([("Taxi money?", "transport")], {"taxi money": "transport"})

    assert (training.examples, training.known, training.disputed) == (0, 1, 0)


@pytest.mark.parametrize(
    ("approved", "shipped"),
    [
        ([("taxi money", "transport"), ("taxi money", "benefits")], {}),
        ([("taxi money", "transport")], {"taxi money": "benefits"}),
    ],
)
def test_words_that_are_said_to_be_two_things_are_left_out(approved, shipped):
    training = training_yaml(approved, shipped)

    assert (training.examples, training.disputed) == (0, 1)


def test_nothing_to_learn_is_a_file_all_the_same():
    assert yaml.safe_load(training_yaml([], {}).text) == {"version": "3.1", "nlu": []}


def test_the_examples_that_ship_are_known():
    shipped = shipped_examples()

    assert shipped[key_of("who puts them on the register")] == "who_decides"
    assert len(shipped) > 1000


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("My son\nhas  no help", "My son has no help"),
        ("- /restart please", "restart please"),
        ("[Kent](council) says {no}", "Kent (council) says no"),
        ("<name> at <phone>", "name at phone"),
    ],
)
def test_signs_that_mean_something_to_rasa_are_gone(typed, phrase):
    assert phrase_of(typed) == phrase


def test_a_long_story_is_cut_between_words():
    assert phrase_of("word " * 100) == ("word " * 60).strip()


@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(["transport", "benefits"])), max_size=6))
def test_whatever_is_typed_the_file_holds_the_examples_and_nothing_else(approved):
    training = training_yaml(approved, {})

    found = [line for lines in intents(training.text).values() for line in lines]
    assert len(found) == training.examples
    assert not [line for line in found if re.search(r"[\[\]{}<>]|^\s*-|^/", line)]


@pytest.mark.slow
def test_rasa_takes_the_examples_beside_those_that_ship(tmp_path):
    """`rasa data validate`, in Rasa's own environment: about half a minute."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    hard = [
        "[Kent](council) and {x}",
        "- a list\nof things: #1",
        "'quoted' \"twice\"",
        "é ü 你好 🙂",
        "<name> at <phone>",
    ]
    approved = [(f"{text} on a pogo stick", "transport") for text in hard]
    (tmp_path / "data/nlu/corrections.yml").write_text(training_yaml(approved).text, encoding="utf-8")
    command = [str(PYTHON), "-m", "bot", "data", "validate", "--fail-on-warnings", "--data", str(tmp_path / "data")]

    done = subprocess.run(command, cwd=ROOT, env=os.environ | QUIET, capture_output=True, text=True, check=False)

    assert training_yaml(approved).examples == len(hard)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
