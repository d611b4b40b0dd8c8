"""Drafts: nobody approves their own words, and nothing that was saved is lost, whoever else writes."""

import threading

import pytest

from api.advisers.audit import Actor
from api.answers.drafts import Seen, approve, begin, open_draft, send_back, withdraw
from api.answers.problems import DraftChanged, LeadsNowhere, NoSuchDraft, WroteItThemselves
from api.answers.versions import versions
from kb.book import read_book
from tests.api.drafting import ALEX, PLACE, SAM, TODAY, approves, said, saves, sound


def test_what_waits_is_published_by_another_person_with_the_next_number(answers):
    before = read_book(answers).answers["who_decides", "kent"].version
    saves(answers)
    assert said(answers) == "All. [1]\n\nKent, as it ships."

    number = approves(answers)

    assert said(answers) == "Ours."
    assert number == before + 1 == read_book(answers).answers["who_decides", "kent"].version
    assert open_draft(answers, PLACE) is None


def test_who_wrote_on_it_does_not_approve_it_however_little(answers):
    saves(answers, SAM)
    saves(answers, ALEX, "Ours, too.")

    for who in (SAM, ALEX):
        with pytest.raises(WroteItThemselves):
            approves(answers, who)
    assert said(answers) != "Ours, too."


def test_what_is_still_being_written_is_not_approved(answers):
    saves(answers, send=False)

    with pytest.raises(NoSuchDraft):
        approves(answers)


def test_saved_again_it_has_to_be_sent_again(answers):
    saves(answers)
    saves(answers, send=False)

    with pytest.raises(NoSuchDraft):
        approves(answers)


def test_who_approves_approves_what_they_saw(answers):
    seen = saves(answers).revision
    saves(answers, words="Other words.")

    with pytest.raises(DraftChanged):
        approve(answers, ALEX, PLACE, seen, TODAY, sound)


def test_what_the_checks_stop_is_not_published_and_still_waits(answers):
    saves(answers)

    def stops(_own):
        raise LeadsNowhere("No.")

    with pytest.raises(LeadsNowhere):
        approve(answers, ALEX, PLACE, open_draft(answers, PLACE).revision, TODAY, stops)

    assert open_draft(answers, PLACE).state == "waiting"


def test_sent_back_it_is_the_writers_again_with_words(answers):
    revision = saves(answers).revision

    send_back(answers, ALEX, PLACE, revision, "Shorter, please.")

    draft = open_draft(answers, PLACE)
    assert (draft.state, draft.words, draft.own.answer) == ("sent_back", "Shorter, please.", "Ours.")
    saves(answers, words="Short.")
    assert approves(answers)


def test_given_up_its_versions_stay(answers):
    saves(answers)

    withdraw(answers, SAM, PLACE, 1)

    assert open_draft(answers, PLACE) is None
    assert [one.own.answer for one in versions(answers, PLACE)] == ["Ours.", "Kent, as it ships."]


def test_of_two_who_saved_what_they_saw_the_later_is_told(answers):
    seen = saves(answers, send=False)
    saves(answers, ALEX, "Alex's words.", Seen(seen.id, seen.revision))

    with pytest.raises(DraftChanged):
        saves(answers, SAM, "Sam's words.", Seen(seen.id, seen.revision))

    # Told, Sam saves over it: both are kept.
    saves(answers, SAM, "Sam's words.")
    kept = [one.own.answer for one in versions(answers, PLACE)]
    assert kept == ["Sam's words.", "Alex's words.", "Ours.", "Kent, as it ships."]


def test_of_two_who_begin_at_once_the_later_is_told(answers):
    saves(answers, ALEX, "Alex's words.", Seen())

    with pytest.raises(DraftChanged):
        saves(answers, SAM, "Sam's words.", Seen())


def test_of_many_who_save_at_the_same_moment_one_does(answers):
    seen = saves(answers, send=False)
    done, told = [], []

    def tries(n):
        try:
            done.append(saves(answers, Actor(f"editor {n}", "here"), f"Words {n}.", Seen(seen.id, seen.revision)))
        except DraftChanged:
            told.append(n)

    threads = [threading.Thread(target=tries, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(done), len(told)) == (1, 3)
    assert open_draft(answers, PLACE).own.answer == done[0].own.answer


def test_a_draft_that_was_published_meanwhile_is_not_saved_on(answers):
    seen = saves(answers)
    approves(answers)

    with pytest.raises(DraftChanged):
        saves(answers, SAM, "Late.", Seen(seen.id, seen.revision))


def test_any_part_of_the_console_begins_a_draft_once(answers):
    first = begin(answers, SAM, PLACE, "Who pays for the taxi?")
    again = begin(answers, ALEX, PLACE, "Something else?")

    assert first == again
    draft = open_draft(answers, PLACE)
    assert (draft.question, draft.own, draft.state) == ("Who pays for the taxi?", None, "draft")
    saves(answers)
    assert approves(answers)
