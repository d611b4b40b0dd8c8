"""The work on a trial: trained on what was approved, asked beside the running model; failures in plain words."""

import sys

import pytest

from api.learning.asked import run
from api.learning.trials import ask, end, take, trial_of
from api.learning.watched import TookTooLong, Watched
from api.learning.work import Stopped, TrainingFailed, Work
from tests.databases import a_database
from tests.learning.conftest import WHO, approved


@pytest.fixture
def engine(tmp_path):
    """What the database keeps is tested on both kinds elsewhere."""
    with a_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def trial(engine, files):
    """The id of a trial that is being worked on, from one approved correction."""
    approved(engine, "no bus came")
    asked = ask(engine, WHO, files)
    return take(engine) and asked


def work(engine, place, trial, run=run):
    return Work(engine, place, trial, run)


def test_it_is_trained_on_what_was_approved_and_compared(engine, place, trial):
    one = work(engine, place, trial)

    one.train()
    result = one.compare()

    found = trial_of(engine, trial)
    assert (found.model_id, found.compared_with) == (f"trained-candidate-{trial}", "first")
    assert (found.examples, found.known, found.disputed, len(found.learnt)) == (1, 0, 0, 1)
    # The test message with the very words of the correction is understood now; so is the correction itself.
    assert [(c.way, c.label, c.after) for c in result.changed] == [("better", "transport", "transport")] * 2
    assert (result.learned.before, result.learned.after) == (0, 1)


def failed(engine, place, trial, run=run):
    def both_steps():
        one = work(engine, place, trial, run)
        one.train()
        one.compare()

    with pytest.raises(TrainingFailed) as failure:
        both_steps()
    return str(failure.value)


def test_what_rasa_cannot_train_is_told(engine, place, trial):
    (place.var / "mood").write_text("fail")

    assert "could not train the model (ValueError: the examples are odd)" in failed(engine, place, trial)
    assert "odd" in (place.var / "learning.log").read_text()


def test_no_words_are_left_lying_about(engine, place, trial):
    (place.var / "mood").write_text("fail")

    failed(engine, place, trial)

    assert list(place.var.glob("learning-*.yml")) == []


def test_a_server_without_rasas_environment_is_told(engine, place, trial):
    def missing(_command, _sent):
        raise FileNotFoundError

    assert "Rasa's environment is not on this server" in failed(engine, place, trial, missing)


def test_too_little_memory_is_told(engine, place, trial):
    def killed(_command, sent):
        ended = run(["sh", "-c", "kill -9 $$"], sent)
        assert ended.status == -9
        return ended

    assert "too little memory" in failed(engine, place, trial, killed)


def test_a_training_without_end_is_told(engine, place, trial):
    def endless(_command, _sent):
        raise TookTooLong

    assert "took longer than 30 minutes" in failed(engine, place, trial, endless)


def test_test_messages_that_cannot_be_read_are_told(engine, place, trial):
    place.test_questions.write_text("text,label\nno bus,buses\n")

    assert "The test messages cannot be read" in failed(engine, place, trial)


def test_what_was_given_up_is_not_worked_on(engine, place, trial):
    end(engine, trial, "failed", reason="Given up.")

    with pytest.raises(Stopped):
        work(engine, place, trial).train()


def test_a_command_ends_when_nobody_wants_it():
    looks = []

    def look():
        looks.append(1)
        if len(looks) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        Watched(look, seconds=60, look_seconds=0.01)(["sleep", "60"], "")


def test_a_command_ends_when_it_takes_too_long():
    with pytest.raises(TookTooLong):
        Watched(lambda: None, seconds=0.02, look_seconds=0.01)(["sleep", "60"], "")


def test_what_a_command_says_is_handed_over():
    ended = Watched(lambda: None, seconds=10)([sys.executable, "-c", "print(input()); exit(3)"], "hello\n")

    assert (ended.status, ended.said) == (3, "hello\n")
