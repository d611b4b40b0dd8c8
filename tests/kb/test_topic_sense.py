"""The trained model's sense of meaning: read out of its archive, and read again when the file changes."""

from pathlib import Path

import numpy as np
import pytest

from kb.encoder import encoder
from kb.topic_sense import SenseKeeper, TopicSense, read_sense
from tests.kb.models import a_model, a_sense, learnt, said_as

OTHERS = {"greet": ["hello", "good morning"], "goodbye": ["bye", "see you"]}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def arrays():
    return learnt()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Where the model will lie."""
    return tmp_path / "models/askline.tar.gz"


def best(sense: TopicSense, text: str) -> str:
    return sense.intents[int(np.argmax(sense.scores(encoder().sentences([text])[0])))]


# what it makes of words


@pytest.mark.parametrize("with_examples", [True, False], ids=["beside_examples", "alone"])
@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is there a bus that takes her to school", "transport"),
        ("the headteacher has expelled him", "exclusion"),
        ("which day do you empty the dustbins", "out_of_scope"),
        ("many thanks for that", "thank"),
        ("our council is Kent", "give_council"),
    ],
)
def test_words_that_were_never_learnt_are_understood_by_their_meaning(text, intent, with_examples):
    assert best(a_sense(keep=with_examples), text) == intent


def test_an_example_itself_is_understood_without_the_regression(arrays):
    blank = arrays | {"sense_weights": 0 * arrays["sense_weights"]}

    assert best(TopicSense(blank), "we are in Islington") == "give_council"


def test_two_intents_are_told_apart_too():
    sense = a_sense(OTHERS, keep=False)

    assert [best(sense, "hello there"), best(sense, "bye bye")] == ["greet", "goodbye"]


@pytest.mark.parametrize(
    "changed",
    [
        {"begins": np.array([0, 5])},
        {"begins": np.zeros(11, dtype=int)},
        {"intents": np.array(["somebody", "else"])},
    ],
    ids=["too_few_beginnings", "no_example_of_an_intent", "of_other_intents"],
)
def test_examples_that_do_not_fit_are_left_out(arrays, changed):
    meaning = encoder().sentences(["a taxi"])[0]
    alone = TopicSense({name: array for name, array in arrays.items() if name.startswith("sense_")})

    assert np.array_equal(TopicSense(arrays | changed).scores(meaning), alone.scores(meaning))


def test_arrays_that_do_not_fit_together_are_refused(arrays):
    with pytest.raises(ValueError, match="fit together"):
        TopicSense(arrays | {"sense_bias": arrays["sense_bias"][1:]})


# reading the archive


def test_it_is_read_out_of_the_models_archive(arrays, model):
    sense = read_sense(a_model(model, **arrays, weights=np.zeros(3)))

    meaning = encoder().sentences(["a taxi"])[0]
    assert sense.intents == TopicSense(arrays).intents
    assert np.array_equal(sense.scores(meaning), TopicSense(arrays).scores(meaning))


def test_reading_never_runs_what_is_pickled(arrays, model):
    class Harm:
        def __reduce__(self):
            return Path.touch, (model.with_name("harm"),)

    a_model(model, **(arrays | {"sense_bias": np.array([Harm()], dtype=object)}))

    with pytest.raises(ValueError, match="allow_pickle"):
        read_sense(model)
    assert not model.with_name("harm").exists()


# keeping it


def test_without_a_model_there_is_none(model):
    assert SenseKeeper(model).sense() is None


@pytest.mark.parametrize(
    "broken",
    [
        lambda model, _arrays: model.write_bytes(b"half a mod"),
        lambda model, _arrays: model.write_bytes(b""),
        lambda model, arrays: a_model(model, "something_else.npz", **arrays),
        lambda model, _arrays: a_model(model, weights=np.zeros(3)),
        lambda model, arrays: a_model(model, **(arrays | {"sense_bias": np.zeros(3)})),
    ],
    ids=["half_written", "empty", "of_other_parts", "from_before_there_was_a_sense", "arrays_that_do_not_fit"],
)
def test_a_model_that_cannot_be_read_is_as_good_as_none_and_said_so(arrays, model, caplog, broken):
    model.parent.mkdir()
    broken(model, arrays)

    assert SenseKeeper(model).sense() is None
    assert "train the model again" in caplog.text


def test_a_model_that_appears_is_noticed(arrays, model):
    keeper = SenseKeeper(model, check_seconds=0)
    assert keeper.sense() is None

    a_model(model, **arrays)

    assert keeper.sense() is not None


def test_a_new_model_takes_the_place_of_the_old_one(arrays, model):
    keeper = SenseKeeper(a_model(model, **arrays), check_seconds=0)
    old = keeper.sense()

    a_model(model, **learnt(said_as(OTHERS)))

    assert old is not None
    assert keeper.sense().intents == ("goodbye", "greet")


def test_the_old_one_serves_while_the_new_one_is_half_written_or_missing(arrays, model):
    keeper = SenseKeeper(a_model(model, **arrays), check_seconds=0)
    old = keeper.sense()

    model.write_bytes(b"half a mod")
    assert keeper.sense() is old
    model.unlink()
    assert keeper.sense() is old


def test_an_unchanged_file_is_read_once_and_looked_at_only_now_and_then(arrays, model):
    clock = Clock()
    keeper = SenseKeeper(a_model(model, **arrays), check_seconds=2, clock=clock)
    old = keeper.sense()

    clock.seconds += 3
    assert keeper.sense() is old
    a_model(model, **learnt(said_as(OTHERS)))
    assert keeper.sense() is old
    clock.seconds += 3
    assert keeper.sense() is not old


def test_the_likeliest_intent_comes_with_its_share(arrays):
    intent, share = TopicSense(arrays).likeliest(encoder().sentences(["he beats me every night"])[0])

    assert intent == "crisis"
    assert 0.5 < share <= 1
