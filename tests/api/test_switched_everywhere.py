"""Switched off by another process: on the real stack the API notices by itself, and Rasa's actions with it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from kb.database import connect
from kb.settings import Settings
from kb.switches import switch_off, switch_on
from tests.stack import Parent, Stack

pytestmark = pytest.mark.live
WORDS = "We are putting this right."
NOTICED = Settings().book_check_seconds + 1.5


@contextmanager
def switched_off(stack: Stack, topic: str) -> Iterator[None]:
    """As another process would do it."""
    engine = connect(stack.environment.get("ASKLINE_DATABASE_URL") or f"sqlite:///{stack.var}/askline.db")
    with Session(engine) as session, session.begin():
        switch_off(session, "kent", topic, WORDS, "Wrong", "sam")
    try:
        yield
    finally:
        with Session(engine) as session, session.begin():
            switch_on(session, "kent", topic)
        engine.dispose()
        time.sleep(NOTICED)


def test_the_first_parent_after_a_quiet_while_reads_the_councils_words(stack, client):
    with switched_off(stack, "who_decides"):
        time.sleep(NOTICED)  # nobody asks anything: the API looks by itself, the action server does not

        (said,) = Parent(client, "kent").says("Who decides what SEN support my child gets?")["messages"]

        assert said["text"].startswith(WORDS)
        assert (
            not Parent(client, "bexley")
            .says("Who decides what SEN support my child gets?")["messages"][0]["text"]
            .startswith(WORDS)
        )


def test_all_of_askline_off_a_danger_still_gets_the_card(stack, client):
    with switched_off(stack, ""):
        time.sleep(NOTICED)
        parent = Parent(client, "kent")

        assert parent.begun["messages"][0]["text"].startswith(WORDS)
        assert parent.says("Who decides?")["messages"][-1]["text"].startswith(WORDS)
        card, words = parent.says("I want to kill myself")["messages"]
        assert "Samaritans" in card["text"]
        assert words["text"].startswith(WORDS)
