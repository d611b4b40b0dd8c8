"""Questions without an answer on a page: a way to a new answer, or to the topic that has one."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.models import Conversation
from api.review.corrections import Proposal, decide, propose
from api.review.models import Correction
from tests.api.apps import Served, a_reply, serving
from tests.api.desk import Desk, an_account
from tests.learning.conftest import WHO
from tests.stack import Parent

ASKED = ("Who pays for pogo stick hire?", "who pays to hire a pogo stick")


@pytest.fixture(scope="module")
def app(settings) -> Iterator[Served]:
    """The application with a Rasa that understands nothing."""
    with serving(settings()) as served:
        served.rasa.script = lambda _text, state: a_reply("Hm?", reason="unsure", topic=None, council=state["council"])
        yield served


@pytest.fixture(scope="module")
def editor(app: Served) -> Iterator[Desk]:
    """An editor of Kent."""
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent", role="editor"))
        yield desk


@pytest.fixture(autouse=True)
def asked(app: Served) -> list[Parent]:
    """Two parents of Kent and one of Bexley asked about the same."""
    with Session(app.engine) as session, session.begin():
        session.execute(delete(Conversation))
    parents = []
    with app.client() as http:
        for council, text in (("kent", ASKED[0]), ("kent", ASKED[1]), ("bexley", ASKED[0])):
            parents.append(Parent(http, council))
            parents[-1].question = parents[-1].says(text)["asked"]["id"]
    return parents


def cards(desk: Desk):
    return desk.page("/corrections/unanswered").select("ol.line > li")


def of_all(desk: Desk, topic: str, messages: str | None = None):
    ids = cards(desk)[0].select_one("input[name=messages]")["value"] if messages is None else messages
    return desk.post("/corrections/unanswered/topic", messages=ids, topic=topic)


def corrections(app: Served) -> list[Correction]:
    with Session(app.engine) as session:
        return list(session.query(Correction))


def test_what_means_the_same_stands_together_for_their_own_council(editor):
    (card,) = cards(editor)

    words = " ".join(card.get_text(" ").split())
    assert "Kent County Council. Asked 2 times, in 2 ways." in words
    assert len(card.select("details li a")) == 2


def test_the_words_are_no_more_than_the_council_may_see(editor, app, asked):
    (card,) = cards(editor)

    assert asked[2].begun["id"] not in str(card)
    with Session(app.engine) as session:
        line = session.query(Audit).filter_by(action="unanswered_listed").order_by(Audit.id.desc()).first()
    assert line.detail["conversations"] == sorted(parent.begun["id"] for parent in asked[:2])


def test_an_answer_is_begun_with_the_question_and_the_council(editor):
    link = cards(editor)[0].select_one("a.button")

    address = urlsplit(link["href"])
    assert address.path == "/adviser/answers/new"
    assert parse_qs(address.query)["council"] == ["kent"]
    assert parse_qs(address.query)["question"][0] in ASKED


def test_who_writes_no_answers_gets_no_such_link(app):
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent"))

        assert cards(desk)[0].select("a.button") == []


def test_the_whole_group_belongs_to_a_topic_once_a_second_person_agrees(app, editor):
    response = of_all(editor, "transport")

    assert response.headers["location"].endswith("/corrections/unanswered?said=2")
    assert {(row.verdict, row.topic, row.state) for row in corrections(app)} == {("other", "transport", "pending")}
    assert len(corrections(app)) == 2
    assert "2 messages wait" in editor.page("/corrections/unanswered?said=2").select_one("[role=status]").text
    assert cards(editor) == []


@pytest.mark.parametrize(
    ("topic", "messages"), [("", None), ("no_such", None), ("transport", ""), ("transport", "\0 x")]
)
def test_without_a_topic_or_a_message_nothing_is_said(app, editor, topic, messages):
    assert of_all(editor, topic, messages).status_code == 422
    assert corrections(app) == []


def test_messages_of_another_council_are_left_out(app, editor, asked):
    response = of_all(editor, "transport", f"{asked[0].question} {asked[2].question}")

    assert response.headers["location"].endswith("said=1")
    assert [row.message_id for row in corrections(app)] == [asked[0].question]
    assert of_all(editor, "transport", asked[2].question).status_code == 422


def test_nothing_we_have_is_over_once_a_topic_is_approved(app, editor, asked):
    """A second person said that there is no answer; later one is found, or written."""
    held = type("Held", (), {"id": asked[0].begun["id"], "council": "kent"})
    propose(app.engine, app.services.chat.redactor, WHO, held, Proposal(asked[0].question, "nothing"))
    decide(app.engine, type(WHO)("another", "here"), ["kent"], corrections(app)[0].id, True)
    assert "An adviser says that we have nothing on it." in cards(editor)[0].get_text(" ")

    propose(app.engine, app.services.chat.redactor, WHO, held, Proposal(asked[0].question, "other", "transport"))
    (new,) = (row for row in corrections(app) if row.topic)
    decide(app.engine, type(WHO)("another", "here"), ["kent"], new.id, True)

    assert {row.topic: row.state for row in corrections(app)} == {"": "replaced", "transport": "approved"}
    page = editor.page(f"/conversations/{asked[0].begun['id']}").get_text(" ")
    assert "replaced by what was said later" in page


@pytest.mark.parametrize("skip", ["-1", "x", "99999999"])
def test_a_page_that_cannot_be_is_told(editor, skip):
    assert editor.client.get(f"/adviser/corrections/unanswered?skip={skip}").status_code == 422
