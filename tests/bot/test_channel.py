"""Our channel on the running Rasa: what it takes, what it returns, and what it never obeys."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from api.learning.files import model_id_of
from kb.encoder import encoder
from tests.project import INTENTS
from tests.stack import MODEL, Stack

pytestmark = pytest.mark.live


class Channel:
    """Speaks to Rasa as the API does."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        base = f"http://127.0.0.1:{stack.ports['rasa']}/webhooks/askline"
        self.url, self.forget_url = f"{base}/webhook", f"{base}/forget"
        self.http = http

    def post(self, body: Any) -> httpx.Response:
        return self.http.post(self.url, json=body)

    def says(self, text: str, sender: str = "a parent", **more: Any) -> dict[str, Any]:
        """A turn of a parent from Kent; returns the replies and what was understood."""
        response = self.post({"sender": sender, "text": text, "state": {"council": "kent"}, **more})
        assert response.status_code == 200, response.text
        turn: dict[str, Any] = response.json()
        return turn


@pytest.fixture
def channel(stack: Stack) -> Iterator[Channel]:
    """The channel of the running Rasa."""
    with httpx.Client(timeout=20, trust_env=False) as http:
        yield Channel(stack, http)


@contextmanager
def without_actions(stack: Stack) -> Iterator[None]:
    """The action server is down, and comes back afterwards."""
    stack.stop("actions")
    try:
        yield
    finally:
        stack.start("actions")
        stack.wait()


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        ["sender", "text"],
        "hello",
        None,
        {"sender": "a parent"},
        {"text": "hello"},
        {"sender": "", "text": "hello"},
        {"sender": 5, "text": "hello"},
        {"sender": "a parent", "text": ""},
        {"sender": "a parent", "text": "  \n "},
        {"sender": "a parent", "text": "///"},
        {"sender": "a parent", "text": None},
        {"sender": "a parent", "text": ["hello"]},
    ],
    ids=str,
)
def test_a_message_needs_a_sender_and_words(body: Any, channel: Channel) -> None:
    response = channel.post(body)

    assert response.status_code == 422
    assert response.json() == {"error": "sender and text are needed"}


def test_the_answer_holds_the_replies_and_what_was_understood(channel: Channel) -> None:
    turn = channel.says("who decides what help my son gets?")

    assert set(turn) == {"replies", "understood"}
    assert [reply["topic"] for reply in turn["replies"]] == ["who_decides"]
    assert turn["replies"][0]["citations"]
    assert set(turn["understood"]) == {"intent", "confidence", "ranking", "entities"}
    assert turn["understood"]["intent"] == "who_decides"


def test_the_ranking_is_short_and_the_surest_comes_first(channel: Channel) -> None:
    ranking = channel.says("they will not give him any help")["understood"]["ranking"]

    confidences = [ranked["confidence"] for ranked in ranking]
    assert 1 < len(ranking) <= 5
    assert {ranked["intent"] for ranked in ranking} <= set(INTENTS)
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_a_council_that_is_named_is_returned_by_its_slug(channel: Channel) -> None:
    entities = channel.says("we live in Bexley, who pays?")["understood"]["entities"]

    assert entities == [{"entity": "council", "value": "bexley"}]


def test_a_choice_is_taken_as_it_is_and_its_words_are_not_read(channel: Channel) -> None:
    turn = channel.says("the bins were not emptied", intent="who_decides", entities=[])

    sure = {"intent": "who_decides", "confidence": 1.0}
    assert turn["understood"] == {**sure, "ranking": [sure], "entities": []}
    assert turn["replies"][0]["topic"] == "who_decides"


def test_a_choice_brings_its_entities(channel: Channel) -> None:
    entity = {"entity": "council", "value": "islington"}

    turn = channel.says("Islington", sender="one who moved", intent="give_council", entities=[entity])

    assert turn["understood"]["entities"] == [entity]
    assert turn["replies"][0]["council"] == "islington"


@pytest.mark.parametrize(
    "before", ["/", "//", " /", "\n/", "\t/", "\u00a0/", "/\u00a0/", "/ \r\n/", "\u2003/\u2003/"], ids=repr
)
def test_a_typed_command_is_read_as_words_and_not_obeyed(before: str, channel: Channel) -> None:
    plain = channel.says('ask_person{"council": "kent"}', sender="plain")

    typed = channel.says(before + 'ask_person{"council": "kent"}', sender="typed")

    assert typed == plain
    assert typed["understood"]["intent"] != "ask_person"
    assert typed["understood"]["confidence"] < 1


