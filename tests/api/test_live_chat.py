"""The live chat from both sides, over HTTP: the queue, the chat in real time, and every way in which it ends."""

import asyncio
import threading
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from api.models import Conversation
from tests.api.apps import NothingToHide, ScriptedRasa, serving
from tests.api.desk import Desk, an_account
from tests.api.live import listening
from tests.stack import Parent


@pytest.fixture
def desk(kent) -> Desk:
    """An adviser of Kent, on duty."""
    return kent


@pytest.fixture
def parent(http) -> Iterator[Parent]:
    parent = Parent(http, "kent")
    yield parent
    http.delete(parent.path, headers=parent.headers)


class SlowRasa(ScriptedRasa):
    """Thinks until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.thinking, self.go_on = threading.Event(), threading.Event()

    async def ask(self, sender, text, state, **chosen):
        self.thinking.set()
        await asyncio.to_thread(self.go_on.wait, 20)
        return await super().ask(sender, text, state, **chosen)


class SlowRedactor(NothingToHide):
    """Something happens while it works."""

    def redact(self, text):
        self.meanwhile()
        return super().redact(text)

    def meanwhile(self):
        """Nothing, unless a test says what."""


def ask(parent):
    return parent.client.post(f"{parent.path}/adviser", headers=parent.headers)


def leave(parent):
    return parent.client.delete(f"{parent.path}/adviser", headers=parent.headers)


def restored(parent):
    return parent.client.get(parent.path, headers=parent.headers).json()


def id_of(parent) -> str:
    return parent.begun["id"]


@pytest.fixture
def chat(parent, desk) -> Parent:
    """A parent who is with the adviser."""
    ask(parent)
    desk.takes(id_of(parent))
    return parent


def test_a_council_says_whether_an_adviser_is_on_duty(http, desk):
    live = {c["slug"]: c["chat"]["live"] for c in http.get("/v1/councils").json()}
    assert (live["kent"], live["bexley"]) == (True, False)

    desk.off_duty()

    assert http.get("/v1/councils/kent").json()["chat"] == {"live": False}


def test_with_nobody_on_duty_there_is_no_queue(parent):
    response = ask(parent)

    assert response.status_code == 409
    assert response.json()["error"]["code"] == "no_adviser"
    assert restored(parent)["state"] == "assistant"


@pytest.mark.usefixtures("desk")
def test_a_parent_without_a_council_cannot_ask_for_its_adviser(http):
    assert ask(Parent(http, None)).json()["error"]["code"] == "no_adviser"


@pytest.mark.usefixtures("desk")
def test_a_parent_who_asks_waits_with_a_place_and_is_told_so(parent):
    response = ask(parent)

    assert (response.status_code, response.json()) == (202, {"state": "waiting", "place": 1})
    shown = restored(parent)
    assert (shown["state"], shown["place"], shown["adviser"]) == ("waiting", 1, None)
    assert shown["messages"][-1]["from"] == "system"
    assert "asked to chat with an adviser" in shown["messages"][-1]["text"]


@pytest.mark.usefixtures("desk")
def test_asking_again_changes_nothing(parent):
    ask(parent)
    before = restored(parent)

    assert ask(parent).json() == {"state": "waiting", "place": 1}
    assert restored(parent) == before


@pytest.mark.usefixtures("desk")
def test_while_a_parent_waits_the_assistant_answers(parent):
    ask(parent)

    turn = parent.says("Who decides?")

    assert [m["from"] for m in turn["messages"]] == ["assistant"]
    assert turn["state"] == "waiting"


def test_a_parent_may_leave_the_queue(parent, desk):
    ask(parent)

    response = leave(parent)

    assert response.json()["state"] == "assistant"
    assert "no longer waiting" in restored(parent)["messages"][-1]["text"]
    assert desk.page().select("#waiting li") == []


def test_leaving_where_one_is_not_changes_nothing(parent):
    assert leave(parent).json() == {"state": "assistant", "place": None}
    assert len(restored(parent)["messages"]) == 1


def test_the_adviser_who_takes_a_parent_is_named_to_them(chat):
    shown = restored(chat)

    assert (shown["state"], shown["place"], shown["adviser"]) == ("adviser", None, "Sam Reed")
    assert shown["messages"][-1]["text"].startswith("An adviser has joined: **Sam Reed**, from ")


def test_both_write_and_read_at_once_and_the_assistant_is_silent(chat, desk, app):
    asked = len(app.rasa.asked)
    with listening(app, f"{chat.path}/events", chat.headers) as s:
        desk.says(id_of(chat), "Hello, how can I help?")
        s.said("Hello, how can I help?")
        turn = chat.says("My school does nothing")
        s.said("My school does nothing")

    assert (turn["messages"], turn["state"]) == ([], "adviser")
    assert len(app.rasa.asked) == asked
    assert desk.said(id_of(chat))[-1].startswith("The parent said")
    assert [m["from"] for m in restored(chat)["messages"]][-2:] == ["adviser", "parent"]


def test_a_crisis_card_comes_even_while_an_adviser_is_there(chat, desk):
    turn = chat.says("I want to kill myself")

    assert [m["topic"] for m in turn["messages"]] == ["crisis"]
    assert turn["state"] == "adviser"
    assert "danger" in desk.page(f"/chats/{id_of(chat)}").select_one(".card.crisis").text


def test_an_adviser_who_hands_back_leaves_the_parent_to_the_assistant(chat, desk):
    desk.post(f"/chats/{id_of(chat)}/hand-back")

    assert restored(chat)["state"] == "assistant"
    assert "I am back" in restored(chat)["messages"][-1]["text"]
    assert [m["from"] for m in chat.says("Who decides?")["messages"]] == ["assistant"]


def test_a_chat_that_the_adviser_ends_is_closed(chat, desk):
    desk.post(f"/chats/{id_of(chat)}/end")

    assert restored(chat)["state"] == "closed"
    assert "ended this chat" in restored(chat)["messages"][-1]["text"]
    assert chat.post(text="One more thing").json()["error"]["code"] == "closed"
    assert ask(chat).json()["error"]["code"] == "closed"


def test_a_parent_who_leaves_is_back_with_the_assistant_and_the_adviser_writes_no_more(chat, desk):
    leave(chat)

    refused = desk.says(id_of(chat), "Are you there?")

    assert refused.status_code == 409
    assert restored(chat)["state"] == "assistant"
    assert "ended the chat with **Sam Reed**" in restored(chat)["messages"][-1]["text"]


def test_after_it_has_ended_an_adviser_reads_no_further(chat, desk):
    chat.says("For the adviser")
    leave(chat)
    chat.says("Only for the assistant")

    shown = desk.said(id_of(chat))

    assert any("For the adviser" in text for text in shown)
    assert not any("Only for the assistant" in text for text in shown)


def test_the_same_message_again_is_stored_once_on_both_sides(chat, desk, app):
    mine, theirs = str(uuid.uuid4()), str(uuid.uuid4())
    before = len(app.stored(id_of(chat)))

    for _ in range(2):
        desk.says(id_of(chat), "Hello", client_id=theirs)
        chat.post(text="Hi", client_id=mine)

    assert [m.text for m in app.stored(id_of(chat))[before:]] == ["Hello", "Hi"]


def test_an_adviser_and_a_parent_may_use_the_same_client_id(chat, desk, app):
    desk.says(id_of(chat), "Hello", client_id="same")

    assert chat.post(text="Hi", client_id="same").json()["messages"] == []
    assert [m.text for m in app.stored(id_of(chat))[-2:]] == ["Hello", "Hi"]


@pytest.mark.usefixtures("desk")
def test_a_council_that_is_named_in_the_chat_does_not_take_it_from_its_adviser(chat, app):
    with Session(app.engine) as session:
        before = session.get_one(Conversation, id_of(chat)).council_slug
    app.services.store.move(id_of(chat), "islington")

    with Session(app.engine) as session:
        assert session.get_one(Conversation, id_of(chat)).council_slug == before


def test_an_answer_that_comes_after_the_adviser_is_not_given(settings):
    """The assistant was thinking when the adviser came: from then on it is silent."""
    rasa = SlowRasa()
    with serving(settings(), rasa) as served, served.client() as http, served.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(served.engine, "kent"))
        desk.on_duty("kent")
        parent = Parent(http, "kent")
        ask(parent)
        turns = []
        asking = threading.Thread(target=lambda: turns.append(parent.says("Who decides?")))
        asking.start()
        rasa.thinking.wait(20)
        desk.takes(id_of(parent))
        rasa.go_on.set()
        asking.join()
        desk.off_duty()

    assert (turns[0]["messages"], turns[0]["state"]) == ([], "adviser")
    assert [m.sender for m in served.stored(id_of(parent))][-2:] == ["system", "parent"]


def test_a_message_for_an_adviser_who_has_just_left_is_answered(settings):
    """The parent pressed Send while the adviser handed back: somebody has to answer."""
    redactor = SlowRedactor()
    with serving(settings(), redactor=redactor) as served, served.client() as http, served.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(served.engine, "kent"))
        desk.on_duty("kent")
        parent = Parent(http, "kent")
        ask(parent)
        desk.takes(id_of(parent))
        redactor.meanwhile = lambda: served.services.live.leave(id_of(parent))
        turn = parent.says("Who decides?")
        desk.off_duty()

    assert [m["from"] for m in turn["messages"]] == ["assistant"]
    assert turn["state"] == "assistant"


@pytest.mark.usefixtures("desk")
def test_the_assistant_takes_nobody_who_waits_out_of_the_queue(parent):
    ask(parent)
    parent.says("Who decides?")

    assert restored(parent)["place"] == 1


def test_deleting_the_chat_takes_it_out_of_the_queue(http, desk, app):
    parent = Parent(http, "kent")
    ask(parent)
    assert desk.page().select("#waiting li")

    http.delete(parent.path, headers=parent.headers)

    assert desk.page().select("#waiting li") == []
    assert app.rasa.forgotten[-1] == id_of(parent)
    assert desk.takes(id_of(parent)).status_code == 404
