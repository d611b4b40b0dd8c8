"""What has no answer: messages not understood, and what advisers say we have nothing on; on both databases."""

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from api.learning.unanswered import DAYS, KEPT, Meanings, groups, unanswered
from api.models import Conversation, Message
from api.overview import note
from api.review.models import Correction
from tests.learning.conftest import approved

NOW = datetime.now(UTC)


def asked(engine, text, reason="unsure", council="kent", days=1.0):
    """A conversation in which a parent asked that, and what became of it; returns the message's id."""
    at, id_, question = NOW - timedelta(days=days), str(uuid.uuid4()), str(uuid.uuid4())
    row = Conversation(id=id_, council_slug=council, created_at=at, updated_at=at, channel="api", token_hash="")
    row.topics = row.reasons = ""
    both = [
        Message(id=question, conversation_id=id_, position=1, at=at, sender="parent", text=text),
        Message(
            id=str(uuid.uuid4()),
            conversation_id=id_,
            position=2,
            at=at,
            sender="assistant",
            text="Hm.",
            reason=reason,
            reply_to=question,
        ),
    ]
    note(row, both)
    with Session(engine) as session, session.begin():
        session.add(row)
        session.flush()
        session.add_all(both)
    return question


def texts(engine, *councils):
    return sorted(one.text for one in unanswered(engine, councils or ["kent"], NOW))


@pytest.mark.parametrize(("reason", "there"), [("unsure", True), ("no_answer", True), ("answered", False)])
def test_what_was_not_understood_or_has_no_answer_is_there(engine, reason, there):
    asked(engine, "Who pays for a pogo stick?", reason)

    assert texts(engine) == (["Who pays for a pogo stick?"] if there else [])


def test_of_a_conversation_only_what_had_no_answer_is_there(engine):
    question = asked(engine, "Who pays for a pogo stick?")
    with Session(engine) as session, session.begin():
        of = session.get_one(Message, question).conversation_id
        session.add(Message(id="m3", conversation_id=of, position=3, at=NOW, sender="parent", text="Thanks"))

    assert texts(engine) == ["Who pays for a pogo stick?"]


def test_an_adviser_sees_their_own_councils(engine):
    asked(engine, "Who pays for a pogo stick?", council="bexley")

    assert texts(engine, "kent") == []
    assert texts(engine, "kent", "bexley") == ["Who pays for a pogo stick?"]


def test_what_is_old_is_left_out(engine):
    asked(engine, "Who pays for a pogo stick?", days=DAYS + 1)

    assert texts(engine) == []


def test_the_same_words_stand_once_and_are_counted(engine):
    asked(engine, "Who pays for a pogo stick?", days=2)
    newest = asked(engine, "who pays for a pogo stick")

    (one,) = unanswered(engine, ["kent"], NOW)

    assert (one.message_id, one.times) == (newest, 2)


@pytest.mark.parametrize("state", ["pending", "approved"])
def test_what_an_adviser_says_we_have_nothing_on_is_there(engine, state):
    approved(engine, "Who pays for a pogo stick?", topic="", verdict="nothing", state=state)

    (one,) = unanswered(engine, ["kent"], NOW)

    assert (one.text, one.said) == ("Who pays for a pogo stick?", True)


@pytest.mark.parametrize(("state", "there"), [("pending", False), ("approved", False), ("refused", True)])
def test_what_an_adviser_named_the_topic_of_is_gone(engine, state, there):
    asked(engine, "Who pays for a pogo stick?")
    approved(engine, "who pays for a pogo stick?", state=state, key="who pays for a pogo stick")

    assert texts(engine) == (["Who pays for a pogo stick?"] if there else [])


def test_what_a_parent_erased_is_gone(engine):
    asked(engine, "Who pays for a pogo stick?")
    approved(engine, "Can she bring a dog?", topic="", verdict="nothing")
    with Session(engine) as session, session.begin():
        session.execute(delete(Conversation))

    assert texts(engine) == []


def test_of_a_chat_that_is_no_longer_kept_nothing_is_there(engine):
    approved(engine, "Can she bring a dog?", topic="", verdict="nothing")
    with Session(engine) as session, session.begin():
        session.execute(update(Correction).values(message_id=None))  # as retention leaves it
        session.execute(delete(Conversation))

    assert texts(engine) == []


def test_groups_are_of_one_council_and_the_commonest_comes_first(engine):
    for council, days in (("kent", 1), ("bexley", 2), ("bexley", 3)):
        asked(engine, f"Who pays for a pogo stick in week {days}?", council=council, days=days)
    same = SimpleNamespace(sentences=lambda found: np.ones((len(found), 1), dtype=np.float32))

    made = groups(unanswered(engine, ["kent", "bexley"], NOW), Meanings(), same)

    assert [(group.council, group.times, len(group.messages)) for group in made] == [("bexley", 2, 2), ("kent", 1, 1)]
    assert len(made[0].ids.split()) == 2


def test_a_meaning_is_worked_out_once_and_not_kept_for_ever():
    worked_out = []

    def sentences(found):
        worked_out.extend(found)
        return np.zeros((len(found), 2), dtype=np.float32)

    meanings, encoder = Meanings(), SimpleNamespace(sentences=sentences)

    meanings.of(["a", "b"], encoder)
    meanings.of(["b", "a"], encoder)
    assert worked_out == ["a", "b"]

    meanings.of([str(n) for n in range(KEPT)], encoder)
    meanings.of(["a"], encoder)
    assert worked_out.count("a") == 2
