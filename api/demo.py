"""`python -m api.demo`: fills a database with made-up conversations, to look at the console, or empties it again."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, func, insert, select, text
from sqlalchemy.orm import Session

from api.callback_models import Feedback
from api.demo_story import CHANNEL, Made, Stories
from api.models import Conversation, Message
from api.review.examples import shipped_phrases
from kb.book import read_book
from kb.database import Base, connect, migrate
from kb.settings import settings

AT_ONCE = 500  # conversations in one transaction


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command says; returns its exit status."""
    chosen = _parser().parse_args(arguments)
    engine = connect(settings().database)
    migrate(engine)
    try:
        if chosen.remove:
            print(f"Removed {remove(engine)} made-up conversations.")  # noqa: T201
            return 0
        if not read_book(engine).councils:
            print("There is no knowledge in this database. Load it first: make content", file=sys.stderr)  # noqa: T201
            return 1
        if real := real_ones(engine):
            print(  # noqa: T201
                f"This database holds {real} conversations of parents: nothing is made up beside them. "
                f"Choose another one in ASKLINE_DATABASE_URL or ASKLINE_VAR.",
                file=sys.stderr,
            )
            return 1
        messages = fill(engine, chosen.conversations, chosen.seed)
        print(f"Made {chosen.conversations:,} conversations with {messages:,} messages.")  # noqa: T201
    finally:
        engine.dispose()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.demo", description="Made-up conversations to look at.")
    parser.add_argument("--conversations", type=int, default=20_000, metavar="N", help="how many (20,000)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes other conversations")
    parser.add_argument("--remove", action="store_true", help="delete all that were made up")
    return parser


def real_ones(engine: Engine) -> int:
    """How many conversations of parents the database holds."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).where(Conversation.channel != CHANNEL)) or 0


def fill(engine: Engine, conversations: int, seed: int = 1, now: datetime | None = None) -> int:
    """Makes that many conversations; returns how many messages they have."""
    stories = Stories(shipped_phrases(), read_book(engine), now or datetime.now(UTC), seed)
    messages = 0
    for some in _parts(conversations):
        made = [stories.one() for _ in range(some)]
        messages += sum(len(one.messages) for one in made)
        _store(engine, made)
    if engine.dialect.name == "postgresql":
        # What PostgreSQL does by itself after a while: counts what there is, and puts the search index in order.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE conversation, message, message_words"))
    return messages


def remove(engine: Engine) -> int:
    """Deletes what was made up; returns how many conversations."""
    made_up = select(Conversation.id).where(Conversation.channel == CHANNEL)
    with Session(engine) as session, session.begin():
        count = session.scalar(select(func.count()).where(Conversation.channel == CHANNEL)) or 0
        session.execute(delete(Message).where(Message.conversation_id.in_(made_up)))
        session.execute(delete(Conversation).where(Conversation.channel == CHANNEL))
    return count


def _parts(conversations: int) -> Iterator[int]:
    while conversations > 0:
        yield min(AT_ONCE, conversations)
        conversations -= AT_ONCE


def _store(engine: Engine, made: list[Made]) -> None:
    with Session(engine) as session, session.begin():
        session.execute(insert(Conversation), [_values(one.conversation) for one in made])
        session.execute(insert(Message), [_values(message) for one in made for message in one.messages])
        if feedback := [_values(mark) for one in made for mark in one.feedback]:
            session.execute(insert(Feedback), feedback)


def _values(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


if __name__ == "__main__":
    sys.exit(main())
