"""Switched off in the console: in the real chat the council's words at once, and a danger is answered as ever."""

import asyncio
import re

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from api.advisers.audit import ACTIONS
from api.advisers.models import Audit
from api.chat import Chat
from api.conversations import NewRow
from api.schemas import NewMessage
from tests.api.apps import NothingToHide
from tests.api.editors import decides, writes
from tests.hostile import HOSTILE, inert_in_html
from tests.stack import Parent

WORDS = "We are putting this right."


@pytest.fixture
def parent(office):
    """A parent of Kent."""
    with office.client() as http:
        yield Parent(http, "kent")


@pytest.fixture
def off(writer):
    """Switches a topic off, or everything; afterwards everything is on."""
    done = []

    def switch(topic="", words=WORDS, on="false"):
        path = f"/answers/kent/{topic}/switch" if topic else "/answers/kent"
        done.append(path)
        return writer.post(path, on=on, words=words, reason="It is wrong.")

    yield switch
    for path in done:
        writer.post(path, on="true")


def texts(turn):
    return [message["text"] for message in turn["messages"]]


def test_a_topic_is_off_with_the_next_message_and_on_again(parent, off, writer):
    assert not texts(parent.says("Who decides?"))[0].startswith(WORDS)

    assert off("who_decides").status_code == 303
    (said,) = parent.says("Who decides?")["messages"]
    assert said["text"].startswith(f"{WORDS}\n\nYou can talk to a person")
    assert [c["id"] for c in said["choices"]] == ["person"]
    assert said["handoff"]["phones"]
    assert "Switched off" in writer.page("/answers?kind=off").select_one(".short").text
    assert WORDS in writer.page("/answers/kent/who_decides").select_one(".as-seen").text

    off("who_decides", on="true")
    assert not texts(parent.says("Who decides?"))[0].startswith(WORDS)


def test_another_council_and_another_topic_go_on(parent, off, office):
    off("who_decides")

    assert "£" in texts(parent.says("Who has the money?"))[0]
    with office.client() as http:
        assert not texts(Parent(http, "bexley").says("Who decides?"))[0].startswith(WORDS)


def test_everything_off_is_said_in_the_greeting_and_in_every_reply(parent, off, office):
    off()

    with office.client() as http:
        new = Parent(http, "kent")
        assert new.begun["messages"][0]["text"].startswith(WORDS)
        assert new.begun["messages"][0]["handoff"]["phones"]
        assert WORDS in http.get("/chat/kent").text
    asked_before = len(office.rasa.asked)
    for text in ("Who decides?", "hello", "!!!", "gdzie jest szkoła mojego dziecka", "Who has the money?"):
        (said,) = parent.says(text)["messages"]
        assert said["text"].startswith(f"{WORDS}\n\nYou can talk to a person at")
        assert said["handoff"]["service"]
    assert len(office.rasa.asked) == asked_before


def test_everything_off_a_danger_still_gets_the_crisis_card(parent, off):
    off()

    card, words = texts(parent.says("I want to kill myself"))

    assert "Samaritans" in card
    assert words.startswith(WORDS)


@pytest.mark.parametrize(("share", "reasons"), [(0.9, ["crisis", "switched_off"]), (0.4, ["switched_off"])])
def test_everything_off_a_danger_that_only_the_trained_sense_hears_gets_the_card_too(off, office, share, reasons):
    off()
    here = office.services
    chat = Chat(
        here.store, here.rasa, here.keeper.book, here.chat.search, NothingToHide(), 1000,
        likeliest=lambda _text: ("crisis", share),
    )  # fmt: skip
    known, token, _ = here.store.begin("kent", "api", NewRow("assistant", "Hello."))

    answered = asyncio.run(chat.turn(known.id, token, NewMessage(text="Words that only it hears")))

    assert [reply.reason for reply in answered.replies] == reasons


def test_everything_off_the_parent_can_still_ask_for_a_person_and_for_a_call(parent, off):
    off()
    parent.says("Who decides?")

    said = parent.chooses("person")["messages"][-1]

    assert "callback" in said["handoff"]["ways"]
    live = parent.client.post(f"{parent.path}/adviser", headers=parent.headers)
    assert live.json()["error"]["code"] == "no_adviser"  # nobody is on duty: it was asked as ever


def test_everything_off_who_names_another_council_is_asked_of_rasa_which_answers_for_that(parent, off, office):
    off()

    parent.says("I live in Bexley. Who decides?")

    assert office.rasa.asked[-1]["text"] == "I live in Bexley. Who decides?"


def test_everything_off_holds_while_rasa_is_away(parent, off, office):
    off()
    office.rasa.away = True
    try:
        assert texts(parent.says("Who decides?"))[0].startswith(WORDS)
    finally:
        office.rasa.away = False


def test_what_is_off_is_written_down_and_who_may_not_switch_does_not(off, office, reader):
    off("who_decides")

    assert reader.post("/answers/kent", on="false", words="x", reason="y").status_code == 403
    assert "switch" not in [b.get("name") for b in reader.page("/answers/kent/who_decides").select("#switch button")]
    with Session(office.engine) as session:
        line = session.scalars(
            select(Audit).where(Audit.action == "answers_switched").order_by(Audit.id.desc())
        ).first()
    assert (line.subject, line.detail, line.council_slug) == (
        "kent/who_decides", {"topic": "who_decides", "on": False}, "kent"
    )  # fmt: skip
    assert line.action in ACTIONS


@pytest.mark.parametrize(("words", "reason"), [("", "Why"), ("x" * 1001, "Why"), ("Words", ""), ("\u200b", "Why")])
def test_without_words_or_a_reason_nothing_is_switched(parent, writer, words, reason):
    response = writer.post("/answers/kent", on="false", words=words, reason=reason)

    assert response.status_code == 422
    assert "Please write" in response.text
    assert "Who decides" not in texts(parent.says("Who decides?"))[0]


KNOWLEDGE = re.compile(r"\b(FROM|JOIN) (answer|topic|source|citation|passage|shipped|switched|council|service)")


def test_an_editors_answer_is_served_from_memory(office, writer, approver):
    writes(writer, "kent/sen_funding")
    decides(approver, "kent/sen_funding")
    seen = []

    def listen(*told):
        seen.append(told[2])

    event.listen(office.engine, "before_cursor_execute", listen)
    with office.client() as http:
        text = Parent(http, "kent").says("Who has the money?")["messages"][0]["text"]
    event.remove(office.engine, "before_cursor_execute", listen)

    assert text.startswith("In Kent the **school** decides")
    assert [query for query in seen if "message" in query]
    assert [query for query in seen if KNOWLEDGE.search(query)] == []


def test_hostile_words_in_the_place_of_an_answer_are_inert(off, office, writer):
    allowed = "script[src^='/static/'], script[src^='/widget']"
    for batch in range(0, len(HOSTILE), 108):
        words = " ".join(text[:120] for text in HOSTILE[batch : batch + 108 : 6])[:1000]
        assert writer.post("/answers/kent", on="false", words=words, reason=words[:500]).status_code == 303
        off("exclusion", words=words)
        with office.client() as http:
            pages = [http.get("/chat/kent").text]
        pages += [writer.client.get(f"/adviser/answers{path}").text for path in ("", "/kent", "/kent/exclusion")]
        assert [wrong for page in pages for wrong in inert_in_html(page, allowed)] == []
    writer.post("/answers/kent", on="true")
