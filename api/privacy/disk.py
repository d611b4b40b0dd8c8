"""What a deleted word leaves in the database's own files, and how it is taken out of there."""

import structlog
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

SEARCH = "message_words"


def overwritten(engine: Engine) -> None:
    """SQLite: takes deleted words out of the search index and out of the log of changes (WAL).

    `secure_delete` (kb/database.py) has overwritten the rows themselves. PostgreSQL does the like in its own time
    (autovacuum). A file that is busy is left for the next time: the words are deleted in any case.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        if inspect(engine).has_table(SEARCH):
            with engine.begin() as connection:
                # FTS5 only marks deleted words; merging its index anew drops them.
                connection.execute(text(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')"))
        _outside(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    except SQLAlchemyError as error:
        log.warning("not_overwritten_yet", kind=type(error).__name__)


def packed(engine: Engine) -> None:
    """Writes the whole database anew without what was deleted. Others wait meanwhile."""
    if engine.dialect.name == "postgresql":
        _outside(engine, "VACUUM FULL")
        return
    overwritten(engine)
    _outside(engine, "VACUUM")
    _outside(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _outside(engine: Engine, statement: str) -> None:
    """Runs what no transaction may hold, on a connection of its own that waits a second at most for others."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA busy_timeout=1000"))
            connection.detach()
        connection.execute(text(statement)).close()
