"""The pages of models: who may train, who may switch, what each state looks like, and whose words are shown."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.learning.comparison import Asked, compare
from api.learning.files import ModelFiles, model_id_of
from api.learning.labelled import Question
from api.learning.models import ModelSwitch, ModelTrial
from api.learning.scoring import Understood
from api.review.models import Correction
from tests.api.apps import Served, serving
from tests.api.desk import Desk, an_account
from tests.api.trials import a_trial_row
from tests.learning.conftest import a_model, approved

WORDS = "The lost message is a duplicate."


@pytest.fixture(scope="module")
def app(settings: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application with a model of its own, and no Rasa to train another."""
    model = tmp_path_factory.mktemp("models") / "askline.tar.gz"
    with serving(settings(model=str(model), rasa_python="/nowhere/python")) as served:
        yield served


@pytest.fixture(scope="module")
def people(app: Served) -> Iterator[Callable[[str, str], Desk]]:
    """Somebody of a council with that role, logged in once."""
    found: dict[tuple[str, str], Desk] = {}

    def person(role: str, council: str = "kent") -> Desk:
        if (role, council) not in found:
            found[role, council] = Desk(app.client())
            found[role, council].log_in(an_account(app.engine, council, role=role))
        return found[role, council]

    yield person
    for desk in found.values():
        desk.client.close()


@pytest.fixture
def editor(people: Callable[..., Desk]) -> Desk:
    """An editor of Kent."""
    return people("editor")


@pytest.fixture
def administrator(people: Callable[..., Desk]) -> Desk:
    """An administrator of Kent."""
    return people("administrator")


@pytest.fixture(autouse=True)
def files(app: Served) -> Iterator[ModelFiles]:
    """The first model runs, nothing was tried, nothing is approved."""
    with Session(app.engine) as session, session.begin():
        for table in (ModelTrial, ModelSwitch, Correction):
            session.execute(delete(table))
    files = app.services.school.files
    for left in files.folder.glob("*"):
        left.unlink()
    a_model(files.running, "first")
    app.rasa.answers_with = "first"
    yield files
    files.corrections.unlink(missing_ok=True)


def tried(app: Served, files: ModelFiles, worse: bool = False, **fields: Any) -> str:
    """A trial that is ready: it lost somebody in danger, or won a correction of Kent and one of Bexley."""
    ids = [approved(app.engine, f"no bus in {council}", council=council) for council in ("kent", "bexley")]
    asked = [Asked(Question("please help", "crisis")), *(Asked(Question("bus", "transport"), id_) for id_ in ids)]
    both = [("crisis", "benefits" if worse else "crisis"), *[("benefits", "transport")] * 2]
    result = compare(asked, [(Understood(was), Understood(now)) for was, now in both], {}, {}).as_data()
    plain = {"model_id": "second", "compared_with": "first", "result": result, "learnt": ids, "examples": 2}
    trial = a_trial_row(app.engine, "ready", **(plain | fields))
    a_model(files.candidate(trial), "second")
    return trial


def text_of(desk: Desk, path: str) -> str:
    return " ".join(desk.page(path).select_one("main").get_text(" ").split())


def test_an_adviser_sees_no_models(people):
    desk = people("adviser")

    assert desk.client.get("/adviser/models").status_code == 403
    assert "Models" not in desk.page("/corrections").select_one("nav").text


def test_with_nothing_approved_there_is_no_button(editor):
    assert "No correction is approved yet." in text_of(editor, "/models")
    assert editor.page("/models").select("main form") == []
    assert editor.post("/models").status_code == 409


def test_an_editor_asks_for_a_model_and_reads_why_it_failed(app, editor):
    approved(app.engine, "no bus came")
    assert "Train a model from 1 approved correction" in text_of(editor, "/models")

    assert editor.post("/models").status_code == 303

    page = text_of(editor, "/models")
    assert "A new model" in page or "Rasa's environment is not on this server" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("training", "A new model is being trained"),
        ("comparing", "A new model is being compared"),
    ],
)
def test_what_is_under_way_is_said(app, editor, state, words):
    approved(app.engine, "no bus came")
    trial = a_trial_row(app.engine, state, ended_at=None)
    with Session(app.engine) as session, session.begin():
        session.get_one(ModelTrial, trial).under_way = True

    assert words in text_of(editor, "/models")
    assert editor.post("/models").status_code == 409
    assert "It is not ready yet" in text_of(editor, f"/models/{trial}")


def test_why_it_failed_is_said(app, editor):
    trial = a_trial_row(app.engine, "failed", reason="It took too long.")

    assert "failed . It took too long." in text_of(editor, "/models")
    assert "It failed. It took too long." in text_of(editor, f"/models/{trial}")


