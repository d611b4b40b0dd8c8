"""The HTTP contract of /v1: addresses, statuses and shapes, as docs and clients rely on them."""

import uuid
from datetime import datetime

import pytest

from tests.stack import Parent

MESSAGE = {"id", "position", "at", "from", "text", "topic", "council", "citations", "notices", "choices", "handoff"}
CITATION = {"marker", "kind", "title", "publisher", "section", "paragraph", "url", "dated", "quote"}
LINE = {"open", "until", "reopens_at", "reason", "certain"}
ADDRESSES = {
    ("/v1/conversations", "post"),
    ("/v1/conversations/{conversation_id}", "delete"),
    ("/v1/conversations/{conversation_id}", "get"),
    ("/v1/conversations/{conversation_id}/adviser", "delete"),
    ("/v1/conversations/{conversation_id}/adviser", "post"),
    ("/v1/conversations/{conversation_id}/events", "get"),
    ("/v1/conversations/{conversation_id}/typing", "post"),
    ("/v1/conversations/{conversation_id}/messages", "post"),
    ("/v1/conversations/{conversation_id}/transcript", "get"),
    ("/v1/councils", "get"),
    ("/v1/councils/{slug}", "get"),
    ("/health", "get"),
    ("/ready", "get"),
}


def test_the_contract_is_published_and_names_every_address(http):
    published = http.get("/v1/openapi.json").json()

    assert {(path, method) for path, methods in published["paths"].items() for method in methods} >= ADDRESSES


def test_a_conversation_begins_with_a_greeting_and_a_token(http):
    response = http.post("/v1/conversations", json={"council": "kent", "channel": "widget"})

    assert response.status_code == 201
    begun = response.json()
    assert begun.keys() == {"id", "token", "council", "messages"}
    assert begun["council"] == "kent"
    assert uuid.UUID(begun["id"]).version == 4
    assert len(begun["token"]) >= 32
    assert [(m["from"], m["text"].startswith("Hello")) for m in begun["messages"]] == [("assistant", True)]


@pytest.mark.parametrize(
    "begin", [{}, {"council": None}, {"council": "kent"}, {"council": "medway", "channel": "page"}]
)
def test_council_and_channel_may_be_left_open(http, begin):
    response = http.post("/v1/conversations", json=begin)

    assert response.status_code == 201
    assert response.json()["council"] == begin.get("council")


def test_no_two_conversations_share_an_id_or_a_token(http):
    begun = [Parent(http).begun for _ in range(5)]

    assert len({b["id"] for b in begun}) == 5
    assert len({b["token"] for b in begun}) == 5


def test_a_message_is_answered_with_what_was_understood(http):
    response = Parent(http, "kent").post(text="Who decides?", client_id=str(uuid.uuid4()))

    assert response.status_code == 200
    turn = response.json()
    assert turn.keys() == {"asked", "messages", "understood", "state"}
    assert turn["state"] == "assistant"
    assert turn["understood"] == {
        "topic": "who_decides",
        "confidence": 0.9,
        "ranking": [{"topic": "who_decides", "confidence": 0.9}],
    }


def test_every_message_has_every_field(http):
    parent = Parent(http, "kent")
    parent.says("Who decides?")

    transcript = http.get(f"{parent.path}/transcript", headers=parent.headers).json()

    assert [m["from"] for m in transcript["messages"]] == ["assistant", "parent", "assistant"]
    for message in transcript["messages"]:
        assert message.keys() == MESSAGE
        assert datetime.fromisoformat(message["at"]).tzinfo


def test_a_transcript_holds_what_was_said_in_order(http):
    parent = Parent(http, "kent")
    answers = [parent.says(question)["messages"][0]["text"] for question in ("Who decides?", "And then?")]

    transcript = http.get(f"{parent.path}/transcript", headers=parent.headers)

    assert transcript.status_code == 200
    said = transcript.json()
    assert said.keys() == {"id", "council", "state", "messages", "reference"}
    assert (said["id"], said["council"], said["state"]) == (parent.begun["id"], "kent", "assistant")
    assert [m["text"] for m in said["messages"]][1:] == ["Who decides?", answers[0], "And then?", answers[1]]
    assert said["messages"][0] == parent.begun["messages"][0]


def test_what_a_parent_says_is_not_labelled_with_our_guess(http):
    parent = Parent(http, "kent")
    parent.says("Who decides?")

    asked = http.get(f"{parent.path}/transcript", headers=parent.headers).json()["messages"][1]

    assert (asked["from"], asked["topic"]) == ("parent", None)


@pytest.mark.live
def test_the_real_answer_has_citations_notices_and_choices_in_shape(client):
    message = Parent(client, "kent").says("Who decides what SEN support my child gets?")["messages"][0]

    assert message["topic"] == "who_decides"
    assert message["council"] == "kent"
    assert message["citations"]
    for citation in message["citations"]:
        assert citation.keys() == CITATION
        assert citation["kind"] in {"leaflet", "code", "law", "guidance"}
        assert f"[{citation['marker']}]" in message["text"] or citation["kind"] == "leaflet"
    assert all(c.keys() == {"id", "title"} for c in message["choices"])
    assert all(n.keys() == {"kind", "text"} for n in message["notices"])


@pytest.mark.live
def test_a_real_hand_off_tells_numbers_and_the_line(client):
    message = Parent(client, "kent").says("I want to talk to someone on the helpline")["messages"][-1]

    assert message["handoff"]["line"].keys() == LINE
    assert message["handoff"]["phones"][0]["number"] in message["text"]


def test_unknown_addresses_and_methods_have_the_one_error_shape(http):
    for response, status, code in [
        (http.get("/v1/nonsense"), 404, "not_found"),
        (http.get("/no/such/page"), 404, "not_found"),
        (http.put("/v1/conversations"), 405, "method_not_allowed"),
        (http.get("/static/none.css"), 404, "not_found"),
    ]:
        assert response.status_code == status
        assert response.json()["error"]["code"] == code
        assert response.json().keys() == {"error"}


def test_a_refused_method_says_which_are_allowed(http):
    assert http.put("/v1/conversations").headers["allow"] == "POST"
