"""What a council's editors wrote and what ships live together: neither writes over the other."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.book import current_version, read_book
from kb.loading import load
from kb.models import Answer, ShippedAnswer, Topic
from kb.offers import NATIONAL, OWN, has_changed
from kb.own_answers import REPLACE, OwnText, publish, settle, take_shipped
from tests.databases import KINDS, a_database
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file, without_knowledge

TODAY, LATER = date(2026, 11, 24), date(2027, 5, 24)
OURS = OwnText("Ours. [code:1]", LATER, REPLACE, "More of ours.", {"if_no": "Ask again."})


@pytest.fixture(scope="module", params=KINDS)
def database(request, tmp_path_factory):
    """Made once: on PostgreSQL that takes a second."""
    with a_database(request.param, tmp_path_factory.mktemp("kb")) as made:
        yield made


@pytest.fixture
def engine(database):
    return without_knowledge(database)


@pytest.fixture
def ships(engine, tmp_path):
    """Loads a topic with or without an answer of Kent's; returns what the load told."""
    folders = iter(range(100))

    def load_it(answer="All.", kent=None, topics=("who_decides",), source="code"):
        councils = {"kent": kent} if kent else {}
        files = [a_topic_file(name, answer, councils=councils) for name in topics]
        folder = tmp_path / f"content{next(folders)}"
        return load(engine, a_content_folder(folder, files, [a_source(source)], [a_council_file("kent")])).lines()

    return load_it


def edits(engine, own=OURS, version=2):
    with Session(engine) as session, session.begin():
        publish(session, "who_decides", "kent", own, version, TODAY)


def said(engine, part="answer"):
    return read_book(engine).answer("who_decides", "kent", part).text


def settled(engine):
    with Session(engine) as session:
        kept = session.get_one(ShippedAnswer, ("who_decides", "kent"))
        answer = session.scalars(select(Answer).where(Answer.edited)).one()
        return not has_changed(kept.now, kept.settled, answer.mode)


def test_what_editors_publish_is_what_the_book_holds(engine, ships):
    ships(kent={"answer": "Kent too."})
    before = current_version(engine)

    edits(engine)

    assert current_version(engine) == before + 1
    stored = read_book(engine).answers["who_decides", "kent"]
    assert stored == OURS.as_answer("who_decides", "kent", 2)
    assert said(engine) == "Ours. [1]"
    assert said(engine, "if_no") == "Ask again."


def test_loading_never_writes_over_it_and_says_nothing_the_second_time(engine, ships):
    ships(kent={"answer": "Kent too."})
    edits(engine)

    assert ships(kent={"answer": "Kent too."}) == []
    assert ships(kent={"answer": "Kent too."}) == []
    assert said(engine) == "Ours. [1]"
    assert settled(engine)


def test_a_changed_shipped_answer_is_offered_once_and_not_taken(engine, ships):
    ships(kent={"answer": "Kent too."})
    edits(engine)

    assert ships(kent={"answer": "Kent as well."}) == ["offered to the editors: answer who_decides/kent"]
    assert ships(kent={"answer": "Kent as well."}) == []
    assert said(engine) == "Ours. [1]"
    assert not settled(engine)


def test_an_answer_that_ships_no_more_is_offered_too(engine, ships):
    ships(kent={"answer": "Kent too."})
    edits(engine)

    assert ships() == ["offered to the editors: answer who_decides/kent"]
    assert said(engine) == "Ours. [1]"


def test_a_new_national_answer_counts_where_ours_stands_in_its_place(engine, ships):
    ships()
    edits(engine)

    ships("All and everything.")

    assert not settled(engine)
    with Session(engine) as session, session.begin():
        settle(session, "who_decides", "kent")
    assert settled(engine)


@pytest.mark.parametrize(
    ("now", "mode", "changed"),
    [
        ({OWN: None, NATIONAL: {"answer": "New", "reviewed": "2026-01-01"}}, "replace", True),
        ({OWN: None, NATIONAL: {"answer": "New", "reviewed": "2026-01-01"}}, "add", False),
        ({OWN: None, NATIONAL: {"answer": "Old", "reviewed": "2026-11-11"}}, "replace", False),  # only read again
        ({OWN: {"answer": "New"}, NATIONAL: {"answer": "Old"}}, "add", True),
    ],
)
def test_what_counts_as_changed(now, mode, changed):
    settled = {OWN: None, NATIONAL: {"answer": "Old", "reviewed": "2026-01-01"}}

    assert has_changed(now, settled, mode) is changed


def test_given_up_the_shipped_answer_is_back_and_loading_keeps_it_new(engine, ships):
    ships(kent={"answer": "Kent too."})
    edits(engine)
    ships(kent={"answer": "Kent as well."})

    with Session(engine) as session, session.begin():
        take_shipped(session, "who_decides", "kent", 3)

    assert said(engine) == "All.\n\nKent as well."
    assert read_book(engine).answers["who_decides", "kent"].version == 3
    assert ships(kent={"answer": "Kent at last."}) == ["changed: answer who_decides/kent"]


def test_given_up_where_nothing_ships_the_national_answer_is_back(engine, ships):
    ships()
    edits(engine)

    with Session(engine) as session, session.begin():
        assert take_shipped(session, "who_decides", "kent", 3) is None

    assert said(engine) == "All."
    assert ships() == []


def test_a_topic_stays_while_editors_answers_hang_on_it(engine, ships):
    ships(topics=("who_decides", "transport"))
    edits(engine)

    told = ships(topics=("transport",))

    assert told == ["kept: topic who_decides, for editors' answers rest on it"]
    with Session(engine) as session:
        assert set(session.scalars(select(Topic.name))) == {"who_decides", "transport"}


def test_a_source_stays_while_editors_answers_cite_it(engine, ships):
    ships()
    edits(engine)

    told = ships(source="act")

    assert told == ["added: source act", "kept: source code, for editors' answers rest on it"]
    assert read_book(engine).answer("who_decides", "kent").citations[0].source == "code"
