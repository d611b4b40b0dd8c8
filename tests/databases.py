"""Databases for tests: SQLite in a folder, PostgreSQL where one answers, each test in a schema of its own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from kb.database import connect, migrate

KINDS = ("sqlite", "postgresql")
POSTGRESQL = "postgresql://127.0.0.1:5432/test"
REDIS = "redis://127.0.0.1:6379/9"


@contextmanager
def a_schema() -> Iterator[str]:
    """The address of an empty schema, dropped afterwards. Skips the test where no PostgreSQL answers."""
    own = f"askline_{uuid.uuid4().hex[:12]}"
    admin = connect(f"{POSTGRESQL}?connect_timeout=3")
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {own}"))
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        pytest.skip(f"no PostgreSQL answers at {POSTGRESQL} ({reason}): start one there that lets everyone in (trust)")
    try:
        yield f"{POSTGRESQL}?options=-csearch_path%3D{own}"
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {own} CASCADE"))
        admin.dispose()


@contextmanager
def own_postgresql() -> Iterator[Engine]:
    """An engine on an empty schema."""
    with a_schema() as address:
        engine = connect(address)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def a_database(kind: str, folder: Path) -> Iterator[Engine]:
    """A database of that kind with its tables and nothing in them; SQLite's file is in the folder."""
    if kind == "postgresql":
        with own_postgresql() as engine:
            migrate(engine)
            yield engine
        return
    engine = connect(f"sqlite:///{folder}/askline.db")
    migrate(engine)
    yield engine
    engine.dispose()
