"""Databases of either kind for tests of their own: SQLite in a folder, PostgreSQL in a schema that is dropped again."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from kb.database import connect

POSTGRESQL = "postgresql://127.0.0.1:5432/test"
REDIS = "redis://127.0.0.1:6379/9"


@contextmanager
def a_schema() -> Iterator[str]:
    """The address of an empty schema. Skips the test where no PostgreSQL answers."""
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
