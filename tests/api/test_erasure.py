"""What is erased is gone from every table, every column, every file and Rasa's memory; what is held stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Audit
from api.bulletin import Bulletin
from api.callback_models import Callback
from api.chat import Chat
from api.conversations import ConversationStore, NewRow
from api.errors import UnknownConversation
from api.models import Conversation, Message
from api.privacy.erasing import ADVISER, Eraser, Order
from api.privacy.finding import find
from api.privacy.holds import place
from api.privacy.models import ConversationHold, Erasure
from api.privacy.problems import NoReference, NothingFound, OnHold
from api.privacy.reach import ROOTS, reach_of
from api.references import ids_between, reference_of, tidied
from kb.database import connect, migrate
from tests.api.apps import ScriptedRasa
from tests.api.marker import MARKER, files_with_it, mail_of, planted, where
from tests.databases import KINDS, a_database

SAM = Actor("sam", "192.0.2.7")


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def rasa() -> ScriptedRasa:
    return ScriptedRasa()


@pytest.fixture
def eraser(engine: Engine, tmp_path: Path, rasa: ScriptedRasa) -> Eraser:
    chat = Chat(ConversationStore(engine), rasa, None, None, None, 1000)  # type: ignore[arg-type]
    return Eraser(engine, tmp_path, rasa, Bulletin(), chat.turn_over)


async def test_nothing_is_left_of_what_is_erased(engine, eraser, rasa, tmp_path):
    parent = await planted(engine, tmp_path)
    other, _, _ = ConversationStore(engine).begin("kent", "page", NewRow("assistant", "Another chat"))
    tables = set(reach_of(engine).tables)
    before = where(engine)
    # The test can fail: the word was in each of these tables, in the search and in the e-mail's file.
    assert tables - {place.partition(".")[0] for place in before} <= {"conversation", "outbox", "message_number"}
    assert {"search", "message.client_id", "message.content", "callback.about", "correction.text"} <= before
    assert f"mail/{mail_of(engine, parent.callback)}.eml" in files_with_it(tmp_path)

    found = find(engine, eraser.mails, parent.callback, ["kent"])
    erased = await eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM))

    assert where(engine) == set()
    assert files_with_it(tmp_path) == []
    assert rasa.forgotten == [parent.chat]
    assert erased.counts | {"mail": 1, "message": 4, "callback": 1, "correction": 2} == erased.counts
    assert set(erased.left) == {"mailbox", "learned"}
    assert [m.text for m in ConversationStore(engine).messages(other.id)] == ["Another chat"]


async def test_what_was_erased_before_is_out_of_sqlites_file_among_many_others(tmp_path, rasa):
    """Whatever pages and free space the words were on, and though the file has grown and shrunk meanwhile."""
    with a_database("sqlite", tmp_path) as engine:
        store = ConversationStore(engine)
        for _ in range(40):
            known, _, _ = store.begin("kent", "page", NewRow("assistant", "Hello " * 50))
            for number in range(5):
                words = f"{MARKER} " * (1 + number * 40) if number % 2 else "others " * 60
                store.record(known, NewRow("parent", words), [NewRow("assistant", "Yes " * 90)], {"topic": MARKER})
        with Session(engine) as session:
            chats = session.scalars(select(Conversation.id)).all()
        chat = Chat(store, rasa, None, None, None, 1000)  # type: ignore[arg-type]
        eraser = Eraser(engine, tmp_path, rasa, Bulletin(), chat.turn_over)
        assert files_with_it(tmp_path)

        for one in chats[::2]:
            await eraser.by_parent(one)
        assert where(engine)
        for one in chats[1::2]:
            await eraser.by_parent(one)

        assert files_with_it(tmp_path) == []


async def test_a_parent_who_deletes_their_chat_keeps_their_call_back_unless_they_say_so(engine, eraser, tmp_path):
    parent = await planted(engine, tmp_path)

    await eraser.by_parent(parent.chat)
    assert {place.partition(".")[0] for place in where(engine)} == {"callback", "callback_step"}
    assert files_with_it(tmp_path)  # the e-mail of the request
    found = find(engine, eraser.mails, parent.callback, ["kent"])
    await eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM))

    assert where(engine) == set()
    assert files_with_it(tmp_path) == []


async def test_with_the_chat_the_call_back_goes_too_when_the_parent_says_so(engine, eraser, tmp_path):
    parent = await planted(engine, tmp_path)

    await eraser.by_parent(parent.chat, callbacks=True)

    assert where(engine) == set()
    assert files_with_it(tmp_path) == []


async def test_the_record_says_when_by_whom_and_how_much_and_nothing_of_what_was_said(engine, eraser, tmp_path):
    parent = await planted(engine, tmp_path)
    found = find(engine, eraser.mails, parent.chat, ["kent"])

    erased = await eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM))

    with Session(engine) as session:
        row = session.get_one(Erasure, erased.id)
        line = session.scalars(select(Audit).where(Audit.action == "erased")).one()
        assert (row.by, row.adviser_id, row.council_slug) == ("adviser", "sam", "kent")
        assert row.reference == line.subject == reference_of(parent.chat)
        assert MARKER not in str([row.counts, row.left, line.detail])
        assert line.detail["record"] == row.id


async def test_a_parents_own_deletion_is_recorded_without_an_address(engine, eraser, tmp_path):
    parent = await planted(engine, tmp_path)

    await eraser.by_parent(parent.chat)

    with Session(engine) as session:
        row = session.scalars(select(Erasure)).one()
        assert (row.by, row.adviser_id, row.counts["message"]) == ("parent", None, 4)
        assert not session.scalar(select(func.count()).where(Audit.action == "erased"))


async def test_what_is_held_is_not_erased_until_the_hold_is_over(engine, eraser, rasa, tmp_path):
    parent = await planted(engine, tmp_path)
    place(engine, SAM, parent.chat, "A complaint is open", (datetime.now(UTC) + timedelta(days=9)).date())
    found = find(engine, eraser.mails, parent.chat, ["kent"])
    before = where(engine)

    for attempt in (
        lambda: eraser.by_parent(parent.chat),
        lambda: eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM)),
    ):
        with pytest.raises(OnHold, match="has to keep this chat until"):
            await attempt()

    assert where(engine) == before
    assert rasa.forgotten == []
    with Session(engine) as session:
        assert session.scalars(select(ConversationHold)).all()[-1].wanted_at is not None
        assert not session.scalars(select(Erasure)).all()


async def test_what_rasa_did_not_forget_is_said(engine, eraser, rasa, tmp_path):
    async def away(sender: str) -> bool:
        assert sender
        return False

    rasa.forget = away
    parent = await planted(engine, tmp_path)
    found = find(engine, eraser.mails, parent.chat, ["kent"])

    assert "rasa" in (await eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM))).left


async def test_a_file_that_cannot_be_deleted_is_said(engine, eraser, tmp_path, monkeypatch):
    parent = await planted(engine, tmp_path)
    found = find(engine, eraser.mails, parent.callback, ["kent"])
    monkeypatch.setattr(Path, "unlink", _refused)

    assert "file" in (await eraser.erase(Order(found.wanted, found.reference, ADVISER, SAM))).left


def _refused(*_args: object, **_kwargs: object) -> None:
    raise PermissionError


async def test_a_message_that_comes_while_its_chat_is_erased_is_refused(engine, eraser, tmp_path):
    parent = await planted(engine, tmp_path)
    store = ConversationStore(engine)
    known = store.find(parent.chat, parent.token)

    await eraser.by_parent(parent.chat)

    with pytest.raises(UnknownConversation):
        store.record(known, NewRow("parent", MARKER), [], {})


def test_every_chat_has_a_reference_that_leads_to_it_alone(engine):
    store = ConversationStore(engine)
    chats = [store.begin("kent", "page", NewRow("assistant", "Hello"))[0].id for _ in range(20)]

    for chat in chats:
        spoken = reference_of(chat).lower().replace("-", " ")
        first, last = ids_between(tidied(spoken))
        with Session(engine) as session:
            assert session.scalars(select(Conversation.id).where(Conversation.id.between(first, last))).all() == [chat]


async def test_somebody_elses_reference_finds_nothing_and_says_the_same_as_for_one_that_is_not_there(engine, eraser):
    known, _, _ = ConversationStore(engine).begin("bexley", "page", NewRow("assistant", "Hello"))
    nowhere, _, _ = ConversationStore(engine).begin(None, "page", NewRow("assistant", "Hello"))

    for typed in (known.id, reference_of(known.id), reference_of(nowhere.id), "FKLR-2345", "FKLR-2345-CDFH"):
        with pytest.raises(NothingFound):
            find(engine, eraser.mails, typed, ["kent"])
    # Whoever runs Askline finds both.
    assert find(engine, eraser.mails, reference_of(nowhere.id), None).wanted.conversations == (nowhere.id,)


NO_REFERENCES = (
    *("", " ", "FKLR", "AAAA-1111", "FKLR-2345-CDF", "\0", "FKLR-2345\0", "%", "' OR 1=1 --", "x" * 5000),
    *("ＦＫＬＲ-2345", "FKLR-２３４５", "<script>", "../../etc/passwd", "FKLR-2345-CDFH-CDFH", "\ud800"),
)


def test_what_is_no_reference_is_said_to_be_none(engine, eraser):
    for typed in NO_REFERENCES:
        with pytest.raises(NoReference, match="FKLR-2345"):
            find(engine, eraser.mails, typed, ["kent"])


def test_what_a_new_table_has_to_do_to_be_erased_is_to_have_a_foreign_key(tmp_path):
    """Or a column that is named like one. A table that only remembers where it came from says SET NULL."""
    engine = connect(f"sqlite:///{tmp_path}/a.db")
    migrate(engine)
    with engine.begin() as connection:
        for name, then in (("one", "CASCADE"), ("three", "SET NULL")):
            key = f"FOREIGN KEY (m) REFERENCES message (id) ON DELETE {then}"
            connection.execute(text(f"CREATE TABLE {name} (m TEXT, {key})"))
        connection.execute(text("CREATE TABLE two (id INTEGER PRIMARY KEY, message_id TEXT)"))

    assert {"one", "two"} <= set(reach_of(engine).tables)
    assert "three" not in reach_of(engine).tables
    engine.dispose()


def test_the_roots_are_the_tables_that_parents_have_references_for():
    assert {Conversation.__tablename__, Callback.__tablename__} == set(ROOTS)
    assert Message.__tablename__ not in ROOTS
