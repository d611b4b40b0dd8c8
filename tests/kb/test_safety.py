"""The crisis check: what must fire, what must not, and how long it may take."""

import csv
import time
from pathlib import Path

import pytest
import yaml

from kb import safety
from kb.danger import danger_weights, passages
from kb.safety import URGENCY, Crisis, crisis, evidence, safety_patterns, suspected

ROOT = Path(__file__).resolve().parents[2]
EVALUATION = ROOT / "tests/evaluation"
LONGEST_MS = 5.0

# What stood when it was last measured (24 November 2026). A change may catch more or alarm less, not the reverse.
QUESTIONS_ALARMED = 2  # of 520
WIDE_MISSED, WIDE_ALARMS = 4, 4  # of 122 dangers, of 151 that only sound so
FRESH_ALARMS = {"crisis_fresh.csv": 1, "crisis_blind.csv": 1}  # of 60, of 30
EXAMPLES_CAUGHT = 0.94  # 440 of 468: the others only hint, and Rasa learns from them for that
LEARNT_ALONE = 86  # of the 122 wide dangers, by what was learned, with no pattern at all
PATTERNS_ALARMED, ALARMED = 0.0035, 0.0085  # of the plain training examples: 49 of 14,948, 12 of 1,495


def rows(name: str) -> list[dict[str, str]]:
    """The rows of an evaluation file."""
    with (EVALUATION / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def examples(path: Path) -> list[str]:
    """The training examples of one file."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    return [line[2:] for e in listed if "intent" in e for line in e["examples"].splitlines() if line.startswith("- ")]


def fired(texts: list[str]) -> list[str]:
    """The texts that the check takes for a crisis."""
    return [text for text in texts if crisis(text)]


def test_every_crisis_of_the_evaluation_questions_fires():
    missed = [r["text"] for r in rows("questions.csv") if r["label"] == "crisis" and not crisis(r["text"])]

    assert missed == [], "a missed crisis: add a pattern to kb/content/safety_patterns.yml"


def test_nearly_every_crisis_example_that_rasa_learns_from_fires():
    listed = examples(ROOT / "data/nlu/crisis.yml")
    missed = [text for text in listed if not crisis(text)]

    assert len(missed) <= (1 - EXAMPLES_CAUGHT) * len(listed), (
        f"missed crises: add sentences to kb/content/danger_sentences.yml: {missed}"
    )


def test_no_idiom_fires():
    assert fired([r["text"] for r in rows("idioms.csv")]) == []


def test_hardly_any_other_question_fires():
    questions = [r["text"] for r in rows("questions.csv") if r["label"] != "crisis"]

    assert len(fired(questions)) <= QUESTIONS_ALARMED


def test_dangers_said_in_many_ways_are_caught():
    texts = [r["text"] for r in rows("crisis_wide.csv")]

    missed = [text for text in texts if not crisis(text)]

    assert len(missed) <= WIDE_MISSED, missed


def test_what_only_sounds_like_danger_hardly_ever_fires():
    texts = [r["text"] for r in rows("calm_wide.csv")]

    alarms = fired(texts)

    assert len(alarms) <= WIDE_ALARMS, alarms


def test_what_was_learned_hears_most_dangers_without_a_pattern():
    texts = [r["text"] for r in rows("crisis_wide.csv")]

    heard = [text for text in texts if suspected(text)]

    assert len(heard) >= LEARNT_ALONE


def test_patterns_guard_alone_where_no_encoder_is_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(safety, "meaning_of", lambda _passage: None)

    assert crisis("he wants to die") is not None
    assert crisis("some days I look at the river and wonder") is None


def test_the_most_urgent_kind_comes_first():
    found = crisis("he has cut his arms and now he has swallowed a whole packet of tablets")

    assert found is not None
    assert found.kinds[0] == "overdose"
    assert set(danger_weights().kinds) == set(URGENCY)


def test_a_long_story_is_heard_in_passages_of_whole_sentences():
    story = "We have waited for the plan since May and the school has been kind about it. " * 4

    found = passages(story + "He wants to die.")

    assert len(found) > 1
    assert all(passage.endswith(".") for passage in found)


def test_hardly_any_plain_example_fires_a_pattern():
    files = [f for f in sorted((ROOT / "data/nlu").glob("*.yml")) if f.stem not in ("crisis", "councils")]
    texts = [text for file in files for text in examples(file)]

    alarms = [text for text in texts if evidence(text)]

    assert len(alarms) <= PATTERNS_ALARMED * len(texts), alarms


def test_with_what_was_learned_still_fewer_than_one_plain_example_in_a_hundred_fires():
    files = [f for f in sorted((ROOT / "data/nlu").glob("*.yml")) if f.stem not in ("crisis", "councils")]
    texts = [text for file in files for text in examples(file)][::10]

    assert len(fired(texts)) <= ALARMED * len(texts)


def test_of_dangers_that_nobody_had_seen_most_are_heard_and_few_of_what_only_sounds_alike():
    """Written apart, measured once (109 of 130, 13 of 150) before anything was mended on them: a floor, not a goal."""
    dangers, calm = ([r["text"] for r in rows(name)] for name in ("crisis_unseen.csv", "calm_unseen.csv"))

    assert len(fired(dangers)) >= 109
    assert len(fired(calm)) <= 13


@pytest.mark.parametrize("name", ["crisis_fresh.csv", "crisis_blind.csv"])
def test_messages_that_were_written_after_the_patterns_hold(name: str):
    found = rows(name)
    missed = [r["text"] for r in found if r["label"] == "crisis" and not crisis(r["text"])]
    alarms = fired([r["text"] for r in found if r["label"] == "none"])

    assert missed == [], missed
    assert len(alarms) <= FRESH_ALARMS[name], alarms


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he's suicidle", "suicide"),
        ("kms", "suicide"),
        ("shes going to unalive herself", "suicide"),
        ("i want to end it all", "suicide"),
        ("scared hes going to kill himself", "suicide"),
        ("doesnt want to be here anymore", "suicide"),
        ("hes hurting himself at school", "self_harm"),
        ("she's cuttin her arms", "self_harm"),
        ("took all her tablets", "overdose"),
        ("dads hitting him", "abuse"),
        ("my daughter attacked me", "violence"),
        ("my son has gone missing", "missing"),
        ("i cant go on", "breaking_point"),
        ("he cant breathe", "danger"),
    ],
)
def test_text_speak_and_slips_count(text: str, kind: str):
    found = crisis(text)

    assert found is not None
    assert kind in found.kinds


@pytest.mark.parametrize(
    "text",
    [
        "he has never self harmed",
        "she is not suicidal",
        "he isn't going to hurt anyone",
        "she has no thoughts of suicide",
        "he doesn't want to die",
    ],
)
def test_what_a_message_denies_is_no_crisis(text: str):
    assert crisis(text) is None


@pytest.mark.parametrize(
    "text", ["he won't stop hitting me", "I don't know if he will kill himself", "I don't want him to die"]
)
def test_a_no_that_leaves_the_danger_standing_denies_nothing(text: str):
    assert crisis(text) is not None


def test_an_idiom_does_not_hide_a_crisis_beside_it():
    found = crisis("The school is killing me. I want to die.")

    assert found == Crisis(kinds=("suicide",))


def test_one_message_can_speak_of_several_dangers():
    found = crisis("he is cutting his arms and his dad hits him")

    assert found is not None
    assert {"self_harm", "abuse"} <= set(found.kinds)


def test_evidence_names_the_pattern_and_the_words():
    kind, pattern, words = evidence("my child is missing")[0]

    assert kind == "missing"
    assert "missing" in pattern
    assert "missing" in words


def test_a_pattern_does_not_reach_into_the_next_sentence():
    assert crisis("I want to know about the register. My nan is dead") is None


def test_no_parents_word_is_kept_by_the_patterns_vocabulary():
    crisis("Zzyzxovna wants to die")

    assert "zzyzxovna" not in safety_patterns().known


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\0" * 10_000, "😭" * 10_000, "he hit " * 1_500, "not " * 2_500, "\u202eמחבל " * 1_500, "'" * 10_000],
)
def test_odd_and_long_input_takes_less_than_a_second(text: str):
    crisis("warm up")
    start = time.process_time()

    crisis(text)

    assert time.process_time() - start < 1


def test_the_patterns_take_less_than_five_milliseconds_a_message():
    texts = [r["text"] for r in rows("questions.csv")]
    evidence(texts[0])
    start = time.process_time()

    for text in texts:
        evidence(text)

    assert (time.process_time() - start) / len(texts) * 1000 < LONGEST_MS
