"""The answer book of a process: read once, read again when the database has a newer one."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from kb.book import BookKeeper, current_version, read_book
from kb.database import connect, migrate
from kb.loading import load
from kb.models import Answer
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)
    load(engine, a_content_folder(tmp_path / "first", [a_topic_file("who_decides", "The school.")]))
    return engine


@pytest.fixture
def news(engine: Engine, tmp_path: Path):
    """Loads a newer answer."""
    content = a_content_folder(tmp_path / "newer", [a_topic_file("who_decides", "The head.")])
    return lambda: load(engine, content)


def test_the_book_is_read_once(engine):
    keeper = BookKeeper(engine)

    assert keeper.book() is keeper.book()


def test_a_newer_book_is_read_when_asked_to_look(engine, news):
    keeper = BookKeeper(engine)
    old = keeper.book()
    news()

    assert keeper.refresh() is True

    assert keeper.book().version == old.version + 1
    assert keeper.book().answer("who_decides", None).text == "The head."


def test_looking_again_without_news_reads_nothing(engine):
    keeper = BookKeeper(engine)
    book = keeper.book()

    assert keeper.refresh() is False
    assert keeper.book() is book


def test_a_book_is_taken_as_new_until_the_check_is_due(engine, news):
    clock = Clock()
    keeper = BookKeeper(engine, check_seconds=2, clock=clock)
    keeper.book()
    news()

    clock.seconds += 1.9

    assert keeper.book().version == 1
    assert not checks_that_run()


def test_when_the_check_is_due_a_turn_gets_the_old_book_at_once_and_a_later_one_the_new(engine, news):
    clock = Clock()
    keeper = BookKeeper(engine, check_seconds=2, clock=clock)
    keeper.book()
    news()
    clock.seconds += 2.1

    at_once = keeper.book()
    for check in checks_that_run():
        check.join()

    assert at_once.version == 1
    assert keeper.book().version == 2


def test_only_published_answers_are_in_the_book(engine):
    with Session(engine) as session, session.begin():
        session.execute(update(Answer).values(status="draft"))

    assert not read_book(engine).has("who_decides")


def test_a_database_without_knowledge_has_version_0(tmp_path):
    empty = connect(f"sqlite:///{tmp_path}/empty.db")
    migrate(empty)

    assert current_version(empty) == 0
    assert read_book(empty).topics == {}


def test_the_book_holds_every_part_of_the_content(engine, tmp_path):
    own = {"kent": {"mode": "replace", "answer": "In Kent.", "more": "More in Kent."}}
    topic = a_topic_file("who_decides", "So. [code:1]", more="More.", follow_ups={"how_long": "Soon."}, councils=own)
    sources = [a_source("code"), a_source("leaflet_kent", "leaflet")]
    load(engine, a_content_folder(tmp_path / "full", [topic], sources, [a_council_file("kent")]))

    book = read_book(engine)

    assert book.answers["who_decides", ""].texts == {"answer": "So. [code:1]", "more": "More.", "how_long": "Soon."}
    assert book.answers["who_decides", "kent"].mode == "replace"
    assert book.answer("who_decides", "kent", part="more").text == "More in Kent."
    assert book.councils["kent"].service["phones"][0]["number"] == "01234 567890"
    assert book.sources["code"].title == "Code"


def test_with_the_leaflets_citations_carry_their_exact_words(tmp_path, leaflets):
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)

    load(engine, leaflets=leaflets)

    assert any(c.quote for c in read_book(engine).answer("who_decides", "kent").citations)


def checks_that_run() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "book-check"]
