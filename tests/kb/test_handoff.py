"""Passing a parent to a person: which ways are open, when it is offered, and what is said of a closed line."""

from datetime import datetime

import pytest

from kb import shipped
from kb.handoff import UNHAPPY, handoff_details
from kb.hours import LONDON
from kb.replies import PERSON, Reply, Speaker
from tests.kb.knowledge import NOON, a_council, an_answer_book, national

HOURS = {"mon": ["10:00-16:00"], "dated": "2026-09-01"}
NIGHT = datetime(2026, 11, 23, 22, tzinfo=LONDON)  # Mon
OFFER = "ask them to call you back"


def a_speaker(now: datetime, **service) -> Speaker:
    book = an_answer_book(national("ehc_refused"), national("who_decides"), councils=(a_council("kent", **service),))
    return Speaker(book, "kent", now)


@pytest.mark.parametrize(
    ("now", "service", "ways"),
    [
        (NOON, {"hours": HOURS}, ["call", "callback"]),
        (NIGHT, {"hours": HOURS}, ["callback"]),
        (NIGHT, {"hours": None}, ["call", "callback"]),  # hours not known: ring and try
        (NIGHT, {"hours": HOURS, "emails": []}, []),
        (NOON, {"hours": HOURS, "emails": []}, ["call"]),
        (NOON, {"hours": None, "phones": [], "emails": []}, []),
        (NOON, {"hours": None, "phones": []}, ["callback"]),
    ],
)
def test_only_ways_that_lead_to_a_person_are_offered(now, service, ways):
    assert handoff_details(a_council("kent", **service), now)["ways"] == ways


def test_without_a_service_there_is_no_way_that_we_know():
    assert handoff_details(None, NOON)["ways"] == []


def test_an_open_line_is_told_with_its_number_to_tap_and_what_to_have_ready():
    text = a_speaker(NOON, hours=HOURS).hand_off().text

    assert "[01234 567890](tel:01234567890)" in text
    assert "is open now, until 4pm" in text
    assert "It helps to have ready" in text
    assert OFFER not in text


def test_a_closed_line_is_told_with_when_it_opens_and_then_a_call_back_is_offered():
    text = a_speaker(NIGHT, hours=HOURS).hand_off().text

    assert text.index("It next opens on Monday 30 November at 10am") < text.index(OFFER)
    assert "You can go on with your chat" in text


def test_where_the_service_has_no_email_no_call_back_is_offered():
    assert OFFER not in a_speaker(NIGHT, hours=HOURS, emails=[]).hand_off().text


def test_where_there_is_no_phone_a_call_back_is_offered_and_no_line_spoken_of():
    text = a_speaker(NOON, phones=[]).hand_off().text

    assert OFFER in text
    assert "Helpline" not in text


def offers_a_person(reply: Reply) -> bool:
    return PERSON in reply.choices or reply.handoff is not None


@pytest.mark.parametrize(
    "reply",
    [
        lambda s: s.answer("who_decides"),
        lambda s: s.crisis(),
        lambda s: s.unsure([], misses=2),
        lambda s: s.out_of_scope(),
    ],
    ids=["an answer", "a crisis", "two misses", "out of scope"],
)
def test_a_person_is_always_one_step_away(reply):
    assert offers_a_person(reply(a_speaker(NOON, hours=HOURS)))


def test_who_is_unhappy_gets_the_ways_to_a_person_with_the_answer():
    speaker = a_speaker(NOON, hours=HOURS)

    assert speaker.answer("ehc_refused").handoff["ways"] == ["call", "callback"]
    assert speaker.answer("who_decides").handoff is None


def test_the_unhappy_topics_are_topics():
    assert set(shipped.topics()) >= UNHAPPY
