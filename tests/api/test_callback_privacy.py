"""Who a parent is stands in table callback and in the mail to the service, and nowhere else."""

import logging
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import inspect, text

from api.callback_form import CallbackForm, checked
from api.schemas import NewCallback
from tests.api.apps import Served, a_reply, serving
from tests.api.requests_for_calls import SECRETS, a_form, asks_for_a_call
from tests.stack import Parent


@pytest.fixture
def served(settings) -> Iterator[Served]:
    with serving(settings(log_level="DEBUG")) as app:
        yield app


@pytest.fixture
def http(served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


@pytest.fixture
def parent(http) -> Parent:
    """A parent who has asked for a call-back, with a summary of their chat."""
    parent = Parent(http, "kent")
    parent.says("Who decides?")
    assert asks_for_a_call(parent, share_summary=True, client_id="one").status_code == 201
    return parent


def leaked(found: str) -> list[str]:
    return [secret for secret in SECRETS if secret in found]


def rows_with_secrets(served: Served) -> set[tuple[str, str]]:
    """The tables and their rows in which any value holds something of the parent's."""
    with served.engine.connect() as connection:
        rows = [
            (table, str(row))
            for table in inspect(served.engine).get_table_names()
            for row in connection.execute(text(f"SELECT * FROM {table}"))
        ]
    return {(table, row) for table, row in rows if leaked(row)}


def test_only_the_table_of_call_backs_holds_who_a_parent_is(served, request):
    before = rows_with_secrets(served)  # of other tests, on the same database

    request.getfixturevalue("parent")

    assert {table for table, _ in rows_with_secrets(served) - before} == {"callback"}


def test_no_log_holds_who_a_parent_is_whether_the_form_is_right_or_wrong(http, parent, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    asks_for_a_call(parent)
    asks_for_a_call(parent, consent=False)
    asks_for_a_call(parent, phone=SECRETS[1] * 20)
    http.post(f"{parent.path}/callback", json=a_form(surprise="x"), headers=parent.headers)
    http.post("/chat/kent/callback", data=a_form(consent="yes"))
    http.post("/chat/kent/callback", data=a_form(name=""))

    printed = capfd.readouterr()
    assert leaked(printed.out + printed.err + caplog.text) == []


@pytest.mark.usefixtures("parent")
def test_rasa_hears_nothing_of_it(served):
    assert leaked(str(served.rasa.asked)) == []


def test_the_chat_and_its_transcript_hold_nothing_of_it(http, parent):
    shown = http.get(f"{parent.path}/transcript", headers=parent.headers).text
    shown += http.get("/chat/kent").text

    assert leaked(shown) == []


@pytest.mark.usefixtures("parent")
def test_the_numbers_for_machines_hold_nothing_of_it(http):
    assert leaked(http.get("/metrics").text + http.get("/ready").text) == []


def test_an_answer_to_a_form_with_mistakes_repeats_nothing_of_it(parent):
    for wrong in ({"consent": False}, {"phone": "0123"}, {"surprise": "x"}, {"name": 5}):
        assert leaked(asks_for_a_call(parent, **wrong).text) == []


def test_a_form_that_turns_up_in_an_error_shows_nothing():
    form = CallbackForm(**a_form())

    assert leaked(repr(form) + repr(checked(form)) + repr(NewCallback(**a_form()))) == []


def test_the_summary_holds_titles_and_not_one_word_of_the_parent(served, http, parent):
    parent.says("Persimmon wobbles, who decides?")
    served.rasa.script = lambda *_: a_reply("Call 999.", reason="crisis", topic="crisis", council="kent")
    parent.says("He wants to kill himself")

    summary = http.get(f"{parent.path}/callback", headers=parent.headers).json()["summary"]

    assert "Who decides on SEN support" in summary
    assert "Council: Kent" in summary
    for word in ("Persimmon", "wobbles", "kill", "crisis", "danger", "999"):
        assert word not in summary
