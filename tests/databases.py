"""Databases for tests: PostgreSQL where one answers, each test in a schema of its own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from kb.database import connect

POSTGRESQL = "postgresql://127.0.0.1:5432/test"


@contextmanager
def own_postgresql() -> Iterator[Engine]:
    """An empty schema in the test database, dropped afterwards. Skips the test when no PostgreSQL answers."""
    own = f"askline_{uuid.uuid4().hex[:12]}"
    admin = connect(f"{POSTGRESQL}?connect_timeout=3")
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {own}"))
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL answers at {POSTGRESQL}: {str(error.orig).splitlines()[0]}")
    engine = connect(f"{POSTGRESQL}?options=-csearch_path%3D{own}")
    try:
        yield engine
    finally:
        engine.dispose()
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {own} CASCADE"))
        admin.dispose()
