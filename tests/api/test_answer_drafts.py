"""Drafts and versions: nobody approves their own words, nothing that was saved is lost, older answers come back."""

import threading
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Audit
from api.answers.access import Place
from api.answers.drafts import Seen, approve, begin, fingerprint, open_draft, save, send_back, withdraw
from api.answers.models import AnswerDraft, AnswerVersion
from api.answers.problems import DraftChanged, LeadsNowhere, NoSuchDraft, WroteItThemselves
from api.answers.versions import go_back, keep_ours, take_what_ships, two_versions, versions
from kb.book import read_book
from kb.loading import load
from kb.offers import ships
from kb.own_answers import OwnText
from tests.api.live import an_adviser
from tests.databases import KINDS, a_database
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file

TODAY, LATER = date(2026, 11, 24), date(2027, 5, 24)
PLACE = Place("who_decides", "kent")


@pytest.fixture(scope="module", params=KINDS)
def knowledge(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    kent = {"kent": {"answer": "Kent, as it ships."}}
    files = [a_topic_file("who_decides", "All. [code:1]", councils=kent), a_topic_file("transport", "A taxi.")]
    with a_database(request.param, folder) as made:
        content = a_content_folder(folder / "content", files, [a_source("code")], [a_council_file("kent")])
        load(made, content)
        yield made, content


@pytest.fixture
def engine(knowledge):
    """As it was loaded, whatever the test before did."""
    made, content = knowledge
    with Session(made) as session, session.begin():
        for table in (AnswerVersion, AnswerDraft):
            session.query(table).delete()
    for place in (PLACE, Place("transport", "kent")):
        with suppress(NoSuchDraft):
            take_what_ships(made, SAM, place, "Clean")
        with Session(made) as session, session.begin():
            session.query(AnswerVersion).delete()
    load(made, content)
    return made


SAM, ALEX = Actor("sam", "here"), Actor("alex", "here")


def text(words="Ours.", **own):
    return OwnText(words, LATER, **{"mode": "replace"} | own)


def saves(engine, who=SAM, words="Ours.", seen=None, send=True, place=PLACE):
    draft = open_draft(engine, place)
    seen = seen or (Seen(draft.id, draft.revision) if draft else Seen())
    return save(engine, who, place, text(words), "Because.", seen, send=send)


def sound(_own):
    """Nothing stops it."""


def approves(engine, who=ALEX, place=PLACE):
    return approve(engine, who, place, open_draft(engine, place).revision, TODAY, sound)


def published(engine, words="Ours."):
    saves(engine, words=words)
    return approves(engine)


def said(engine):
    return read_book(engine).answer("who_decides", "kent").text


def test_what_waits_is_published_by_another_person_with_the_next_number(engine):
    before = read_book(engine).answers["who_decides", "kent"].version
    saves(engine)
    assert said(engine) == "All. [1]\n\nKent, as it ships."

    number = approves(engine)

    assert said(engine) == "Ours."
    assert number == before + 1 == read_book(engine).answers["who_decides", "kent"].version
    assert open_draft(engine, PLACE) is None


def test_who_wrote_on_it_does_not_approve_it_however_little(engine):
    saves(engine, SAM)
    saves(engine, ALEX, "Ours, too.")

    for who in (SAM, ALEX):
        with pytest.raises(WroteItThemselves):
            approves(engine, who)
    assert said(engine) != "Ours, too."


def test_what_is_still_being_written_is_not_approved(engine):
    saves(engine, send=False)

    with pytest.raises(NoSuchDraft):
        approves(engine)


def test_saved_again_it_has_to_be_sent_again(engine):
    saves(engine)
    saves(engine, send=False)

    with pytest.raises(NoSuchDraft):
        approves(engine)


def test_who_approves_approves_what_they_saw(engine):
    seen = saves(engine).revision
    saves(engine, words="Other words.")

    with pytest.raises(DraftChanged):
        approve(engine, ALEX, PLACE, seen, TODAY, sound)


def test_what_the_checks_stop_is_not_published_and_still_waits(engine):
    saves(engine)

    def stops(_own):
        raise LeadsNowhere("No.")

    with pytest.raises(LeadsNowhere):
        approve(engine, ALEX, PLACE, open_draft(engine, PLACE).revision, TODAY, stops)

    assert open_draft(engine, PLACE).state == "waiting"


def test_sent_back_it_is_the_writers_again_with_words(engine):
    revision = saves(engine).revision

    send_back(engine, ALEX, PLACE, revision, "Shorter, please.")

    draft = open_draft(engine, PLACE)
    assert (draft.state, draft.words, draft.own.answer) == ("sent_back", "Shorter, please.", "Ours.")
    saves(engine, words="Short.")
    assert approves(engine)


def test_given_up_its_versions_stay(engine):
    saves(engine)

    withdraw(engine, SAM, PLACE, 1)

    assert open_draft(engine, PLACE) is None
    assert [one.own.answer for one in versions(engine, PLACE)] == ["Ours."]


def test_of_two_who_saved_what_they_saw_the_later_is_told(engine):
    seen = saves(engine, send=False)
    saves(engine, ALEX, "Alex's words.", Seen(seen.id, seen.revision))

    with pytest.raises(DraftChanged):
        saves(engine, SAM, "Sam's words.", Seen(seen.id, seen.revision))

    # Told, Sam saves over it: both are kept.
    saves(engine, SAM, "Sam's words.")
    assert [one.own.answer for one in versions(engine, PLACE)] == ["Sam's words.", "Alex's words.", "Ours."]


def test_of_two_who_begin_at_once_the_later_is_told(engine):
    saves(engine, ALEX, "Alex's words.", Seen())

    with pytest.raises(DraftChanged):
        saves(engine, SAM, "Sam's words.", Seen())


def test_of_many_who_save_at_the_same_moment_one_does(engine):
    seen = saves(engine, send=False)
    done, told = [], []

    def tries(n):
        try:
            done.append(saves(engine, Actor(f"editor {n}", "here"), f"Words {n}.", Seen(seen.id, seen.revision)))
        except DraftChanged:
            told.append(n)

    threads = [threading.Thread(target=tries, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(done), len(told)) == (1, 3)
    assert open_draft(engine, PLACE).own.answer == done[0].own.answer


def test_a_draft_that_was_published_meanwhile_is_not_saved_on(engine):
    seen = saves(engine)
    approves(engine)

    with pytest.raises(DraftChanged):
        saves(engine, SAM, "Late.", Seen(seen.id, seen.revision))


def test_any_part_of_the_console_begins_a_draft_once(engine):
    first = begin(engine, SAM, PLACE, "Who pays for the taxi?")
    again = begin(engine, ALEX, PLACE, "Something else?")

    assert first == again
    draft = open_draft(engine, PLACE)
    assert (draft.question, draft.own, draft.state) == ("Who pays for the taxi?", None, "draft")
    saves(engine)
    assert approves(engine)


def test_every_version_says_who_when_and_why_and_the_first_is_what_shipped(engine):
    sam = an_adviser(engine, "kent", on_duty=False)
    save(engine, Actor(sam.id, "here"), PLACE, text(), "Parents asked.", Seen(), send=True)
    approves(engine)

    newest, oldest = versions(engine, PLACE)

    assert (newest.by, newest.reason, newest.origin) == ("Sam Reed", "Parents asked.", "written")
    assert newest.published_at >= newest.at
    assert (oldest.own.answer, oldest.origin, oldest.number) == ("Kent, as it ships.", "shipped", newest.number - 1)
    assert two_versions(engine, PLACE, oldest.id, newest.id) == (oldest, newest)


def test_another_answers_version_is_not_compared(engine):
    published(engine)
    saves(engine, place=Place("transport", "kent"))
    (other,) = versions(engine, Place("transport", "kent"))

    with pytest.raises(NoSuchDraft):
        two_versions(engine, PLACE, versions(engine, PLACE)[0].id, other.id)


def test_going_back_makes_a_new_version(engine):
    first = published(engine, "First.")
    second = published(engine, "Second.")

    assert go_back(engine, SAM, PLACE, first, "The first was better.", TODAY) == second + 1

    assert said(engine) == "First."
    newest = versions(engine, PLACE)[0]
    assert (newest.number, newest.origin, newest.reason) == (second + 1, "back", "The first was better.")


def test_going_back_to_what_ships_leaves_it_to_loading_again(engine, knowledge):
    number = published(engine)

    go_back(engine, SAM, PLACE, number - 1, "As it was.", TODAY)

    assert said(engine) == "All. [1]\n\nKent, as it ships."
    assert load(*knowledge).lines() == []


def test_going_back_to_nothing_of_our_own(engine):
    place = Place("transport", "kent")
    saves(engine, place=place)
    number = approves(engine, place=place)
    take_what_ships(engine, ALEX, place, "Not needed.")
    saves(engine, place=place, words="Again.")
    approves(engine, place=place)

    go_back(engine, SAM, place, number + 1, "Not needed after all.", TODAY)

    assert read_book(engine).answer("transport", "kent").text == "A taxi."
    assert versions(engine, place)[0].own is None


def test_there_is_no_going_back_to_what_was_never_published(engine):
    saves(engine)

    with pytest.raises(NoSuchDraft):
        go_back(engine, SAM, PLACE, 77, "Why not.", TODAY)


@pytest.mark.parametrize("does", [keep_ours, lambda *who: take_what_ships(*who, "Why")])
def test_what_editors_did_not_write_has_nothing_shipped_beside_it(engine, does):
    with pytest.raises(NoSuchDraft):
        does(engine, SAM, PLACE)


def test_what_ships_is_taken_as_seen_only_when_the_writer_had_it_before_them(engine):
    with Session(engine) as session:
        now = fingerprint(ships(session, *_key()))
    save(engine, SAM, PLACE, text(), "Because.", Seen(shipped=now), send=False)
    with Session(engine) as session, session.begin():
        row = session.scalars(select(AnswerDraft)).one()
        row.shipped = {}
    draft = open_draft(engine, PLACE)
    save(engine, SAM, PLACE, text(), "Because.", Seen(draft.id, draft.revision, "older"), send=False)
    with Session(engine) as session:
        assert session.scalars(select(AnswerDraft)).one().shipped == {}
    save(engine, SAM, PLACE, text(), "Because.", Seen(draft.id, draft.revision + 1, now), send=False)
    with Session(engine) as session:
        assert session.scalars(select(AnswerDraft)).one().shipped == ships(session, *_key())


def test_the_log_has_ids_and_no_words(engine):
    with Session(engine) as session:
        before = len(session.scalars(select(Audit)).all())
    revision = saves(engine).revision
    send_back(engine, ALEX, PLACE, revision, "Secret words.")
    saves(engine)
    approves(engine)

    with Session(engine) as session:
        lines = session.scalars(select(Audit).order_by(Audit.id)).all()[before:]
    assert [line.action for line in lines] == [
        "answer_begun", "answer_drafted", "answer_sent_back", "answer_drafted", "answer_published"
    ]  # fmt: skip
    assert {line.council_slug for line in lines} == {"kent"}
    assert not [line for line in lines if "words" in str(line.detail).lower() or "Ours" in str(line.detail)]


def _key():
    return PLACE.topic, PLACE.council
