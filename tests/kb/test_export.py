"""Editors' answers as files of kb/content: loaded into a new database they are the same answers."""

import zipfile
from datetime import date
from io import BytesIO
from itertools import count

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from api.words import without_invisible
from kb.__main__ import main
from kb.book import read_book
from kb.database import Base, connect
from kb.export import exported, zipped
from kb.loading import load
from kb.own_answers import OwnText, publish
from kb.settings import Settings
from kb.shipped import FollowUp, TopicFile
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file

LATER = date(2027, 5, 24)
TOPICS = [
    a_topic_file("who_decides", "All. [code:1]", more="More.", councils={"bexley": {"answer": "Bexley too."}}),
    a_topic_file("transport", "A taxi."),
]
SOURCES = [a_source("code"), a_source("leaflet_kent", "leaflet")]
COUNCILS = [a_council_file("kent"), a_council_file("bexley")]
NUMBERS = count()

# Whatever an editor can save: cleaned as the console cleans it. A marker is only read as one of a source that is there.
words = st.text(max_size=80).map(lambda text: without_invisible(text.replace("[", "(")))
something = words.filter(bool)
texts = st.builds(
    OwnText,
    answer=st.builds("{} [code:{}]\n\n{}".format, something, st.integers(1, 9), something),
    review_by=st.dates(date(2026, 12, 1), date(2028, 12, 1)),
    mode=st.sampled_from(["add", "replace"]),
    more=words,
    follow_ups=st.dictionaries(st.sampled_from(FollowUp.__args__), something, max_size=4),
)


def a_knowledge(folder, topics=TOPICS):
    engine = connect("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    load(engine, a_content_folder(folder, topics, SOURCES, COUNCILS))
    return engine


def edited(engine, own, topic="who_decides", council="kent"):
    with Session(engine) as session, session.begin():
        publish(session, topic, council, own, 2, date(2026, 11, 24))


def files(engine, councils=None):
    with Session(engine) as session:
        return {name: yaml.safe_load(text) for name, text in exported(session, councils).items()}


@given(own=texts)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_load_of_the_export_gives_equal_answers(tmp_path, own):
    engine = a_knowledge(tmp_path / f"old{next(NUMBERS)}")
    edited(engine, own)

    again = a_knowledge(tmp_path / f"new{next(NUMBERS)}", [files(engine)["who_decides"], TOPICS[1]])

    before, after = read_book(engine), read_book(again)
    assert after.topics == before.topics
    for key, answer in before.answers.items():
        other = after.answers[key]
        assert (other.texts, other.mode, other.review_by) == (answer.texts, answer.mode, answer.review_by)


def test_the_file_has_the_form_of_those_that_ship(tmp_path):
    engine = a_knowledge(tmp_path / "content")
    edited(engine, OwnText("Ours.\n\n- One\n- Two", LATER, "replace"))

    with Session(engine) as session:
        text = exported(session)["who_decides"]

    assert "    answer: |\n      Ours.\n\n      - One\n      - Two\n" in text
    topic = TopicFile.model_validate(yaml.safe_load(text))
    assert topic.councils["kent"].review_by == LATER
    assert topic.councils["bexley"].answer == "Bexley too.\n"


def test_only_topics_that_the_council_wrote_on_and_of_others_what_ships(tmp_path):
    engine = a_knowledge(tmp_path / "content")
    edited(engine, OwnText("Ours.", LATER))
    edited(engine, OwnText("Bexley's new one.", LATER), council="bexley")
    edited(engine, OwnText("Bexley's taxi.", LATER), topic="transport", council="bexley")

    kents = files(engine, ["kent"])

    assert list(kents) == ["who_decides"]
    assert kents["who_decides"]["councils"]["bexley"]["answer"] == "Bexley too.\n"
    assert list(files(engine)) == ["transport", "who_decides"]


def test_the_command_writes_files_that_load(tmp_path, capsys):
    chosen = Settings(var=tmp_path, database_url="")
    assert main(["load"], chosen) == 0
    edited(connect(chosen.database), OwnText("In Kent it is so. [code:6.39]", LATER, "replace"))

    assert main(["export", str(tmp_path / "out"), "--council", "kent"], chosen) == 0

    assert "1 topic written." in capsys.readouterr().out
    written = yaml.safe_load((tmp_path / "out/topics/who_decides.yml").read_text(encoding="utf-8"))
    assert TopicFile.model_validate(written).councils["kent"].answer == "In Kent it is so. [code:6.39]\n"


def test_the_same_answers_make_the_same_download():
    packed = zipped({"b": "B", "a": "A"})

    assert packed == zipped({"a": "A", "b": "B"})
    assert zipfile.ZipFile(BytesIO(packed)).namelist() == ["topics/a.yml", "topics/b.yml"]


@pytest.mark.parametrize(
    "text", ["x", "trailing \nspace", "\ttab", "- list\n- more", "# no comment", "yes", "1: 2", "'", '"']
)
def test_odd_texts_come_back_as_they_were(tmp_path, text):
    engine = a_knowledge(tmp_path / "content")
    edited(engine, OwnText(text, LATER))

    assert files(engine)["who_decides"]["councils"]["kent"]["answer"].strip() == text.strip()
