"""Holds: placed with a reason and a day, seen, released, and never making a chat younger; on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Audit
from api.conversations import ConversationStore, NewRow
from api.models import Conversation
from api.privacy.holds import holds, holds_of, place, release
from api.privacy.models import ConversationHold
from api.privacy.problems import UnknownHold, WrongHold
from kb.database import in_utc
from tests.databases import KINDS, a_database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SAM = Actor("sam", "192.0.2.7")


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def one(engine: Engine) -> str:
    """The id of a chat of Kent whose last word was 50 days ago."""
    known, _, _ = ConversationStore(engine).begin("kent", "page", NewRow("assistant", "Hello"))
    at = NOW - timedelta(days=50)
    with Session(engine) as session, session.begin():
        session.execute(update(Conversation).values(created_at=at, updated_at=at))
    return known.id


def test_a_hold_is_placed_seen_and_released_and_the_log_says_so(engine, one):
    place(engine, SAM, one, "  A   complaint ", NOW.date() + timedelta(days=3), NOW)

    (hold,) = holds(engine, ["kent"], NOW)
    assert (hold.reason, hold.wanted, hold.over) == ("A complaint", False, False)
    assert hold.until.date() == NOW.date() + timedelta(days=3)
    assert holds(engine, ["bexley"], NOW) == []
    with pytest.raises(UnknownHold):
        release(engine, SAM, ["bexley"], hold.id, NOW)
    assert release(engine, SAM, ["kent"], hold.id, NOW) == one
    with pytest.raises(UnknownHold):
        release(engine, SAM, ["kent"], hold.id, NOW)

    assert [h.over for h in holds_of(engine, one, NOW)] == [True]
    with Session(engine) as session:
        assert [line.action for line in session.scalars(select(Audit))] == ["hold_placed", "hold_released"]


@pytest.mark.parametrize(("reason", "days"), [("", 3), (" ", 3), ("x" * 501, 3), ("Why", 0), ("Why", -1), ("Why", 367)])
def test_a_hold_needs_a_reason_and_a_day_that_is_near(tmp_path, reason, days):
    with a_database("sqlite", tmp_path) as engine:
        known, _, _ = ConversationStore(engine).begin("kent", "page", NewRow("assistant", "Hello"))

        with pytest.raises(WrongHold, match="Please say why"):
            place(engine, SAM, known.id, reason, NOW.date() + timedelta(days=days), NOW)
        with Session(engine) as session:
            assert not session.scalar(select(func.count()).select_from(ConversationHold))


def test_placing_a_hold_does_not_make_a_chat_younger(engine, one):
    place(engine, SAM, one, "Complaint", NOW.date() + timedelta(days=3), NOW)

    with Session(engine) as session:
        assert in_utc(session.get_one(Conversation, one).updated_at) == NOW - timedelta(days=50)
