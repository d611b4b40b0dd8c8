"""Another model answers: only after a comparison that allows it or in spite of it with words, and never for good."""

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.learning.comparison import Asked, compare
from api.learning.files import model_id_of
from api.learning.labelled import Question
from api.learning.problems import AnotherRuns, NoModelBefore, NotReady, Refused
from api.learning.scoring import Understood
from api.learning.switches import back, before_now, forget_deleted, switch, switches
from api.learning.trials import learnt_now, trial_of
from api.review.models import Correction
from tests.api.trials import a_trial_row
from tests.learning.conftest import WHO, a_model, approved

KEPT = 3
WORDS = "The message is a duplicate."


def ready(engine, files, model="second", before="first", crisis_lost=False, learnt=()):
    """A trial that is ready to be switched to."""
    after = "benefits" if crisis_lost else "crisis"
    both = [(Understood("crisis"), Understood(after))]
    result = compare([Asked(Question("help", "crisis"))], both, {}, {}).as_data()
    trial = a_trial_row(engine, "ready", model_id=model, compared_with=before, result=result, learnt=list(learnt))
    a_model(files.candidate(trial), model)
    return trial_of(engine, trial)


def running(files):
    return model_id_of(files.running)


def actions(engine):
    with Session(engine) as session:
        return [line.action for line in session.query(Audit).order_by(Audit.id)]


def test_the_tried_model_answers_and_the_one_before_is_kept(engine, files):
    correction = approved(engine, "no minibus came")

    switch(engine, files, WHO, ready(engine, files, learnt=[correction]), KEPT)

    assert running(files) == "second"
    assert model_id_of(files.before("first")) == "first"
    assert learnt_now(engine) == [correction]
    assert "no minibus came" in files.corrections.read_text()
    assert actions(engine) == ["model_switched"]


def test_make_does_not_train_another_in_its_place(engine, files):
    """A target that is older than what it is made from is made anew."""
    switch(engine, files, WHO, ready(engine, files, learnt=[approved(engine, "no minibus came")]), KEPT)

    assert files.running.stat().st_mtime >= files.corrections.stat().st_mtime


def test_one_goes_back_and_forth(engine, files):
    correction = approved(engine, "no minibus came")
    switch(engine, files, WHO, ready(engine, files, learnt=[correction]), KEPT)

    back(engine, files, WHO, KEPT)
    assert (running(files), learnt_now(engine)) == ("first", [])
    assert "minibus" not in files.corrections.read_text()

    back(engine, files, WHO, KEPT)
    assert (running(files), learnt_now(engine)) == ("second", [correction])
    assert actions(engine) == ["model_switched", "model_went_back", "model_went_back"]


def test_a_worse_one_is_refused(engine, files):
    with pytest.raises(Refused):
        switch(engine, files, WHO, ready(engine, files, crisis_lost=True), KEPT, words="because")

    assert running(files) == "first"
    assert actions(engine) == []


def test_a_worse_one_is_switched_to_with_words_that_are_kept(engine, files):
    switch(engine, files, WHO, ready(engine, files, crisis_lost=True), KEPT, words=WORDS)

    assert running(files) == "second"
    assert switches(engine)[0].words == WORDS
    with Session(engine) as session:
        (line,) = session.query(Audit)
        assert (line.action, line.adviser_id) == ("model_switched_against", "somebody")
        assert WORDS not in str(line.detail)


def test_it_was_compared_with_another_model_than_runs_now(engine, files):
    trial = ready(engine, files, before="older")

    with pytest.raises(AnotherRuns):
        switch(engine, files, WHO, trial, KEPT)

    assert running(files) == "first"


def test_of_two_who_switch_at_once_the_first_one_counts(engine, files):
    one, other = ready(engine, files, model="second"), ready(engine, files, model="third")
    switch(engine, files, WHO, one, KEPT)

    with pytest.raises(AnotherRuns):
        switch(engine, files, WHO, other, KEPT)


@pytest.mark.parametrize("what", ["gone", "another", "failed"])
def test_what_is_not_ready_does_not_answer(engine, files, what):
    trial = ready(engine, files)
    if what == "gone":
        files.candidate(trial.id).unlink()
    elif what == "another":
        files.candidate(trial.id).write_bytes(b"no model")
    else:
        trial = trial_of(engine, a_trial_row(engine, "failed", reason="It broke."))

    with pytest.raises(NotReady):
        switch(engine, files, WHO, trial, KEPT)

    assert running(files) == "first"


def test_there_is_nothing_to_go_back_to(engine, files):
    with pytest.raises(NoModelBefore):
        back(engine, files, WHO, KEPT)

    switch(engine, files, WHO, ready(engine, files), KEPT)
    files.before("first").unlink()
    assert before_now(engine, files) is None
    with pytest.raises(NoModelBefore):
        back(engine, files, WHO, KEPT)


def test_what_a_parent_erased_is_taken_out_of_what_make_learns_from(engine, files):
    switch(engine, files, WHO, ready(engine, files, learnt=[approved(engine, "no minibus came")]), KEPT)
    assert not forget_deleted(engine, files)

    with Session(engine) as session, session.begin():
        session.execute(delete(Correction))

    assert forget_deleted(engine, files)
    assert "minibus" not in files.corrections.read_text()
    # `make run` trains a model that has never seen the words.
    assert files.corrections.stat().st_mtime >= files.running.stat().st_mtime


def test_before_the_first_switch_no_file_is_touched(engine, files):
    files.corrections.write_text("somebody's own")

    assert not forget_deleted(engine, files)
    assert files.corrections.read_text() == "somebody's own"
