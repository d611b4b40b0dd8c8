"""Decisions while a question waits for the council: it is kept, asked for again, then answered for all of England."""

import pytest

from actions import decide
from kb.replies import words
from tests.actions.turns import a_ranking, a_turn, the_speaker_for

WAITING = {"topic": "who_decides", "pending": True}
UNCLEAR = [
    (decide.fallback, "nlu_fallback"),
    (decide.set_council, "give_council"),
    (decide.talk, "affirm"),
    (decide.out_of_scope, "out_of_scope"),
]
IDS = ["not_understood", "a_place_that_nobody_knows", "only_yes", "odd_words"]


def decision(decide_what, turn):
    return decide_what(turn, the_speaker_for(turn))


@pytest.mark.parametrize(("decide_what", "intent"), UNCLEAR, ids=IDS)
def test_what_names_no_council_is_asked_for_it_once_more(decide_what, intent):
    reply = decision(decide_what, a_turn(intent, ranking=a_ranking("review_meetings"), **WAITING))

    assert reply.text == words()["ask_council_again"]
    assert (reply.reason, reply.topic) == ("asked_again", "who_decides")
    assert [c.id for c in reply.choices] == ["council:islington", "council:kent", "council:other"]


@pytest.mark.parametrize(("decide_what", "intent"), UNCLEAR, ids=IDS)
def test_the_second_time_the_question_is_answered_for_all_of_england(decide_what, intent):
    reply = decision(decide_what, a_turn(intent, misses=1, **WAITING))

    assert reply.text == f"{words()['answered_nationally']}\n\nNational words."
    assert (reply.topic, reply.council, reply.reason) == ("who_decides", "other", "answered")


def test_who_does_not_know_is_not_asked_again():
    reply = decision(decide.talk, a_turn("deny", text="I don't know", **WAITING))

    assert reply.text.startswith(words()["answered_nationally"])


def test_a_question_for_the_line_is_answered_for_all_of_england_too():
    reply = decision(decide.fallback, a_turn("nlu_fallback", topic="contact_helpline", pending=True, misses=1))

    assert "What the service can do." in reply.text


def test_unclear_words_that_name_the_council_answer_the_question():
    reply = decision(decide.fallback, a_turn("nlu_fallback", mentioned=("kent",), **WAITING))

    assert reply.text.endswith("Kent's words.")


@pytest.mark.parametrize(
    "known",
    [{}, {"topic": "who_decides"}, {"topic": "who_decides", "pending": True, "council": "kent"},
     {"topic": "benefits", "pending": True}],
    ids=["nothing_asked", "nothing_waits", "the_council_is_known", "no_answer_to_it"],
)  # fmt: skip
def test_otherwise_an_unclear_message_offers_the_nearest_topics_as_ever(known):
    reply = decision(decide.fallback, a_turn("nlu_fallback", ranking=a_ranking("review_meetings"), **known))

    assert reply.reason == "unsure"


@pytest.mark.parametrize("intent", ["greet", "thank", "privacy"])
def test_small_talk_is_answered_while_a_question_waits(intent):
    assert decision(decide.talk, a_turn(intent, **WAITING)).reason == "control"


def test_another_nation_is_said_to_differ_while_a_question_waits():
    assert decision(decide.fallback, a_turn("nlu_fallback", nation="Wales", **WAITING)).reason == "other_nation"


@pytest.mark.parametrize("text", ["what day are the bins collected", "my neighbour parks on the pavement every day"])
def test_a_question_that_is_not_our_business_is_refused_while_another_waits(text):
    assert decision(decide.out_of_scope, a_turn("out_of_scope", text=text, **WAITING)).reason == "out_of_scope"
