"""The audit log only ever grows, on both databases, and says who did what, when and from where."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record, recorded, viewed
from api.advisers.models import Audit
from kb.database import in_utc
from tests.databases import KINDS, a_database

SAM = Actor("sam", "192.0.2.7")


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of either kind, with its tables."""
    with a_database(request.param, tmp_path) as made:
        yield made


def lines(engine: Engine) -> list[Audit]:
    with Session(engine) as session:
        return list(session.scalars(select(Audit).order_by(Audit.id)))


def test_a_line_says_who_did_what_when_to_what_and_from_where(engine):
    before = datetime.now(UTC)

    recorded(engine, SAM, "exported", "list-1", {"rows": 12}, council="kent")

    (line,) = lines(engine)
    assert (line.adviser_id, line.action, line.subject, line.address) == ("sam", "exported", "list-1", "192.0.2.7")
    assert (line.council_slug, line.detail) == ("kent", {"rows": 12})
    assert before <= in_utc(line.at) <= datetime.now(UTC)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit SET adviser_id = 'kim'",
        "UPDATE audit SET at = at WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
    ],
)
def test_the_database_refuses_to_change_and_to_delete_a_line(engine, attack):
    recorded(engine, SAM, "logged_in")

    with pytest.raises(DBAPIError, match="can only grow"), engine.begin() as connection:
        connection.execute(text(attack))

    assert [line.adviser_id for line in lines(engine)] == ["sam"]


def test_nor_can_a_line_be_replaced_or_the_table_be_emptied_at_one_blow(engine):
    recorded(engine, SAM, "logged_in")
    attack = {
        "sqlite": "INSERT OR REPLACE INTO audit SELECT id, at, 'kim', action, subject, council_slug, address, detail "
        "FROM audit",
        "postgresql": "TRUNCATE audit",
    }

    with pytest.raises(DBAPIError, match="can only grow"), engine.begin() as connection:
        connection.execute(text(attack[engine.dialect.name]))

    assert [line.adviser_id for line in lines(engine)] == ["sam"]


def test_what_is_rolled_back_is_not_in_the_log(engine):
    with Session(engine) as session:
        record(session, SAM, "exported", "list-1")
        session.rollback()

    assert lines(engine) == []


def test_an_action_without_words_for_it_is_a_slip_of_ours(engine):
    with pytest.raises(KeyError, match="danced"):
        recorded(engine, SAM, "danced")


def test_every_view_by_hand_is_recorded_and_one_that_goes_on_by_itself_once(engine):
    viewed(engine, SAM, "chat-1", "kent", by_hand=True)
    viewed(engine, SAM, "chat-1", "kent", by_hand=True)
    viewed(engine, SAM, "chat-1", "kent", by_hand=False)

    assert len(lines(engine)) == 2


def test_who_only_says_that_it_goes_on_by_itself_is_recorded_all_the_same(engine):
    """A header that an adviser's browser sends cannot keep a view out of the log."""
    viewed(engine, SAM, "chat-1", "kent", by_hand=False)
    viewed(engine, Actor("kim", "192.0.2.8"), "chat-1", "kent", by_hand=False)
    viewed(engine, SAM, "chat-2", "kent", by_hand=False)

    assert [(line.adviser_id, line.subject) for line in lines(engine)] == [
        ("sam", "chat-1"),
        ("kim", "chat-1"),
        ("sam", "chat-2"),
    ]


def test_a_page_that_stays_open_is_recorded_again_after_a_while(engine):
    viewed(engine, SAM, "chat-1", "kent", by_hand=True)
    viewed(engine, SAM, "chat-1", "kent", by_hand=False, now=lambda: datetime.now(UTC) + timedelta(minutes=11))

    assert len(lines(engine)) == 2
