"""Switched off by another process: on the real stack the API notices by itself, and Rasa's actions with it."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kb.database import connect
from kb.settings import Settings
from kb.switches import EVERYTHING, switch_off, switch_on
from tests.stack import Parent, Stack

pytestmark = pytest.mark.live
WORDS = "We are putting this right."
ASKED = "Who decides what SEN support my child gets?"
# Councils that no other test asks about: nobody has to wait until these are on again.
ONE_TOPIC_OFF, ALL_OFF = "wiltshire", "rutland"


@pytest.fixture(scope="module")
def quiet_while(stack: Stack) -> Iterator[None]:
    """Another process switches off; then nobody asks anything until the API has looked: the action server does not."""
    engine = connect(stack.environment.get("ASKLINE_DATABASE_URL") or f"sqlite:///{stack.var}/askline.db")
    off = ((ONE_TOPIC_OFF, "who_decides"), (ALL_OFF, EVERYTHING))
    with Session(engine) as session, session.begin():
        for council, topic in off:
            switch_off(session, council, topic, WORDS, "Wrong", "sam")
    time.sleep(Settings().book_check_seconds + 1)
    yield
    with Session(engine) as session, session.begin():
        for council, topic in off:
            switch_on(session, council, topic)
    engine.dispose()


def said(client, council, text=ASKED):
    return [message["text"] for message in Parent(client, council).says(text)["messages"]]


@pytest.mark.usefixtures("quiet_while")
def test_the_first_parent_reads_the_councils_words_and_other_councils_go_on(client):
    assert said(client, ONE_TOPIC_OFF)[0].startswith(WORDS)
    assert not said(client, "bexley")[0].startswith(WORDS)
    assert not said(client, ONE_TOPIC_OFF, "Can I get a taxi to school for my child?")[0].startswith(WORDS)


@pytest.mark.usefixtures("quiet_while")
def test_all_of_askline_off_a_danger_still_gets_the_card(client):
    parent = Parent(client, ALL_OFF)

    assert parent.begun["messages"][0]["text"].startswith(WORDS)
    assert parent.says(ASKED)["messages"][-1]["text"].startswith(WORDS)
    card, words = parent.says("I want to kill myself")["messages"]
    assert "Samaritans" in card["text"]
    assert words["text"].startswith(WORDS)
