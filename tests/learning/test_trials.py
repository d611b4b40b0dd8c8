"""A model is asked for, worked on by one, and is ready or has failed: on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.learning.models import ModelTrial
from api.learning.problems import NoRunningModel, NothingToLearn, UnderWay
from api.learning.trials import ENDED, ask, beat, end, give_up_silent, learnable, take, trial_of, trials
from api.review.models import Correction
from tests.learning.conftest import WHO, approved


def state_of(engine, trial_id):
    return trial_of(engine, trial_id).state


def test_it_waits_is_worked_on_and_is_ready(engine, files):
    approved(engine, "no minibus came")

    trial = ask(engine, WHO, files)
    assert state_of(engine, trial) == "waiting"
    assert take(engine) == trial
    assert state_of(engine, trial) == "training"
    assert beat(engine, trial, state="comparing")
    assert trial_of(engine, trial).under_way
    assert end(engine, trial, "ready", model_id="new")

    assert [(one.id, one.state, one.model_id) for one in trials(engine)] == [(trial, "ready", "new")]
    assert not trial_of(engine, trial).under_way


def test_there_is_one_at_a_time(engine, files):
    approved(engine, "no minibus came")
    trial = ask(engine, WHO, files)

    with pytest.raises(UnderWay):
        ask(engine, WHO, files)

    end(engine, trial, "failed", reason="It broke.")
    assert ask(engine, WHO, files) != trial


def test_of_two_who_would_work_on_it_one_does(engine, files):
    approved(engine, "no minibus came")
    trial = ask(engine, WHO, files)

    assert [take(engine), take(engine)] == [trial, None]


def test_who_asked_is_in_the_audit_log(engine, files):
    approved(engine, "no minibus came")

    trial = ask(engine, WHO, files)

    with Session(engine) as session:
        (line,) = session.query(Audit)
        assert (line.action, line.subject, line.adviser_id) == ("model_asked", trial, "somebody")
        assert "minibus" not in str(line.detail)


@pytest.mark.parametrize("fields", [{"state": "pending"}, {"state": "refused"}, {"topic": "", "verdict": "nothing"}])
def test_without_an_approved_correction_there_is_nothing_to_learn(engine, files, fields):
    approved(engine, "no minibus came", **fields)

    with pytest.raises(NothingToLearn):
        ask(engine, WHO, files)


def test_without_a_running_model_there_is_nothing_to_compare_with(engine, files):
    approved(engine, "no minibus came")
    files.running.unlink()

    with pytest.raises(NoRunningModel):
        ask(engine, WHO, files)


@pytest.mark.parametrize("state", ["waiting", "training", "comparing"])
def test_what_nobody_works_on_any_more_has_failed(engine, files, state):
    approved(engine, "no minibus came")
    trial = ask(engine, WHO, files)
    with Session(engine) as session, session.begin():
        silent = datetime.now(UTC) - timedelta(minutes=2)
        session.execute(update(ModelTrial).values(beat_at=silent, state=state))

    give_up_silent(engine)

    assert (state_of(engine, trial), trial_of(engine, trial).reason) == ("failed", ENDED)


def test_what_is_worked_on_is_left_alone(engine, files):
    approved(engine, "no minibus came")
    trial = ask(engine, WHO, files)

    give_up_silent(engine)

    assert state_of(engine, trial) == "waiting"


def test_who_works_on_what_was_given_up_is_told(engine, files):
    approved(engine, "no minibus came")
    trial = ask(engine, WHO, files)
    end(engine, trial, "failed", reason=ENDED)

    assert not beat(engine, trial)
    assert not end(engine, trial, "ready")
    assert state_of(engine, trial) == "failed"


def test_a_deleted_correction_is_no_longer_learnt(engine):
    approved(engine, "no minibus came")
    with Session(engine) as session, session.begin():
        session.execute(delete(Correction))

    assert learnable(engine) == []


@pytest.mark.parametrize("trial_id", ["none", "\0", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_is_none(engine, trial_id):
    assert trial_of(engine, trial_id) is None
