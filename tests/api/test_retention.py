"""Retention deletes what is too old and nothing else, shows it first, and leaves what is held; on both databases."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import AdviserSession, Audit, LoginWait
from api.callback_models import Callback, Feedback, Outbox
from api.conversations import ConversationStore, NewRow
from api.models import Conversation, Message
from api.privacy.daily import Daily
from api.privacy.holds import place, remember_wish
from api.privacy.kinds import KINDS
from api.privacy.models import Erasure, PastCount, RetentionPlan, RetentionRun
from api.privacy.past import past_figures
from api.privacy.retention import AT_ONCE, Retention
from api.review.models import ConversationNote, Correction
from api.statistics.counting import settle, weeks
from api.statistics.weeks import Asked
from kb.settings import Settings
from tests.api.live import an_adviser
from tests.api.marker import MARKER, files_with_it, planted, where
from tests.databases import KINDS as DATABASES
from tests.databases import a_database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SAM = Actor("sam", "192.0.2.7")


@pytest.fixture(params=DATABASES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def retention(engine: Engine, tmp_path: Path) -> Retention:
    return Retention(engine, Settings(var=tmp_path, conversation_days=100, note_days=50, callback_days=30))


@pytest.fixture
def chat(engine: Engine) -> Callable[..., str]:
    """A chat whose last word was so many days before now."""
    store = ConversationStore(engine)

    def made(days: float, council: str | None = "kent", **fields: object) -> str:
        known, _, _ = store.begin(council, "page", NewRow("assistant", "Hello"))
        store.record(known, NewRow("parent", "Who?", "transport"), [NewRow("assistant", "So", reason="no_answer")], {})
        at = NOW - timedelta(days=days)
        with Session(engine) as session, session.begin():
            values = {"created_at": at, "updated_at": at} | fields
            session.execute(update(Conversation).where(Conversation.id == known.id).values(**values))
        return known.id

    return made


def there(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.scalars(select(Conversation.id)))


def counted(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_chat_goes_when_its_time_is_over_and_not_a_day_before(engine, retention, chat):
    chat(100.01)
    young = chat(99.99)
    with_an_adviser, waits = chat(500, state="adviser"), chat(500, state="waiting")

    retention.run(now=NOW)

    assert there(engine) == {young, with_an_adviser, waits}
    assert counted(engine, Message) == 9


def test_the_preview_says_what_would_go_and_changes_nothing(engine, retention, chat):
    chat(150), chat(120, "bexley"), chat(130, None), chat(5)
    held = chat(140)
    place(engine, SAM, held, "Complaint", NOW.date() + timedelta(days=3), NOW)

    due = {one.kind: one for one in retention.preview(now=NOW)}["conversations"]
    kents = {one.kind: one for one in retention.preview(["kent"], NOW)}

    assert (due.councils, due.held, due.days) == ({"kent": 1, "bexley": 1, "": 1}, 1, 100)
    assert due.oldest == NOW - timedelta(days=150)
    assert kents["conversations"].councils == {"kent": 1}
    assert "logins" not in kents  # of no council: not Kent's to see
    assert len(there(engine)) == 5
    assert not counted(engine, RetentionRun)


def test_a_run_deletes_exactly_what_the_preview_said(engine, retention, chat):
    for _ in range(3):
        chat(150)
    chat(120, "bexley")
    before = {one.kind: one.councils for one in retention.preview(now=NOW) if one.total}

    retention.run(now=NOW)

    with Session(engine) as session:
        assert session.scalars(select(RetentionRun)).one().counts == before
    assert not [one for one in retention.preview(now=NOW) if one.total]


def test_an_administrator_runs_it_for_their_councils_alone_and_that_is_recorded(engine, retention, chat):
    chat(150)
    other = chat(150, "bexley")

    retention.run(["kent"], SAM, NOW)

    assert there(engine) == {other}
    with Session(engine) as session:
        assert session.scalars(select(Audit)).one().action == "retention_run"
        assert session.scalars(select(RetentionRun)).one().councils == ["kent"]


def test_more_than_one_part_goes_in_one_run(engine, retention):
    with Session(engine) as session, session.begin():
        session.add_all(
            Conversation(
                id=str(uuid.uuid4()), token_hash="x", channel="page", created_at=NOW - timedelta(days=400),
                updated_at=NOW - timedelta(days=400),
            )
            for _ in range(AT_ONCE + 3)
        )  # fmt: skip

    assert retention.run(now=NOW).total == AT_ONCE + 3
    assert there(engine) == set()


def test_what_is_held_stays_with_all_that_hangs_on_it_until_the_hold_is_over(engine, retention, chat):
    held = chat(150)
    add_old_things(engine, held)
    place(engine, SAM, held, "Complaint", NOW.date() + timedelta(days=3), NOW)

    assert retention.run(now=NOW).held == 1
    assert there(engine) == {held}
    assert [counted(engine, t) for t in (ConversationNote, Feedback, Callback, Outbox)] == [1, 1, 1, 1]

    retention.run(now=NOW + timedelta(days=4))
    assert there(engine) == set()
    assert [counted(engine, t) for t in (ConversationNote, Feedback, Callback, Outbox)] == [0, 0, 0, 0]


def add_old_things(engine: Engine, chat: str) -> None:
    old = NOW - timedelta(days=600)
    with Session(engine) as session, session.begin():
        message = session.scalars(select(Message.id).where(Message.conversation_id == chat)).first()
        session.add(ConversationNote(conversation_id=chat, adviser_id="sam", at=old, text="Note"))
        session.add(Feedback(message_id=message, helpful=True, reason="", at=old))
        session.add(
            Callback(
                reference="FKLR-2345", conversation_id=chat, council_slug="kent", name="Kim", best_times="", about="",
                consent="Yes", created_at=old, delete_after=old, state="open",
            )
        )  # fmt: skip
        session.flush()
        session.add(
            Outbox(
                id=str(uuid.uuid4()), callback_reference="FKLR-2345", recipient="advice@kent.example", state="sent",
                next_at=old, created_at=old, sent_at=old,
            )
        )  # fmt: skip


def test_each_kind_has_its_own_time(engine, retention, chat):
    young = chat(1)
    add_old_things(engine, young)
    with Session(engine) as session, session.begin():
        session.add(
            AdviserSession(
                token_hash="x", adviser_id=an_adviser(engine, "kent").id, created_at=NOW, used_at=NOW,
                expires_at=NOW - timedelta(days=2),
            )
        )  # fmt: skip
        session.add(LoginWait(key="x", failures=1, until=NOW, changed_at=NOW - timedelta(days=2)))

    retention.run(now=NOW)

    assert there(engine) == {young}
    tables = ConversationNote, Feedback, Callback, Outbox, AdviserSession, LoginWait
    assert [counted(engine, table) for table in tables] == [0] * 6


async def test_with_a_chat_all_goes_but_what_the_model_learns_from(engine, tmp_path):
    parent = await planted(engine, tmp_path)
    later = datetime.now(UTC) + timedelta(days=200)

    Retention(engine, Settings(var=tmp_path)).run(now=later)

    # An approved correction stays, redacted twice; so does what was decided, and nobody knows any more whose it was.
    assert {place.partition(".")[0] for place in where(engine)} == {"correction"}
    with Session(engine) as session:
        kept = session.scalars(select(Correction)).one()
        assert (kept.state, kept.message_id) == ("approved", None)
    assert [name for name in files_with_it(tmp_path) if name.startswith("mail")] == []
    assert parent.chat not in there(engine)

    Retention(engine, Settings(var=tmp_path)).run(now=later + timedelta(days=800))
    assert where(engine) == set()


async def test_the_file_of_an_e_mail_whose_request_is_gone_goes_too(engine, tmp_path):
    stray = tmp_path / "mail" / f"{uuid.uuid4()}.eml"
    stray.parent.mkdir()
    stray.write_text(MARKER)
    retention = Retention(engine, Settings(var=tmp_path))

    retention.run(now=datetime.now(UTC))
    assert stray.exists()  # it may be of a mail that is being written in this moment
    retention.run(now=datetime.now(UTC) + timedelta(hours=2))

    assert not stray.exists()


def test_the_figures_stay_without_the_words(engine, retention, chat):
    chat(150, crisis=True), chat(150, handed_off=True), chat(5)

    retention.run(now=NOW)

    figures = {row.what: row.count for row in past_figures(engine, ["kent"])}
    assert figures == {
        "unknown/conversations": 2,
        "unknown/crisis": 1,
        "unknown/handed_off": 1,
        "unknown/no_answer": 2,
        "unknown/topic:transport": 2,
        "unknown/reason:no_answer": 2,
    }
    with Session(engine) as session:
        assert {row.week.isoweekday() for row in session.scalars(select(PastCount))} == {1}
    assert past_figures(engine, ["bexley"]) == []


def test_the_charts_show_the_same_before_and_after(engine, retention, chat):
    chat(150, crisis=True), chat(150, line_open=True), chat(149.9, topics="|transport|benefits|")
    settle(engine)
    asked = Asked(date(2026, 1, 5), date(2026, 11, 23))
    before = weeks(engine, asked, ["kent"])

    retention.run(now=NOW)
    assert there(engine) == set()
    settle(engine)

    assert before
    assert weeks(engine, asked, ["kent"]) == before


def test_it_runs_for_the_first_time_a_week_after_the_upgrade_and_daily_from_then_on(engine, retention):
    today = datetime.now(UTC)
    moments = iter([today, today + timedelta(days=8), today + timedelta(days=8, hours=1), today + timedelta(days=9.1)])
    daily = Daily(engine, retention, lambda: next(moments))

    assert timedelta(days=6.9) < daily.next_at() - today < timedelta(days=7.1)
    assert daily.run_if_due() is None
    assert daily.run_if_due() is not None
    assert daily.run_if_due() is None
    assert daily.run_if_due() is not None


def test_only_one_process_runs_it_and_another_takes_over_from_one_that_has_died(engine, retention):
    later = datetime.now(UTC) + timedelta(days=8)
    with Session(engine) as session, session.begin():
        session.execute(update(RetentionPlan).values(taken_until=later + timedelta(hours=1)))

    assert Daily(engine, retention, lambda: later).run_if_due() is None
    assert Daily(engine, retention, lambda: later + timedelta(hours=2)).run_if_due() is not None


def test_what_a_parent_wished_deleted_while_it_was_held_goes_once_the_hold_is_over(engine, retention, chat):
    wished = chat(1)
    place(engine, SAM, wished, "Complaint", NOW.date() + timedelta(days=3), NOW)
    remember_wish(engine, wished, NOW)

    retention.run(now=NOW)
    assert there(engine) == {wished}
    retention.run(now=NOW + timedelta(days=4))

    assert there(engine) == set()
    with Session(engine) as session:
        assert session.scalars(select(Erasure)).one().by == "hold_over"


def test_every_setting_of_days_belongs_to_a_kind():
    days = {name for name in Settings.model_fields if name.endswith("_days")}

    assert {kind.days for kind in KINDS} >= days - {"audit_days"}
