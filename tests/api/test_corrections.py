"""From a misunderstood message to an example that the model learns from: one person proposes, another decides."""

from types import SimpleNamespace

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Adviser
from api.review.corrections import Proposal, approved, pending, propose
from api.review.models import Correction
from tests.api.desk import Desk, an_account
from tests.stack import Parent


@pytest.fixture(autouse=True)
def no_others(app):
    with Session(app.engine) as session, session.begin():
        session.execute(delete(Correction))


@pytest.fixture
def asked(http):
    """A parent of Kent and the id of what they asked."""
    parent = Parent(http, "kent")
    parent.question = parent.says("Who pays for the taxi of Tom Brown?")["asked"]["id"]
    return parent


@pytest.fixture(scope="module")
def editor(app):
    """A second person: an editor of Kent and Bexley."""
    name = an_account(app.engine, "kent", "bexley", shown="Alex Moss")
    with Session(app.engine) as session, session.begin():
        session.execute(update(Adviser).where(Adviser.name == name).values(role="editor"))
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(name)
        yield desk


def corrects(desk, parent, verdict="other", topic="transport", message=None):
    path = f"/conversations/{parent.begun['id']}/corrections"
    return desk.post(path, message_id=message or parent.question, verdict=verdict, topic=topic)


def only(app) -> Correction:
    with Session(app.engine) as session:
        (row,) = session.query(Correction)
        return row


def decides(desk, app, approve="true"):
    return desk.post(f"/corrections/{only(app).id}", approve=approve)


def test_a_correction_waits_for_a_second_person_who_approves_it(asked, kent, editor, app):
    assert corrects(kent, asked).status_code == 303

    assert approved(app.engine) == []
    assert "taxi" in editor.page("/corrections").select_one("ol.line").text
    assert decides(editor, app).status_code == 303
    assert approved(app.engine, ["kent"]) == [("Who pays for the taxi of Tom Brown?", "transport")]
    assert "approved" in kent.page(f"/conversations/{asked.begun['id']}").select_one(".said").text


def test_who_made_it_does_not_decide_on_it(asked, editor, app):
    corrects(editor, asked)

    response = decides(editor, app)

    assert response.status_code == 403
    assert "Another person" in response.text
    assert approved(app.engine) == []
    assert editor.page("/corrections").select("ol.line form") == []


def test_an_adviser_reads_the_list_and_decides_nothing(asked, kent, editor, app):
    corrects(editor, asked)

    assert decides(kent, app).status_code == 403
    assert kent.page("/corrections").select("ol.line form") == []


def test_what_is_refused_is_not_learned(asked, kent, editor, app):
    corrects(kent, asked)

    decides(editor, app, approve="false")

    assert approved(app.engine) == []
    assert only(app).state == "refused"
    assert decides(editor, app).status_code == 404


def test_the_same_words_wait_once_and_are_counted(asked, kent, app, http):
    other = Parent(http, "kent")
    other.question = other.says("who pays for the taxi of tom brown")["asked"]["id"]

    corrects(kent, asked)
    corrects(kent, other)

    assert only(app).times == 2


def test_right_keeps_the_topic_that_was_understood(asked, kent, app):
    corrects(kent, asked, verdict="right", topic="")

    assert only(app).topic == "who_decides"


def test_nothing_we_have_teaches_no_topic(asked, kent, editor, app):
    corrects(kent, asked, verdict="nothing", topic="")

    decides(editor, app)

    assert only(app).state == "approved"
    assert approved(app.engine) == []


@pytest.mark.parametrize(("verdict", "topic"), [("other", ""), ("other", "no_such_topic"), ("wrong", "transport")])
def test_what_makes_no_sense_is_refused(asked, kent, verdict, topic):
    assert corrects(kent, asked, verdict, topic).status_code == 422


def test_only_a_parents_message_of_this_conversation_is_corrected(asked, kent, app, http):
    answer = app.stored(asked.begun["id"])[-1].id
    elsewhere = Parent(http, "bexley").says("Elsewhere")["asked"]["id"]

    for message in (answer, elsewhere, "none", "\0"):
        assert corrects(kent, asked, message=message).status_code == 422


def test_the_same_words_are_not_approved_as_two_things(asked, kent, editor, app):
    corrects(kent, asked)
    decides(editor, app)
    corrects(kent, asked, topic="sen_funding")
    with Session(app.engine) as session:
        second = session.query(Correction).filter_by(topic="sen_funding").one().id

    assert editor.post(f"/corrections/{second}", approve="true").status_code == 409
    assert editor.post(f"/corrections/{second}", approve="false").status_code == 303


def test_an_editor_of_another_council_decides_nothing(asked, kent, app):
    corrects(kent, asked)

    assert pending(app.engine, "somebody", ["bexley"]) == ()


def test_it_is_redacted_once_more(asked, app):
    hides = SimpleNamespace(redact=lambda text: SimpleNamespace(text=text.replace("Tom Brown", "<name>")))
    conversation = SimpleNamespace(id=asked.begun["id"], council="kent")

    propose(app.engine, hides, Actor("somebody", "here"), conversation, Proposal(asked.question, "other", "transport"))

    assert only(app).text == "Who pays for the taxi of name ?"


def test_it_goes_with_the_conversation(asked, kent, http, app):
    corrects(kent, asked)

    http.delete(asked.path, headers=asked.headers)

    with Session(app.engine) as session:
        assert session.query(Correction).count() == 0


def test_the_download_is_what_rasa_reads(asked, kent, editor, app):
    corrects(kent, asked)
    decides(editor, app)

    response = editor.client.get("/adviser/corrections.yml")

    assert "- intent: transport\n  examples: |\n    - Who pays for the taxi of Tom Brown?\n" in response.text
    assert "attachment" in response.headers["content-disposition"]
