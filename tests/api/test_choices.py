"""Choices: only what was offered in this conversation may be chosen, and it means exactly what it says."""

import pytest

from api.choices import Meaning, meaning
from api.errors import UnknownChoice
from tests.stack import Parent


@pytest.mark.parametrize(
    ("choice", "meant"),
    [
        ("topic:who_decides", Meaning("who_decides")),
        ("more:who_decides", Meaning("tell_me_more", state={"chosen_topic": "who_decides"})),
        ("council:kent", Meaning("give_council", entities=[{"entity": "council", "value": "kent"}])),
        ("person", Meaning("ask_person")),
        ("else", Meaning("something_else")),
    ],
)
def test_a_choice_stands_for_an_intent(choice, meant):
    assert meaning(choice) == meant


@pytest.mark.parametrize("choice", ["", "topic:", "more:", "council:", "restart", "/restart", "intent:crisis"])
def test_anything_else_stands_for_nothing(choice):
    with pytest.raises(UnknownChoice):
        meaning(choice)


def test_a_choice_that_was_offered_is_obeyed_with_certainty(http, app):
    parent = Parent(http, "kent")
    parent.says("Who decides?")

    response = parent.post(choice="topic:review_meetings")

    assert response.status_code == 200
    assert app.rasa.asked[-1]["intent"] == "review_meetings"
    assert app.rasa.asked[-1]["sender"] == parent.begun["id"]


def test_a_choice_of_the_greeting_may_be_chosen_at_once(http, app):
    parent = Parent(http, "kent")
    first = parent.begun["messages"][0]["choices"][0]["id"]

    parent.chooses(first)

    assert f"topic:{app.rasa.asked[-1]['intent']}" == first


def test_a_choice_is_shown_as_what_the_parent_read(http, app):
    parent = Parent(http, "kent")
    parent.says("Who decides?")

    parent.chooses("person")

    assert [m.text for m in app.stored(parent.begun["id"]) if m.sender == "parent"][-1] == "Choose person"


@pytest.mark.parametrize("choice", ["topic:sen_funding", "council:kent", "else", "nonsense", "", "/restart"])
def test_what_was_not_offered_is_refused_and_stored_nowhere(http, app, choice):
    parent = Parent(http, "kent")
    parent.says("Who decides?")

    response = parent.post(choice=choice)

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "unknown_choice"
    assert len(app.stored(parent.begun["id"])) == 3


def test_what_was_offered_to_one_parent_is_not_offered_to_another(http):
    Parent(http, "kent").says("Who decides?")

    assert Parent(http, "kent").post(choice="topic:review_meetings").status_code == 422


@pytest.mark.live
def test_choosing_a_council_answers_the_question_that_was_asked(client):
    parent = Parent(client)
    asked = parent.says("Who decides what SEN support my child gets?")["messages"][-1]
    assert "council:kent" in [c["id"] for c in asked["choices"]]

    answer = parent.chooses("council:kent")["messages"][-1]

    assert (answer["topic"], answer["council"]) == ("who_decides", "kent")


@pytest.mark.live
def test_more_is_about_the_answer_beside_which_it_stood(client):
    parent = Parent(client, "kent")
    first = parent.says("Who decides what SEN support my child gets?")["messages"][-1]
    parent.says("How do I complain about the school?")

    more = parent.chooses(first["choices"][0]["id"])["messages"][-1]

    assert more["topic"] == "who_decides"
    assert more["text"] != first["text"]


def test_a_person_may_be_asked_for_at_any_time(http, app):
    parent = Parent(http, "kent")

    response = parent.post(choice="person")

    assert response.status_code == 200
    assert app.rasa.asked[-1]["intent"] == "ask_person"
