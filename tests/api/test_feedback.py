"""Whether an answer helped: what is kept, of which message, and what a parent sees of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.callback_models import Feedback
from kb.redaction import Redactor
from tests.api.apps import Served, serving
from tests.api.browser import Browser
from tests.stack import Parent


@pytest.fixture
def parent(http) -> Parent:
    return Parent(http, "kent")


def marks(parent: Parent, message_id: str, **fields: object) -> int:
    said = {"message_id": message_id, "helpful": True} | fields
    return parent.client.post(f"{parent.path}/feedback", json=said, headers=parent.headers).status_code


def kept(app: Served, message_id: str) -> Feedback | None:
    with Session(app.engine) as session:
        return session.get(Feedback, message_id)


def test_the_last_word_on_a_message_counts(app, parent):
    answer = parent.says("Who decides?")["messages"][0]["id"]

    assert marks(parent, answer) == 204
    assert marks(parent, answer, helpful=False, reason="It was too long") == 204

    found = kept(app, answer)
    assert (found.helpful, found.reason) == (False, "It was too long")


def test_a_reason_is_redacted_before_it_is_kept(settings):
    with serving(settings(), redactor=Redactor()) as served, served.client() as http:
        parent = Parent(http, "kent")
        answer = parent.says("Who decides?")["messages"][0]["id"]

        marks(parent, answer, helpful=False, reason="Ring me on 07700 900143, zeb@example.com")

        assert kept(served, answer).reason == "Ring me on <phone>, <email>"


def test_only_messages_of_ours_in_this_very_chat_can_be_marked(http, app, parent):
    parent.says("Who decides?")
    asked = parent.client.get(f"{parent.path}/transcript", headers=parent.headers).json()["messages"][1]
    stranger = Parent(http, "kent")
    theirs = stranger.begun["messages"][0]["id"]

    for message in (asked["id"], theirs, "nobody", "", "\0"):
        assert marks(parent, message) == 404
        assert kept(app, message) is None


def test_feedback_goes_with_its_chat(app, parent):
    answer = parent.says("Who decides?")["messages"][0]["id"]
    marks(parent, answer)

    parent.client.delete(parent.path, headers=parent.headers)

    assert kept(app, answer) is None


def test_a_reason_may_not_be_endless(parent):
    answer = parent.says("Who decides?")["messages"][0]["id"]

    assert marks(parent, answer, reason="x" * 1001) == 422


@pytest.fixture
def browser(http) -> Iterator[Browser]:
    return Browser(http).open("/chat/kent").ask("Who decides?")


def test_on_the_page_yes_is_thanked_for(app, browser):
    browser.submit("form.feedback", {"helpful": "yes"})

    assert browser.one("form.feedback").text.split() == ["Thank", "you", "for", "telling", "us."]
    assert kept(app, str(browser.one("form.feedback")["id"])[1:]).helpful is True


def test_on_the_page_no_may_be_followed_by_why(app, browser):
    browser.submit("form.feedback", {"helpful": "no"})
    assert browser.all("form.feedback textarea")

    browser.submit("form.feedback", {"reason": "It was about another school"})

    assert not browser.all("form.feedback textarea")
    found = kept(app, str(browser.one("form.feedback")["id"])[1:])
    assert (found.helpful, found.reason) == (False, "It was about another school")


def test_the_page_asks_about_answers_and_not_about_greetings(http):
    assert not Browser(http).open("/chat/kent").all("form.feedback")


def test_a_reason_that_speaks_of_danger_is_answered_with_whom_to_ring_now(browser):
    browser.submit("form.feedback", {"helpful": "no"})
    browser.submit("form.feedback", {"reason": "I want to kill myself"})

    assert "999" in browser.one("main .told").text


def test_a_mark_without_a_chat_is_passed_over(http):
    response = http.post("/chat/kent/feedback", data={"message_id": "x\r\nX: y", "helpful": "yes"})

    assert response.status_code == 303
    assert "X" not in response.headers
