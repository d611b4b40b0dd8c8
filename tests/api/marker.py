"""A word that nobody else uses, planted in every store of a parent's words, then looked for everywhere."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.calls import write
from api.callback_form import CallbackDetails
from api.callback_models import Outbox
from api.callbacks import Asked, CallbackStore
from api.conversations import ConversationStore, NewRow
from api.delivery import FileDelivery
from api.feedback import FeedbackStore
from api.live import ADVISERS
from api.outbox_store import OutboxStore
from api.privacy.reach import ROOTS, reach_of
from api.review.access import held
from api.review.corrections import Proposal, decide, propose
from api.review.notes import add_note, set_label
from api.sender import Sender
from kb.settings import Settings
from tests.api.apps import NothingToHide
from tests.api.live import an_adviser
from tests.kb.knowledge import an_answer_book

MARKER = "quxzzyfob"
SEARCH = {
    "sqlite": "SELECT count(*) FROM message_words WHERE message_words MATCH :word",
    "postgresql": "SELECT count(*) FROM message WHERE sender IN ('parent', 'adviser') "
    "AND to_tsvector('english', text) @@ plainto_tsquery('english', :word)",
}


@dataclass(frozen=True)
class Planted:
    """A parent who has used everything that there is."""

    chat: str
    token: str
    callback: str
    question: str


async def planted(engine: Engine, var: Path) -> Planted:
    """A chat, its feedback, notes, labels and corrections, a call-back with its e-mail: the marker in each."""
    adviser, editor = an_adviser(engine, "kent"), an_adviser(engine, "kent")
    who = Actor(adviser.id, "192.0.2.7")
    store = ConversationStore(engine)
    known, token, _ = store.begin("kent", "page", NewRow("assistant", f"Hello {MARKER}"))
    asked = NewRow(
        "parent", f"My {MARKER} son", client_id=MARKER, understood={"entities": [MARKER]}, topic="who_decides"
    )
    reply = NewRow("assistant", f"Said {MARKER}", content={"choices": [{"id": "x", "title": MARKER}]})
    turn = store.record(known, asked, [reply], {"topic": "who_decides"})
    store.record(known, NewRow("adviser", f"Dear {MARKER}", client_id=f"{ADVISERS}{MARKER}"), [], {})
    FeedbackStore(engine).keep(known.id, turn.replies[0].id, False, f"Wrong for {MARKER}")
    one = held(engine, _account(adviser), known.id)
    add_note(engine, who, one, f"Ring {MARKER}")
    set_label(engine, who, one, MARKER, True)
    propose(engine, NothingToHide(), who, one, Proposal(turn.asked.id, "nothing"))
    propose(engine, NothingToHide(), who, one, Proposal(turn.asked.id, "other", "transport"))
    decide(engine, Actor(editor.id, "192.0.2.8"), ["kent"], _newest(engine, "correction"), approved=True)
    callback = _asks_for_a_call(engine, known.id)
    write(engine, _account(adviser), who, callback, "reached", f"Spoke with {MARKER}")
    settings = Settings(var=var)
    sender = Sender(
        OutboxStore(engine, "one"), CallbackStore(engine, 30), FileDelivery(var / "mail"), an_answer_book, settings
    )
    assert await sender.send_due() == 1
    fill_the_rest(engine, {"conversation": known.id, "message": turn.asked.id, "callback": callback})
    return Planted(known.id, token, callback, turn.asked.id)


def fill_the_rest(engine: Engine, ids: dict[str, str]) -> None:
    """A row with the marker in every table that hangs on a parent's things and has none yet: those to come, too."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        for name in reach_of(engine).tables:
            table = tables.tables[name]
            if name not in ROOTS and not connection.scalar(select(func.count()).select_from(table)):
                connection.execute(insert(table).values(**a_row(table, ids)))


def a_row(table: Table, ids: dict[str, str]) -> dict[str, Any]:
    """Something for each column: the marker wherever there may be words."""
    parents = {
        key.parent.name: ids[key.column.table.name] for key in table.foreign_keys if key.column.table.name in ids
    }
    return {column.name: _value(column) for column in table.columns if not _numbers_itself(column)} | parents


def _numbers_itself(column: Any) -> bool:
    return bool(column.primary_key and isinstance(column.type, Integer))


def _value(column: Any) -> Any:
    if column.foreign_keys:
        return None
    if column.primary_key and isinstance(column.type, String):
        return str(uuid.uuid4())
    plain = {Boolean: False, DateTime: datetime.now(UTC), Date: date(2026, 11, 24), Integer: 1, Float: 0.5, Numeric: 1}
    return next((value for kind, value in plain.items() if isinstance(column.type, kind)), MARKER)


def where(engine: Engine) -> set[str]:
    """Every table and column that holds the marker, however it is kept; the search index, when it finds it."""
    tables = MetaData()
    tables.reflect(engine)
    found = set(_columns(engine, tables))
    with Session(engine) as session:
        if session.scalar(text(SEARCH[engine.dialect.name]), {"word": MARKER}):
            found.add("search")
    return found


def _columns(engine: Engine, tables: MetaData) -> Iterator[str]:
    with engine.connect() as connection:
        for table in tables.tables.values():
            # As text: what is not (JSON, bytes) is read as it lies there.
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')).mappings():
                yield from (f"{table.name}.{name}" for name, value in row.items() if MARKER in str(value))


def files_with_it(var: Path) -> list[str]:
    """The files that hold it, the database's own among them."""
    word = MARKER.encode()
    return sorted(str(p.relative_to(var)) for p in var.rglob("*") if p.is_file() and word in p.read_bytes())


def _asks_for_a_call(engine: Engine, chat: str) -> str:
    details = CallbackDetails(f"Kim {MARKER}", "020 7946 0018", f"{MARKER}@example.com", MARKER, MARKER, True)
    asked = Asked(chat, MARKER, "kent", "advice@kent.example", consent="Yes", summary=f"- {MARKER}")
    return CallbackStore(engine, 30).ask(asked, details)


def mail_of(engine: Engine, callback: str) -> str:
    """The number of its e-mail."""
    with Session(engine) as session:
        return session.scalars(select(Outbox.id).where(Outbox.callback_reference == callback)).one()


def _newest(engine: Engine, table: str) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text(f"SELECT id FROM {table} WHERE topic = 'transport'")))


def _account(adviser: Any) -> Any:
    return type("Account", (), {"id": adviser.id, "councils": ("kent",), "display_name": adviser.display_name})()