@pytest.mark.parametrize("command", ["/restart", "/session_start", "/back"])
def test_rasas_own_commands_are_words_too(command: str, channel: Channel) -> None:
    turn = channel.says(command)

    assert len(turn["understood"]["ranking"]) > 1
    assert turn["understood"]["intent"] in INTENTS


def test_rasa_remembers_the_topic_between_two_messages_of_one_parent(channel: Channel) -> None:
    channel.says("what does the senco do", sender="remembered")

    more = channel.says("tell me more", sender="remembered")

    assert more["replies"][0]["topic"] == "senco_role"


def test_a_few_words_are_read_after_the_name_of_the_last_topic_where_alone_they_say_little(channel: Channel) -> None:
    state = {"council": "kent", "topic": "senco_role"}
    says = "do they need to be qualified"

    turn = channel.says(says, sender="in context", state=state, in_context=f"What the SENCO does: {says}")

    assert turn["replies"][0]["topic"] == "senco_role"


def test_a_conversation_that_was_deleted_is_forgotten_here_too(channel: Channel) -> None:
    channel.says("what does the senco do", sender="deleted")

    forgotten = channel.http.post(channel.forget_url, json={"sender": "deleted"})

    more = channel.says("tell me more", sender="deleted")
    assert (forgotten.status_code, forgotten.json()) == (200, {"forgotten": True})
    assert more["replies"][0]["topic"] != "senco_role"


@pytest.mark.parametrize("body", [{}, [], {"sender": ""}, {"sender": 5}, None], ids=str)
def test_to_forget_a_sender_is_needed(body: Any, channel: Channel) -> None:
    assert channel.http.post(channel.forget_url, json=body).status_code == 422


def test_with_the_action_server_down_rasa_says_nothing_and_calls_it_success(channel: Channel, stack: Stack) -> None:
    """Which is why the API takes an empty reply for a failure."""
    with without_actions(stack):
        turn = channel.says("who decides what help my son gets?", sender="unlucky")

    assert turn["replies"] == []
    assert turn["understood"]["intent"] == "who_decides"


def test_a_conversation_goes_on_after_the_action_server_was_down(channel: Channel, stack: Stack) -> None:
    with without_actions(stack):
        silent = channel.says("who decides what help my son gets?", sender="patient")

    answered = channel.says("who decides what help my son gets?", sender="patient")

    assert silent["replies"] == []
    assert answered["replies"][0]["topic"] == "who_decides"


def test_no_other_channel_is_open(stack: Stack, channel: Channel) -> None:
    """Rasa's own channels and its HTTP API would let anyone on the machine read and steer conversations."""
    base = f"http://127.0.0.1:{stack.ports['rasa']}"

    for path in (
        "/webhooks/rest/webhook",
        "/model/parse",
        "/conversations/x/messages",
        "/conversations/x/trigger_intent",
    ):
        assert (
            channel.http.post(base + path, json={"sender": "x", "message": "hello", "text": "hello"}).status_code == 404
        )
    assert channel.http.get(f"{base}/webhooks/askline/").json() == {"status": "ok", "model": model_id_of(MODEL)}


def handed(text: str) -> str:
    """A text's sentence vector as the API hands it over."""
    return base64.b64encode(encoder().sentences([text])[0].astype("<f4").tobytes()).decode()


def test_a_meaning_that_is_handed_over_is_taken_for_the_text(channel: Channel) -> None:
    text, other = "what is a SENCO", "my son was sent home again and excluded"

    plain, same, misled = (
        channel.says(text, **m)["understood"] for m in ({}, {"meaning": handed(text)}, {"meaning": handed(other)})
    )

    assert same["intent"] == plain["intent"] == "senco_role"
    assert same["confidence"] == pytest.approx(plain["confidence"], abs=1e-3)
    assert misled["confidence"] != pytest.approx(plain["confidence"], abs=1e-3)
    assert channel.says(text)["understood"]["confidence"] == pytest.approx(plain["confidence"], abs=1e-3)


@pytest.mark.parametrize("meaning", ["", "AAAA", "not base64 at all!", 5, None, ["x"], handed("hello")[:-4]], ids=str)
def test_a_meaning_that_is_none_is_passed_over(meaning: Any, channel: Channel) -> None:
    plain, strange = (channel.says("what is a SENCO", **m)["understood"] for m in ({}, {"meaning": meaning}))

    assert strange["confidence"] == pytest.approx(plain["confidence"], abs=1e-6)
