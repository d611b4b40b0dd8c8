"""`python -m tests.bench.filled ADDRESS`: fills a database for the console's benchmark; `--ten-times` on PostgreSQL."""

import argparse
import sys
import time

from sqlalchemy import Engine

from api.demo import fill
from api.models import Conversation, Message
from kb.database import connect, migrate
from kb.loading import load

SMALL, TIMES = 20_000, 10


def main() -> int:
    """Fills it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.filled", description="Fills a database.")
    parser.add_argument("address", help="where it is; it should be empty")
    parser.add_argument("--ten-times", action="store_true", help=f"{SMALL * TIMES:,} conversations, on PostgreSQL")
    chosen = parser.parse_args()
    filled(chosen.address, SMALL, ten_times=chosen.ten_times)
    return 0


def filled(address: str, conversations: int, ten_times: bool = False) -> None:
    """The knowledge, and so many made-up conversations, or ten times as many."""
    began = time.monotonic()
    engine = connect(address)
    migrate(engine)
    load(engine)
    fill(engine, conversations)
    if ten_times:
        multiplied(engine)
        fill(engine, 0)  # counts anew what there is
    engine.dispose()
    many = conversations * (TIMES if ten_times else 1)
    print(f"Made {many:,} conversations ({time.monotonic() - began:.0f} s).", flush=True)  # noqa: T201


def multiplied(engine: Engine) -> None:
    """Copies each conversation so often within PostgreSQL that there are TIMES as many, a while earlier each time."""
    with engine.begin() as connection:
        for table in (Conversation, Message):
            columns = [column.name for column in table.__table__.columns]
            copied = ", ".join(_copied(column) for column in columns)
            source = f"{table.__tablename__} AS was, generate_series(1, {TIMES - 1}) AS n"
            connection.exec_driver_sql(
                f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) SELECT {copied} FROM {source}"
            )


def _copied(column: str) -> str:
    if column in ("id", "conversation_id", "reply_to"):
        return f"md5(was.{column} || n)::uuid::text"
    if column in ("at", "created_at", "updated_at"):
        return f"was.{column} - n * interval '37 minutes'"
    return f"was.{column}"


if __name__ == "__main__":
    sys.exit(main())
