"""Versions: who, when and why; older ones come back; what ships is taken, left, or put together with ours."""

import threading

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Audit
from api.answers.drafts import Seen, begin, fingerprint, open_draft, save, send_back
from api.answers.listing import Filters, rows, waiting
from api.answers.models import AnswerDraft
from api.answers.problems import DraftChanged, NoSuchDraft
from api.answers.shipped import what_ships
from api.answers.versions import go_back, keep_ours, take_what_ships, two_versions, versions
from kb.book import read_book
from kb.loading import load
from kb.models import ShippedAnswer
from kb.offers import ships
from kb.switches import switch_off, switch_on
from tests.api.drafting import ALEX, PLACE, SAM, TODAY, TRANSPORT, approves, published, said, saves, text
from tests.api.live import an_adviser


def test_every_version_says_who_when_and_why_and_the_first_is_what_shipped(answers):
    sam = an_adviser(answers, "kent", on_duty=False)
    save(answers, Actor(sam.id, "here"), PLACE, text(), "Parents asked.", Seen(), send=True)
    approves(answers)

    newest, oldest = versions(answers, PLACE)

    assert (newest.by, newest.reason, newest.origin) == ("Sam Reed", "Parents asked.", "written")
    assert newest.published_at >= newest.at
    assert (oldest.own.answer, oldest.origin, oldest.number) == ("Kent, as it ships.", "shipped", newest.number - 1)
    assert two_versions(answers, PLACE, oldest.id, newest.id) == (oldest, newest)


def test_another_answers_version_is_not_compared(answers):
    published(answers)
    saves(answers, place=TRANSPORT)
    (other,) = versions(answers, TRANSPORT)

    with pytest.raises(NoSuchDraft):
        two_versions(answers, PLACE, versions(answers, PLACE)[0].id, other.id)


def test_going_back_makes_a_new_version(answers):
    first = published(answers, "First.")
    second = published(answers, "Second.")

    assert go_back(answers, SAM, PLACE, first, "The first was better.", TODAY) == second + 1

    assert said(answers) == "First."
    newest = versions(answers, PLACE)[0]
    assert (newest.number, newest.origin, newest.reason) == (second + 1, "back", "The first was better.")


def test_going_back_to_what_ships_leaves_it_to_loading_again(answers, small_content):
    number = published(answers)

    go_back(answers, SAM, PLACE, number - 1, "As it was.", TODAY)

    assert said(answers) == "All. [1]\n\nKent, as it ships."
    assert load(answers, small_content).lines() == []


def test_going_back_to_nothing_of_our_own(answers):
    place = TRANSPORT
    saves(answers, place=place)
    number = approves(answers, place=place)
    take_what_ships(answers, ALEX, place, "Not needed.")
    saves(answers, place=place, words="Again.")
    approves(answers, place=place)

    go_back(answers, SAM, place, number + 1, "Not needed after all.", TODAY)

    assert read_book(answers).answer("transport", "kent").text == "A taxi."
    assert versions(answers, place)[0].own is None


def test_of_many_who_go_back_at_the_same_moment_each_does_or_is_told(answers):
    first = published(answers, "First.")
    published(answers, "Second.")
    done = []

    def tries():
        try:
            done.append(go_back(answers, SAM, PLACE, first, "Better.", TODAY))
        except DraftChanged:
            done.append(None)

    threads = [threading.Thread(target=tries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = [number for number in done if number]
    assert len(done) == 4
    assert len(set(numbers)) == len(numbers) >= 1
    assert said(answers) == "First."


def test_there_is_no_going_back_to_what_was_never_published(answers):
    saves(answers)

    with pytest.raises(NoSuchDraft):
        go_back(answers, SAM, PLACE, 77, "Why not.", TODAY)


@pytest.mark.parametrize("does", [keep_ours, lambda *who: take_what_ships(*who, "Why")])
def test_what_editors_did_not_write_has_nothing_shipped_beside_it(answers, does):
    with pytest.raises(NoSuchDraft):
        does(answers, SAM, PLACE)


def test_what_ships_is_taken_as_seen_only_when_the_writer_had_it_before_them(answers):
    with Session(answers) as session:
        now = fingerprint(ships(session, *_key()))
    save(answers, SAM, PLACE, text(), "Because.", Seen(shipped=now), send=False)
    with Session(answers) as session, session.begin():
        row = session.scalars(select(AnswerDraft)).one()
        row.shipped = {}
    draft = open_draft(answers, PLACE)
    save(answers, SAM, PLACE, text(), "Because.", Seen(draft.id, draft.revision, "older"), send=False)
    with Session(answers) as session:
        assert session.scalars(select(AnswerDraft)).one().shipped == {}
    save(answers, SAM, PLACE, text(), "Because.", Seen(draft.id, draft.revision + 1, now), send=False)
    with Session(answers) as session:
        assert session.scalars(select(AnswerDraft)).one().shipped == ships(session, *_key())


def test_the_log_has_ids_and_no_words(answers):
    with Session(answers) as session:
        before = len(session.scalars(select(Audit)).all())
    revision = saves(answers).revision
    send_back(answers, ALEX, PLACE, revision, "Secret words.")
    saves(answers)
    approves(answers)

    with Session(answers) as session:
        lines = session.scalars(select(Audit).order_by(Audit.id)).all()[before:]
    assert [line.action for line in lines] == [
        "answer_begun", "answer_drafted", "answer_sent_back", "answer_drafted", "answer_published"
    ]  # fmt: skip
    assert {line.council_slug for line in lines} == {"kent"}
    assert not [line for line in lines if "words" in str(line.detail).lower() or "Ours" in str(line.detail)]


def _key():
    return PLACE.topic, PLACE.council


def test_the_list_knows_what_was_edited_what_waits_and_what_ships_otherwise(answers):
    def listed(kind):
        book = read_book(answers)
        return [row.place for row in rows(answers, book, "kent", Filters(kind=kind), TODAY)]

    assert [listed(kind) for kind in ("edited", "draft", "waiting", "shipped", "off")] == [[]] * 5
    published(answers)
    saves(answers, place=TRANSPORT)
    with Session(answers) as session, session.begin():
        row = session.get_one(ShippedAnswer, (PLACE.topic, PLACE.council))
        row.now = {**row.now, "own": None}
        switch_off(session, "kent", "transport", "Off.", "Wrong", "sam")

    assert listed("edited") == [PLACE] == listed("shipped")
    assert listed("waiting") == [TRANSPORT] == listed("off")
    assert waiting(answers, ("kent", "bexley")) == (TRANSPORT,)
    with Session(answers) as session, session.begin():
        assert what_ships(session, PLACE).changed
        switch_on(session, "kent", "transport")
    assert waiting(answers, ("bexley",)) == ()


def test_what_a_parent_asked_goes_with_the_draft(answers):
    begin(answers, SAM, PLACE, "Who pays for the taxi?")
    published(answers)

    with Session(answers) as session:
        assert session.scalars(select(AnswerDraft)).one().question == ""