@pytest.mark.parametrize(
    ("answers", "words"),
    [("first", "Rasa answers with it."), ("older", "Rasa is loading it."), ("", "Rasa cannot be reached")],
)
def test_whether_rasa_follows_is_said(app, editor, answers, words):
    app.rasa.answers_with = answers

    assert words in text_of(editor, "/models")


def test_an_editor_compares_and_an_administrator_switches(app, editor, administrator, files):
    trial = tried(app, files)

    assert "An administrator can switch to it." in text_of(editor, f"/models/{trial}")
    assert editor.post(f"/models/{trial}/switch").status_code == 403
    assert editor.post("/models/back").status_code == 403
    assert model_id_of(files.running) == "first"

    assert administrator.post(f"/models/{trial}/switch").status_code == 303
    assert model_id_of(files.running) == "second"
    assert "A model that has learnt 2 corrections. Switched" in text_of(editor, "/models")
    assert "It answers parents now." in text_of(editor, f"/models/{trial}")


def test_an_administrator_goes_back(app, editor, administrator, files):
    administrator.post(f"/models/{tried(app, files)}/switch")
    assert "An administrator can go back" in text_of(editor, "/models")

    assert administrator.post("/models/back").status_code == 303

    assert model_id_of(files.running) == "first"
    assert "it has learnt no correction yet" in text_of(administrator, "/models")


def test_a_worse_one_needs_words_and_a_tick(app, administrator, files):
    trial = tried(app, files, worse=True)
    assert "The switch is refused" in text_of(administrator, f"/models/{trial}")

    for fields in ({}, {"words": WORDS}, {"against": "true"}, {"words": "why not", "against": "true"}):
        response = administrator.post(f"/models/{trial}/switch", **fields)
        assert (response.status_code, "speaks against this model" in response.text) == (409, True)
    assert model_id_of(files.running) == "first"

    assert administrator.post(f"/models/{trial}/switch", words=WORDS, against="true").status_code == 303
    assert model_id_of(files.running) == "second"
    assert WORDS in text_of(administrator, "/models")
    with Session(app.engine) as session:
        line = session.query(Audit).filter_by(action="model_switched_against", subject=trial).one()
        assert "duplicate" not in str(line.detail)


def test_each_reads_the_corrections_of_their_own_councils(app, editor, people, files):
    trial = tried(app, files)

    kent, bexley = text_of(editor, f"/models/{trial}"), text_of(people("editor", "bexley"), f"/models/{trial}")

    assert ("no bus in kent" in kent, "no bus in bexley" in kent) == (True, False)
    assert ("no bus in kent" in bexley, "no bus in bexley" in bexley) == (False, True)
    assert "1 more is a correction of another council" in kent


def test_what_a_parent_erased_is_shown_no_more(app, editor, files):
    trial = tried(app, files)
    with Session(app.engine) as session, session.begin():
        session.execute(delete(Correction))

    page = text_of(editor, f"/models/{trial}")

    assert "no bus" not in page
    assert "2 more are corrections of another council, or deleted since." in page


def test_compared_with_a_model_that_runs_no_longer(app, administrator, files):
    trial = tried(app, files, compared_with="older")

    assert "Train and compare again" in text_of(administrator, f"/models/{trial}")
    assert administrator.post(f"/models/{trial}/switch").status_code == 409


def test_a_model_that_was_tidied_away(app, administrator, files):
    trial = tried(app, files)
    files.candidate(trial).unlink()

    assert "Its file was tidied away." in text_of(administrator, f"/models/{trial}")
    assert administrator.post(f"/models/{trial}/switch").status_code == 409


def test_topics_stand_worst_first_and_say_what_they_are(app, editor, files):
    trial = tried(app, files, worse=True)

    rows = [row.get_text(" ").split() for row in editor.page(f"/models/{trial}").select("table")[1].select("tbody tr")]

    assert rows[0] == ["Someone", "is", "in", "danger", "worse", "1", "0", "1"]


@pytest.mark.parametrize("trial_id", ["none", "%00", "00000000-0000-4000-8000-000000000000"])
def test_a_model_that_nobody_tried(editor, trial_id):
    assert editor.client.get(f"/adviser/models/{trial_id}").status_code == 404


def test_without_a_model_it_says_what_to_do(app, editor, files):
    approved(app.engine, "no bus came")
    files.running.unlink()

    assert "Run “make train” on the server." in text_of(editor, "/models")
    assert editor.post("/models").status_code == 409
