"""What a conversation is found by is noted in its row as it goes on."""

import pytest
from sqlalchemy.orm import Session

from api.models import Conversation, Message
from api.overview import NO_ANSWER, note, words_in
from tests.api.apps import a_reply
from tests.api.requests_for_calls import asks_for_a_call
from tests.stack import Parent


def said(topic: str | None, confidence: float = 0.9) -> Message:
    return Message(sender="parent", topic=topic, understood={"confidence": confidence})


def row_of(app, conversation_id: str) -> Conversation:
    with Session(app.engine) as session:
        return session.get_one(Conversation, conversation_id)


def tells(parent: Parent, message_id: str, *, helpful: bool) -> None:
    sent = {"message_id": message_id, "helpful": helpful}
    assert parent.client.post(f"{parent.path}/feedback", json=sent, headers=parent.headers).status_code == 204


def test_each_topic_and_each_reason_once_and_the_least_confidence():
    row = Conversation()

    note(row, [said("who_decides", 0.9), Message(sender="assistant", reason="unsure")])
    note(row, [said("transport", 0.3), said("who_decides", 0.8), Message(sender="assistant", reason="unsure")])

    assert words_in(row.topics) == ("who_decides", "transport")
    assert words_in(row.reasons) == ("unsure",)
    assert row.least_confidence == 0.3


def test_what_was_not_understood_by_rasa_has_no_confidence():
    row = Conversation()

    note(row, [said(None, 0.0)])

    assert row.least_confidence is None
    assert words_in(row.topics or "") == ()


def test_an_answer_is_no_reason_for_no_answer():
    row = Conversation()

    note(row, [Message(sender="assistant", reason="answered"), Message(sender="assistant", reason="greeting")])

    assert words_in(row.reasons or "") == ()
    assert "answered" not in NO_ANSWER


@pytest.mark.parametrize("council", ["kent", "bexley", "islington", "northumberland", "cambridgeshire"])
def test_a_turn_is_noted_with_the_state_of_the_line(http, app, council):
    parent = Parent(http, council)

    parent.says("Who decides?")

    row = row_of(app, parent.begun["id"])
    assert row.topics == "|who_decides|"
    assert row.least_confidence == pytest.approx(0.9)
    assert row.line_open == http.get(f"/v1/councils/{council}").json()["line"]["open"]


def test_what_a_parent_adds_is_to_be_reviewed_anew(http, app):
    parent = Parent(http, "kent")
    with Session(app.engine) as session, session.begin():
        row = session.get_one(Conversation, parent.begun["id"])
        row.reviewed_at, row.reviewed_by = row.created_at, "somebody"

    parent.says("Who decides?")

    assert row_of(app, parent.begun["id"]).reviewed_at is None


def test_not_understood_is_noted(http, app):
    app.rasa.script, before = (lambda _text, _state: a_reply("Sorry?", reason="unsure")), app.rasa.script
    parent = Parent(http, "kent")
    try:
        parent.says("Flibbertigibbet")
    finally:
        app.rasa.script = before

    assert words_in(row_of(app, parent.begun["id"]).reasons) == ("unsure",)


def test_feedback_is_noted_and_the_last_word_counts(http, app):
    parent = Parent(http, "kent")
    answer = parent.says("Who decides?")["messages"][0]["id"]

    tells(parent, answer, helpful=True)
    first = row_of(app, parent.begun["id"])
    tells(parent, answer, helpful=False)
    last = row_of(app, parent.begun["id"])

    assert (first.helped, first.unhelpful) == (True, False)
    assert (last.helped, last.unhelpful) == (False, True)


def test_who_asks_for_an_adviser_is_handed_off(waiting, app):
    assert row_of(app, waiting).handed_off


def test_so_is_who_asks_to_be_called_back(http, app):
    parent = Parent(http, "kent")

    response = asks_for_a_call(parent)

    assert response.status_code == 201
    assert row_of(app, parent.begun["id"]).handed_off
