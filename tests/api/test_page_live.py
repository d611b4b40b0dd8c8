"""Chatting with an adviser on the page without JavaScript."""

import pytest

from tests.api.browser import Browser
from tests.api.desk import Desk


@pytest.fixture
def browser(http) -> Browser:
    return Browser(http)


def press(browser, action):
    """Presses the button of that form."""
    return browser._submit(browser.one(f"form[action$='/{action}']"), {})


def id_of(app) -> str:
    """The conversation that was written to last."""
    return app.rasa.asked[-1]["sender"]


@pytest.fixture
def queued(browser, kent: Desk, app):
    """A parent on the waiting page, and the id of the chat."""
    assert kent
    browser.open("/chat/kent").ask("Who decides?")
    press(browser, "adviser")
    yield id_of(app)
    browser.open("/chat/kent").delete()


def test_the_button_is_there_only_while_an_adviser_is_on_duty(browser, kent):
    assert browser.open("/chat/kent").all("form[action='/chat/kent/adviser']")
    assert not browser.open("/chat/bexley").all("form[action$='/adviser']")
    assert not browser.open("/chat/england").all("form[action$='/adviser']")

    kent.off_duty()

    assert not browser.open("/chat/kent").all("form[action$='/adviser']")


def test_a_parent_who_presses_it_waits_on_a_page_that_refreshes_itself(browser, queued):
    assert queued
    assert browser.path == "/chat/kent/live"
    assert browser.one("h1").text == "You are waiting for an adviser"
    assert "number 1 in the queue" in browser.one("main").text
    assert int(browser.one("meta[http-equiv=refresh]")["content"]) <= 10


def test_one_may_wait_before_having_asked_anything(browser, kent, http):
    assert kent
    press(browser.open("/chat/kent"), "adviser")

    assert browser.path == "/chat/kent/live"
    assert "askline_chat" in http.cookies
    browser.open("/chat/kent").delete()


def test_the_page_can_be_told_to_stand_still(browser, queued):
    assert queued
    browser.open("/chat/kent/live?still=true")

    assert not browser.all("meta[http-equiv=refresh]")
    assert browser.one("a[href='/chat/kent/live']")


def test_no_page_with_a_box_to_type_in_refreshes_itself(browser, queued, kent):
    kent.takes(queued)
    for path in ("/chat/kent", "/chat/kent/live"):
        browser.open(path)

        assert not (browser.all("textarea") and browser.all("meta[http-equiv=refresh]"))


def test_while_waiting_the_assistant_answers_and_the_place_is_shown(browser, queued):
    assert queued
    browser.open("/chat/kent").ask("Who decides?")

    assert browser.said()[-1].startswith("Askline said The school decides.")
    assert "number 1 in the queue" in browser.one(".live").text


def test_parent_and_adviser_write_to_each_other(browser, queued, kent):
    kent.takes(queued)
    browser.open("/chat/kent/live")
    assert browser.one("h1").text == "You are chatting with Sam Reed"

    kent.says(queued, "How can I help? See https://example.org/help")
    browser.open("/chat/kent").ask("School does nothing")

    assert browser.path == "/chat/kent/live"
    assert browser.said("adviser")[-1].startswith("The adviser said How can I help?")
    assert browser.one("li.adviser a")["href"] == "https://example.org/help"
    assert browser.said("parent")[-1] == "You said School does nothing"
    assert "The parent said" in kent.said(queued)[-1]


def test_while_an_adviser_is_there_no_choices_of_asklines_are_offered(browser, queued, kent):
    kent.takes(queued)

    assert browser.open("/chat/kent").buttons() == []


def test_a_parent_may_stop_waiting(browser, queued, kent):
    press(browser.open("/chat/kent/live"), "leave")

    assert browser.path == "/chat/kent"
    assert "no longer waiting" in browser.said("system")[-1]
    assert queued not in str(kent.page())


def test_after_the_adviser_has_handed_back_the_page_says_what_can_be_done(browser, queued, kent):
    kent.takes(queued)
    kent.post(f"/chats/{queued}/hand-back")

    browser.open("/chat/kent/live")

    assert browser.one("h1").text == "No adviser is in this chat"
    assert not browser.all("meta[http-equiv=refresh]")
    assert browser.one("a[href='/chat/kent/callback']")


def test_after_the_end_a_question_begins_a_new_chat(browser, queued, kent, app):
    kent.takes(queued)
    kent.post(f"/chats/{queued}/end")
    assert "This chat has ended" in browser.open("/chat/kent").one(".live").text

    browser.ask("And now?")

    assert browser.said("parent") == ["You said And now?"]
    assert id_of(app) != queued


def test_an_adviser_who_left_in_this_moment_is_no_failure(browser, kent):
    browser.open("/chat/kent")
    kent.off_duty()

    press(browser, "adviser")

    assert browser.status == 409
    assert "No adviser is free" in browser.one("#problem").text


def test_watching_without_a_chat_leads_to_the_chat_page(browser):
    browser.open("/chat/kent/live")

    assert browser.path == "/chat/kent"


@pytest.mark.parametrize("path", ["/chat/atlantis/live", "/chat/%00/live"])
def test_an_unknown_council_is_said_to_be_so(browser, path):
    assert browser.open(path).status == 404


@pytest.mark.parametrize("action", ["adviser", "leave"])
def test_posting_without_a_chat_or_a_council_does_no_harm(http, action):
    assert http.post(f"/chat/atlantis/{action}").status_code in (303, 404)
    assert http.post(f"/chat/england/{action}").status_code in (303, 404)
