"""Parts of the real stack stop while parents chat: nobody meets silence, and all recovers by itself."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.browser import Browser
from tests.stack import Parent, Stack

pytestmark = pytest.mark.live
WHO_PAYS = "Where does the money for SEN support come from?"
WHO_DECIDES = "Who decides what SEN support my child gets?"


class Outage:
    """A part that is stopped, and the parents whose chats began before."""

    def __init__(self, stack: Stack, part: str) -> None:
        self.stack, self.part, self.over = stack, part, False
        self.http = stack.client()
        self.in_kent = Parent(self.http, "kent")
        self.answered = self.in_kent.says(WHO_DECIDES)["messages"][-1]
        self.somewhere = Parent(self.http)
        self.nowhere = Parent(self.http)
        self.nowhere.says(WHO_DECIDES)
        self.asked_where = self.somewhere.says(WHO_DECIDES)["messages"][-1]
        stack.stop(part, kill=True)
        stack.wait(**{part: "down"})

    def end(self) -> None:
        """Starts the part again, and waits until it is ready."""
        if not self.over:
            self.over = True
            self.stack.start(self.part)
            self.stack.wait()


@pytest.fixture(scope="module", params=["actions", "rasa"])
def outage(request: pytest.FixtureRequest, stack: Stack) -> Iterator[Outage]:
    outage = Outage(stack, request.param)
    try:
        yield outage
    finally:
        outage.end()
        outage.http.close()


@pytest.fixture
def http(outage: Outage) -> httpx.Client:
    return outage.http


def test_ready_says_which_part_is_down(outage, http):
    response = http.get("/ready")

    assert response.status_code == 503
    assert [name for name, state in response.json()["parts"].items() if state == "down"] == [outage.part]
    assert http.get("/health").status_code == 200


def test_a_chat_goes_on_with_answers_from_search(outage):
    turn = outage.in_kent.says(WHO_PAYS)

    message = turn["messages"][0]
    assert message["topic"] == "sen_funding"
    assert message["council"] == "kent"
    assert message["notices"][0]["kind"] == "searched"
    assert message["handoff"]["phones"][0]["number"] == "03000 41 3000"


def test_words_that_no_answer_holds_are_understood_by_their_meaning(http):
    message = Parent(http, "kent").says("my lad got kicked out for two days, are they even allowed")["messages"][-1]

    assert message["topic"] == "exclusion"
    assert message["notices"][0]["kind"] == "searched"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("thanks, that's really helpful", "You're welcome"),
        ("hello", "I'm **Askline**"),
        ("what day do you collect the bins", "I can't help with that"),
    ],
)
def test_what_is_no_question_to_us_is_not_answered_with_a_topic(http, words, says):
    message = Parent(http, "kent").says(words)["messages"][0]

    assert says in message["text"]
    assert message["topic"] is None


def test_a_parent_who_says_where_they_live_is_answered_for_there(http):
    parent = Parent(http)
    parent.says(WHO_PAYS)

    message = parent.says("I live in Maidstone")["messages"][0]

    assert (message["topic"], message["council"]) == ("sen_funding", "kent")


def test_a_new_chat_begins_and_is_answered(http):
    message = Parent(http, "cambridgeshire").says(WHO_PAYS)["messages"][0]

    assert message["topic"] == "sen_funding"
    assert message["handoff"]["line"]["reason"] != ""


def test_a_choice_made_meanwhile_is_obeyed(outage):
    answer = outage.somewhere.chooses("council:islington")["messages"][0]

    assert (answer["topic"], answer["council"]) == ("who_decides", "islington")


def test_a_question_that_waited_for_the_council_outlives_an_unclear_message(outage):
    parent = outage.nowhere

    again = parent.says("asdf")["messages"][0]
    answer = parent.says("its islington")["messages"][0]

    assert "I still have your question" in again["text"]
    assert (answer["topic"], answer["council"]) == ("who_decides", "islington")


def test_more_of_an_answer_from_before_is_given(outage):
    assert outage.answered["choices"][0]["id"] == "more:who_decides"

    more = outage.in_kent.chooses("more:who_decides")["messages"][0]

    assert more["topic"] == "who_decides"
    assert more["text"] != outage.answered["text"]


def test_danger_is_answered_first(http):
    messages = Parent(http, "kent").says("I want to kill myself")["messages"]

    assert messages[0]["topic"] == "crisis"


def test_the_page_says_that_it_looked_the_words_up(http):
    browser = Browser(http).open("/chat/kent").ask(WHO_PAYS)

    assert "Part of Askline is not working right now" in browser.said()[-1]
    http.cookies.clear()


def test_metrics_count_the_turns_without_rasa(http):
    assert "askline_rasa_away_total{" in http.get("/metrics").text


def test_when_the_part_is_back_all_recovers_by_itself(outage, http):
    outage.end()

    assert http.get("/ready").status_code == 200
    turn = outage.in_kent.says(WHO_PAYS)
    assert turn["understood"]["topic"] == "sen_funding"
    assert "searched" not in [n["kind"] for n in turn["messages"][-1]["notices"]]


def test_what_was_chosen_meanwhile_is_remembered_afterwards(outage):
    outage.end()

    answer = outage.somewhere.says(WHO_PAYS)["messages"][-1]

    assert (answer["topic"], answer["council"]) == ("sen_funding", "islington")
