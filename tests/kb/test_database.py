"""The database: its migrations, and what every connection gets. PostgreSQL where one answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

import api.advisers.models
import api.answers.models
import api.callback_models
import api.learning.models
import api.models
import api.privacy.models
import api.review.models
import api.sign_on.models
import api.statistics.models
from kb import models
from kb.book import read_book
from kb.database import Base, connect, migrate
from kb.loading import load
from tests.databases import own_postgresql
from tests.kb.content import a_content_folder, a_source, a_topic_file

TABLES = {
    models.Answer.__tablename__,
    api.models.Message.__tablename__,
    api.callback_models.Outbox.__tablename__,
    api.advisers.models.Adviser.__tablename__,
    api.review.models.Correction.__tablename__,
    api.learning.models.ModelTrial.__tablename__,
    api.statistics.models.WeekCount.__tablename__,
    api.answers.models.AnswerDraft.__tablename__,
    api.privacy.models.Erasure.__tablename__,
}
# How conversations are searched is each database's own affair: no model knows it (0007, 0012).
SEARCH = ("message_words", "message_number", "ix_message_words", "traits", "ix_conversation_traits")


def ours(name: str | None, _kind: str, _parents: object) -> bool:
    return not (name or "").startswith(SEARCH)


def sqlite(folder: Path) -> Engine:
    return connect(f"sqlite:///{folder}/askline.db")


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    """A schema of our own in the test database, dropped afterwards."""
    with own_postgresql() as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """An empty database of either kind."""
    if request.param == "postgresql":
        found: Engine = request.getfixturevalue("postgresql")
        return found
    return sqlite(tmp_path)


def test_a_fresh_database_gets_every_table(engine):
    migrate(engine)

    made = {name for name in inspect(engine).get_table_names() if not name.startswith(SEARCH)}
    assert set(Base.metadata.tables) | {"alembic_version"} == made
    assert set(Base.metadata.tables) >= TABLES


def test_migrating_again_changes_nothing(engine, tmp_path):
    migrate(engine)
    load(engine, a_content_folder(tmp_path / "content", [a_topic_file("who_decides")]))

    migrate(engine)

    assert read_book(engine).has("who_decides")


def test_the_migrations_make_exactly_the_tables_of_the_models(engine):
    migrate(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        differences = compare_metadata(context, Base.metadata)

    assert differences == [], "models and migrations differ: write a new file in kb/migrations/versions"


def test_the_knowledge_loads_and_reads_the_same(engine, tmp_path):
    migrate(engine)
    topic = a_topic_file("who_decides", "Die Schule – “naïve”. [code:1]")
    content = a_content_folder(tmp_path / "content", [topic], [a_source("code")])

    load(engine, content)

    assert read_book(engine).answer("who_decides", None).text == "Die Schule – “naïve”. [1]"
    assert load(engine, content).lines() == []


def test_a_reference_to_nothing_is_refused(engine):
    migrate(engine)

    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("INSERT INTO passage (source_id, position, heading, text) VALUES ('none', 1, '', '')"))


def test_errors_of_the_database_show_no_parameters(engine):
    with pytest.raises(DBAPIError) as error, engine.connect() as connection:
        connection.execute(text("SELECT * FROM no_such_table WHERE text = :words"), {"words": "my son Tom"})

    assert "Tom" not in str(error.value)


def test_sqlite_waits_for_other_writers_and_lets_readers_read(tmp_path):
    with sqlite(tmp_path).connect() as connection:
        modes = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "busy_timeout")]

    assert modes == ["wal", 10000]


def test_sqlites_folder_is_made(tmp_path):
    migrate(connect(f"sqlite:///{tmp_path}/not/yet/askline.db"))

    assert (tmp_path / "not/yet/askline.db").is_file()


@pytest.mark.parametrize("address", ["postgresql://h/d", "postgresql+psycopg2://h/d", "postgresql+psycopg://h/d"])
def test_every_way_to_write_postgresql_uses_the_driver_that_we_ship(address):
    assert connect(address).dialect.driver == "psycopg"
