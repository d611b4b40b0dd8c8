"""A topic, or all of Askline, switched off: parents of that council read its words, others read on."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from kb.book import BookKeeper, read_book
from kb.loading import load
from kb.replies import PERSON, Speaker
from kb.switches import EVERYTHING, switch_off, switch_on, switched
from tests.databases import KINDS, a_database
from tests.kb.content import a_content_folder, a_council_file, a_topic_file, without_knowledge
from tests.kb.knowledge import NOON, a_topic, an_answer_book, local, national

WORDS = "We are checking this answer. Please ring {contact}."
BOOK = an_answer_book(
    national("who_decides", "All England.", more="More."),
    national("review_meetings", "Meetings."),
    national("contact_helpline", "What we do.\n\nRing us."),
    national("unhappy_with_support", "Talk."),
    local("who_decides", "kent", "Kent."),
    topics=(a_topic("review_meetings", next=("who_decides", "unhappy_with_support")),),
)
TOPIC_OFF = replace(BOOK, off={("who_decides", "kent"): WORDS})
ALL_OFF = replace(BOOK, off={("", "kent"): "Askline is resting."})


def the_speaker(book, council="kent"):
    return Speaker(book, council, NOON)


def test_the_councils_words_stand_in_the_place_of_the_topic():
    reply = the_speaker(TOPIC_OFF).answer("who_decides")

    assert reply.text.startswith("We are checking this answer. Please ring phone [01234 567890]")
    assert "All England" not in reply.text
    assert reply.reason == "switched_off"
    assert (reply.topic, reply.citations, reply.choices) == ("who_decides", (), (PERSON,))
    assert reply.handoff["phones"]


@pytest.mark.parametrize("council", ["islington", "other", None])
def test_other_councils_and_other_topics_go_on(council):
    assert the_speaker(TOPIC_OFF, council).answer("who_decides").text == "All England."
    assert the_speaker(TOPIC_OFF).answer("review_meetings").text == "Meetings."


def test_there_is_no_more_of_what_is_off_and_it_is_offered_nowhere():
    speaker = the_speaker(TOPIC_OFF)

    assert TOPIC_OFF.parts("who_decides", "kent") == {"answer"}
    assert "topic:who_decides" not in [c.id for c in speaker.answer("review_meetings").choices]
    assert "topic:who_decides" not in [c.id for c in speaker.unsure(["who_decides", "review_meetings"], 0).choices]
    assert speaker.more("who_decides").reason == "switched_off"
    off = replace(BOOK, off={("unhappy_with_support", "kent"): "Off."})
    assert "topic:unhappy_with_support" not in [c.id for c in the_speaker(off).starters()]


def test_with_everything_off_greeting_and_answers_are_the_councils_words_and_the_line():
    speaker = the_speaker(ALL_OFF)

    for reply in (speaker.welcome(), speaker.answer("who_decides"), speaker.contact(), speaker.council_set()):
        assert reply.text.startswith("Askline is resting.\n\nYou can talk to a person")
        assert "01234 567890" in reply.text
        assert reply.reason == "switched_off"
        assert reply.handoff["phones"]


def test_with_everything_off_the_crisis_card_is_the_same():
    assert the_speaker(ALL_OFF).crisis() == the_speaker(BOOK).crisis()


def test_a_council_without_a_leaflet_can_be_off_too():
    off = replace(BOOK, off={("", "leeds"): "Askline is resting."})

    text = the_speaker(off, "leeds").welcome().text

    assert text.startswith("Askline is resting.\n\nEvery council in England has a free SEND advice service.")


def test_the_contact_topic_can_be_off_and_the_line_still_stands_there():
    off = replace(BOOK, off={("contact_helpline", "kent"): "Our line is moving."})

    text = the_speaker(off).contact().text

    assert "01234 567890" in text
    assert "What we do" not in text


@pytest.fixture(scope="module", params=KINDS)
def database(request, tmp_path_factory):
    """Made once: on PostgreSQL that takes a second."""
    with a_database(request.param, tmp_path_factory.mktemp("kb")) as made:
        yield made


@pytest.fixture
def engine(database, tmp_path):
    content = a_content_folder(tmp_path / "content", [a_topic_file("who_decides")], (), [a_council_file("kent")])
    load(without_knowledge(database), content)
    return database


def switches(engine, on, topic=EVERYTHING, words="Off."):
    with Session(engine) as session, session.begin():
        return switch_on(session, "kent", topic) if on else switch_off(session, "kent", topic, words, "Wrong", "sam")


def test_switched_off_and_on_again_makes_a_new_book_each_time(engine):
    versions = [read_book(engine).version]
    for on in (False, True):
        switches(engine, on, "who_decides")
        versions.append(read_book(engine).version)

    assert versions == [1, 2, 3]
    assert read_book(engine).off == {}


def test_switching_on_what_is_on_changes_nothing(engine):
    assert switches(engine, on=True) is False
    assert read_book(engine).version == 1


def test_switched_off_again_the_newer_words_count(engine):
    switches(engine, on=False, words="First.")
    switches(engine, on=False, words="Second.")
    switches(engine, on=False, topic="who_decides", words="Topic.")

    with Session(engine) as session:
        assert [(s.topic, s.words, s.by) for s in switched(session, "kent")] == [
            ("", "Second.", "sam"),
            ("who_decides", "Topic.", "sam"),
        ]
        assert switched(session, "bexley") == []


def test_who_has_heard_of_a_newer_book_gets_it_at_once(engine):
    keeper = BookKeeper(engine, check_seconds=1000)
    keeper.book()
    switches(engine, on=False)

    assert keeper.book().off == {}
    assert keeper.book(at_least=2).off == {("", "kent"): "Off."}
