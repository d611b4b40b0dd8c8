"""Made-up conversations: as many as asked for, the same each time, beside no parent's, and gone again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api import demo
from api.conversations import ConversationStore, NewRow
from api.models import Conversation, Message
from api.review.filters import Filters
from api.review.listing import page_of
from kb.loading import load
from tests.databases import KINDS, a_database

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
ALL = ("bexley", "cambridgeshire", "islington", "kent", "northumberland")


@pytest.fixture(params=KINDS)
def engine(request, tmp_path):
    """A database of either kind with the knowledge in it."""
    with a_database(request.param, tmp_path) as engine:
        load(engine)
        yield engine


def count(engine, table) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def found(engine, **filters) -> set[str]:
    return {row.id for row in page_of(engine, Filters(**filters), ALL, size=1000).rows}


def test_filters_and_search_find_exactly_what_is_there(engine):
    assert demo.fill(engine, 60, now=NOW) == count(engine, Message)

    with Session(engine) as session:
        rows = list(session.scalars(select(Conversation)))
        asked = session.scalars(select(Message).where(Message.sender == "parent"))
        saying = {m.conversation_id for m in asked if "assessment" in m.text.lower().rstrip("?").split()}
    assert found(engine) == {row.id for row in rows}
    assert len(rows) == 60
    assert found(engine, crisis="yes") == {row.id for row in rows if row.crisis}
    assert found(engine, band="low") == {row.id for row in rows if row.least_confidence < 0.4}
    assert found(engine, feedback="unhelpful") == {row.id for row in rows if row.unhelpful}
    assert found(engine, reason="unsure") == {row.id for row in rows if "|unsure|" in row.reasons}
    assert found(engine, topic="transport") == {row.id for row in rows if "|transport|" in row.topics}
    assert found(engine, line="closed") == {row.id for row in rows if row.line_open is False}
    assert found(engine, handed_off="no") == {row.id for row in rows if not row.handed_off}
    assert found(engine, reviewed="yes", band="high") == {
        row.id for row in rows if row.reviewed_at and row.least_confidence >= 0.8
    }
    assert found(engine, feedback="none", line="open") == {
        row.id for row in rows if row.line_open and not row.helped and not row.unhelpful
    }
    assert found(engine, words="assessments") >= saying
    assert found(engine, words="no-such-word-anywhere") == set()


@pytest.mark.parametrize(
    "filters",
    [{}, {"words": "school"}, {"words": "school", "council": "kent"}, {"words": "school", "reviewed": "no"}],
)
def test_pages_follow_each_other_without_gap_or_double(engine, filters):
    demo.fill(engine, 120, now=NOW)
    everything = page_of(engine, Filters(**filters), ALL, size=1000).rows

    seen, before = [], ""
    while True:
        page = page_of(engine, Filters(before=before, **filters), ALL, size=3)
        seen += page.rows
        if not (before := page.next):
            break

    assert seen == list(everything)
    assert sorted(seen, key=lambda row: (row.began, row.id), reverse=True) == seen
    assert len(seen) > 3


def test_among_the_newest_messages_with_a_word_the_same_are_found_as_among_all(engine, monkeypatch):
    """Where the newest few fill no page, all are looked through."""
    demo.fill(engine, 60, now=NOW)
    among_all = page_of(engine, Filters(words="school"), ALL, size=10)

    monkeypatch.setattr("api.review.listing.AT_FIRST", 5)

    assert page_of(engine, Filters(words="school"), ALL, size=10) == among_all


def test_search_forgets_what_is_deleted(engine):
    demo.fill(engine, 5, now=NOW)
    with Session(engine) as session, session.begin():
        message = session.scalars(select(Message).where(Message.sender == "parent")).first()
        message.text = "Flibbertigibbet and zebras"
        its = message.conversation_id
    assert found(engine, words="zebra") == {its}

    assert demo.remove(engine) == 5

    assert found(engine, words="zebra") == set()
    assert count(engine, Conversation) == count(engine, Message) == 0


def test_nothing_is_made_up_beside_what_parents_said(engine):
    ConversationStore(engine).begin("kent", "page", NewRow("assistant", "Hello"))
    demo.fill(engine, 3, now=NOW)

    assert demo.real_ones(engine) == 1
    assert demo.remove(engine) == 3
    assert count(engine, Conversation) == 1


def test_one_seed_makes_one_set_of_conversations(engine):
    demo.fill(engine, 3, seed=7, now=NOW)
    first = found(engine)
    demo.remove(engine)

    demo.fill(engine, 3, seed=7, now=NOW)

    assert found(engine) == first
