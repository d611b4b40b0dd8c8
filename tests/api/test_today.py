"""Today: what needs an adviser first, of their councils only, each one link away."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from api.advisers.today import Late, late_answers
from api.models import Conversation
from kb.answers import AnswerBook, AnswerText
from kb.facts import TopicFacts
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.desk import Desk, an_account
from tests.api.requests_for_calls import SECRETS, asks_for_a_call
from tests.stack import Parent

TODAY = date(2026, 11, 24)


def a_topic(name: str, title: str) -> TopicFacts:
    """A topic of which only the title matters."""
    return TopicFacts(name=name, title=title, question="", group="", next=(), notices=(), leaflet={})


def an_answer(topic: str, review_by: date, council: str = "") -> AnswerText:
    return AnswerText(topic, council, "add", 1, {}, review_by)


def a_book(*answers: AnswerText) -> AnswerBook:
    topics = {a.topic: a_topic(a.topic, a.topic.title()) for a in answers}
    return AnswerBook(1, topics, {(a.topic, a.council): a for a in answers}, {}, {})


def test_answers_past_their_review_date_stand_here_the_oldest_first():
    book = a_book(
        an_answer("transport", date(2026, 11, 23)),
        an_answer("benefits", date(2026, 11, 24)),  # today is still in time
        an_answer("exclusion", date(2026, 1, 1), council="kent"),
        an_answer("myths", date(2026, 1, 1), council="bexley"),
    )

    assert late_answers(book, ["kent"], TODAY) == (
        Late("exclusion", "Exclusion", "kent", date(2026, 1, 1)),
        Late("transport", "Transport", "", date(2026, 11, 23)),
    )


@pytest.fixture
def one_of_each(http):
    """A parent in danger, and one who wants to be rung."""
    danger = Parent(http, "kent")
    danger.says("I want to kill myself")
    call = asks_for_a_call(Parent(http, "kent")).json()["reference"]
    return danger.begun["id"], call


def test_each_thing_is_one_link_away(waiting, kent, one_of_each):
    danger, call = one_of_each

    page = kent.page("/today")

    assert page.select_one(f"#waiting a[href='/adviser/chats/{waiting}']")
    assert page.select_one(f"#crises a[href='/adviser/conversations/{danger}']")
    assert page.select("#calls a[href='/adviser/callbacks']")
    assert call in str(kent.page("/callbacks"))


def test_today_is_one_link_away_from_every_page(kent):
    for path in ("", "/me", "/callbacks"):
        assert kent.page(path).select_one("nav a[href='/adviser/today']")


def test_nothing_of_another_council_and_nothing_of_who_wants_to_be_rung(waiting, bexley, kent, one_of_each):
    danger, call = one_of_each

    others, own = str(bexley.page("/today")), str(kent.page("/today"))

    assert not [found for found in (waiting, danger, call) if found in others]
    assert not [secret for secret in SECRETS if secret in own]


def test_a_crisis_that_somebody_looked_through_goes(kent, one_of_each, app):
    danger, _ = one_of_each

    with Session(app.engine) as session, session.begin():
        its = update(Conversation).where(Conversation.id == danger)
        session.execute(its.values(reviewed_at=Conversation.created_at, reviewed_by="sam"))

    assert danger not in str(kent.page("/today"))


@pytest.fixture
def knows_nothing(settings) -> Iterator[tuple[Parent, Desk]]:
    """A parent of Kent whom Askline cannot answer, and an adviser there."""
    rasa = ScriptedRasa(lambda _text, state: a_reply("I do not know.", reason="no_answer", council=state["council"]))
    with serving(settings(), rasa) as served, served.client() as http, served.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(served.engine, "kent"))
        yield Parent(http, "kent"), desk


def test_a_question_that_got_no_answer_stands_here(knows_nothing):
    parent, desk = knows_nothing
    parent.says("What about gliders?")

    link = desk.page("/today").select_one(f"#unanswered a[href='/adviser/conversations/{parent.begun['id']}']")

    assert link.text == "What about gliders?"


def test_a_parent_in_danger_stands_here_once(knows_nothing):
    parent, desk = knows_nothing
    parent.says("What about gliders?")
    parent.says("I want to kill myself")

    found = desk.page("/today").select(f"a[href='/adviser/conversations/{parent.begun['id']}']")

    assert [link.find_parent("section")["id"] for link in found] == ["crises"]
