"""Loading the shipped knowledge: once is enough, and every change is told."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from kb.book import current_version, read_book
from kb.database import connect, migrate
from kb.errors import ContentError
from kb.loading import load
from kb.models import Answer, Citation, Passage, Source, Topic
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)
    return engine


def citations(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        rows = session.scalars(select(Citation).order_by(Citation.position)).all()
        return [(row.source_id, row.part) for row in rows]


def test_the_shipped_content_loads_once_and_changes_nothing_the_second_time(engine):
    first, second = load(engine), load(engine)

    assert first.added
    assert second.lines() == []
    assert not second


def test_loading_again_gives_no_new_version(engine):
    load(engine)
    version = current_version(engine)

    load(engine)

    assert current_version(engine) == version == 1


def test_the_leaflets_load_once_too(engine, leaflets):
    load(engine, leaflets=leaflets)

    assert load(engine, leaflets=leaflets).lines() == []


def test_loading_without_the_leaflets_keeps_passages_that_are_there(engine, leaflets):
    load(engine, leaflets=leaflets)

    load(engine)

    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Passage)) > 0


def test_what_is_added_is_told(engine, tmp_path):
    content = a_content_folder(
        tmp_path / "new", [a_topic_file("who_decides")], [a_source("code")], [a_council_file("kent")]
    )

    assert sorted(load(engine, content).lines()) == [
        "added: answer who_decides/national",
        "added: council kent",
        "added: service kent",
        "added: source code",
        "added: topic who_decides",
    ]


def test_a_changed_answer_gets_a_new_version_and_the_book_too(engine, tmp_path):
    load(engine, a_content_folder(tmp_path / "old", [a_topic_file("who_decides", "The school.")]))

    changes = load(engine, a_content_folder(tmp_path / "new", [a_topic_file("who_decides", "The head.")]))

    assert changes.lines() == ["changed: answer who_decides/national"]
    book = read_book(engine)
    assert book.version == 2
    assert book.answers["who_decides", ""].version == 2
    assert book.answer("who_decides", None).text == "The head."


def test_an_answer_that_did_not_change_keeps_its_version(engine, tmp_path):
    kept = a_topic_file("school_duties")
    load(engine, a_content_folder(tmp_path / "old", [kept, a_topic_file("who_decides", "The school.")]))

    load(engine, a_content_folder(tmp_path / "new", [kept, a_topic_file("who_decides", "The head.")]))

    assert read_book(engine).answers["school_duties", ""].version == 1


def test_a_topic_that_leaves_the_content_leaves_the_database_with_its_answers(engine, tmp_path):
    topics = [a_topic_file("who_decides", "So. [code:1]"), a_topic_file("transport", "So. [code:2]")]
    load(engine, a_content_folder(tmp_path / "old", topics, [a_source("code")]))

    changes = load(engine, a_content_folder(tmp_path / "new", topics[:1], [a_source("code")]))

    assert changes.lines() == ["removed: topic transport"]
    assert citations(engine) == [("code", "1")]
    with Session(engine) as session:
        assert session.scalars(select(Topic.name)).all() == ["who_decides"]
        assert session.scalars(select(Answer.topic_name)).all() == ["who_decides"]


def test_a_source_can_leave_with_the_last_marker_that_cites_it(engine, tmp_path):
    sources = [a_source("code"), a_source("old_code")]
    load(engine, a_content_folder(tmp_path / "old", [a_topic_file("who_decides", "So. [old_code:1]")], sources))

    changes = load(
        engine, a_content_folder(tmp_path / "new", [a_topic_file("who_decides", "So. [code:1]")], sources[:1])
    )

    assert "removed: source old_code" in changes.lines()
    assert citations(engine) == [("code", "1")]


def test_a_council_leaves_with_its_service_and_its_own_answers(engine, tmp_path):
    own = {"kent": {"answer": "In Kent too."}}
    with_kent = [a_topic_file("who_decides", councils=own)]
    leaflet = [a_source("leaflet_kent", "leaflet")]
    load(engine, a_content_folder(tmp_path / "old", with_kent, leaflet, [a_council_file("kent")]))

    changes = load(engine, a_content_folder(tmp_path / "new", [a_topic_file("who_decides")], leaflet))

    assert set(changes.removed) == {"answer who_decides/kent", "service kent", "council kent"}
    assert read_book(engine).councils == {}


def test_a_councils_details_can_change(engine, tmp_path):
    load(engine, a_content_folder(tmp_path / "old", councils=[a_council_file("kent")]))

    changes = load(engine, a_content_folder(tmp_path / "new", councils=[a_council_file("kent", places=["Deal"])]))

    assert changes.lines() == ["changed: council kent"]
    assert read_book(engine).councils["kent"].places == ("Deal",)


def test_citations_are_stored_once_each_and_in_order(engine, tmp_path):
    topic = a_topic_file("who_decides", "A. [code:2] B. [code:1] C. [code:2]", more="D. [act:66]")

    load(engine, a_content_folder(tmp_path / "new", [topic], [a_source("code"), a_source("act", "law")]))

    assert citations(engine) == [("code", "2"), ("code", "1"), ("act", "66")]


def test_a_councils_leaflet_marker_points_at_that_councils_leaflet(engine, tmp_path):
    topic = a_topic_file("who_decides", "All. [leaflet]", councils={"kent": {"answer": "Kent. [leaflet:Who]"}})
    leaflet = a_source("leaflet_kent", "leaflet")

    load(engine, a_content_folder(tmp_path / "new", [topic], [leaflet], [a_council_file("kent")]))

    assert citations(engine) == [("leaflet_kent", "Who")]


def test_a_marker_without_its_source_stops_the_load_and_changes_nothing(engine, tmp_path):
    content = a_content_folder(tmp_path / "new", [a_topic_file("who_decides", "So. [nowhere:1]")], [a_source("code")])

    with pytest.raises(ContentError, match=r"who_decides\.yml cites nowhere"):
        load(engine, content)

    assert current_version(engine) == 0
    with Session(engine) as session:
        assert session.scalars(select(Source)).all() == []
