"""Decisions beside the topics: talk, a person, danger, and what was not understood."""

import pytest

from actions import decide
from kb.replies import words
from tests.actions.turns import a_ranking, a_turn, the_speaker_for


def decision(decide_what, turn):
    return decide_what(turn, the_speaker_for(turn))


def test_a_greeting_says_what_askline_is():
    text = decision(decide.talk, a_turn("greet")).text

    assert "Askline" in text
    assert "computer program, not a person" in text
    assert "information, not legal advice" in text
    assert "your child's name" in text  # not to be told


def test_a_second_greeting_is_short():
    reply = decision(decide.talk, a_turn("greet", topic="who_decides"))

    assert reply.text == words()["greeting_again"]


def test_a_greeting_offers_questions_to_begin_with():
    assert [c.id for c in decision(decide.talk, a_turn("greet")).choices] == ["topic:contact_helpline"]


@pytest.mark.parametrize("intent", ["goodbye", "thank", "bot_challenge", "feedback", "privacy", "another_language"])
def test_small_talk_is_answered_in_our_own_words(intent):
    reply = decision(decide.talk, a_turn(intent))

    assert reply.text.startswith(words()[intent].split("{")[0])
    assert reply.reason == "control"
    assert reply.choices == ()


def test_yes_after_an_answer_tells_more():
    assert decision(decide.talk, a_turn("affirm", topic="who_decides", council="kent")).text == "More words."


@pytest.mark.parametrize("intent", ["affirm", "deny"])
def test_yes_or_no_to_nothing_asks_what_the_parent_wants_to_know(intent):
    reply = decision(decide.talk, a_turn(intent))

    assert reply.text == words()[intent]
    assert reply.choices


def test_asking_for_the_line_gives_the_councils_own():
    reply = decision(decide.hand_off, a_turn("contact_helpline", council="kent"))

    assert "01234 567890" in reply.text
    assert "What the service can do." in reply.text
    assert reply.handoff is not None


def test_asking_for_the_line_without_a_council_asks_for_it_first():
    reply = decision(decide.hand_off, a_turn("contact_helpline"))

    assert (reply.reason, reply.topic) == ("asked_council", "contact_helpline")


def test_asking_for_a_person_gives_the_service_at_once():
    reply = decision(decide.hand_off, a_turn("ask_person", council="kent"))

    assert reply.handoff is not None
    assert reply.handoff["service"] == "Kent Advice and Support"


def test_something_else_is_taken_kindly_and_passed_on():
    reply = decision(decide.hand_off, a_turn("something_else", council="kent"))

    assert reply.text.startswith(words()["something_else"])
    assert reply.handoff is not None


def test_a_first_miss_offers_the_nearest_questions():
    reply = decision(
        decide.fallback, a_turn("nlu_fallback", ranking=a_ranking("greet", "who_decides", "review_meetings"))
    )

    assert [c.id for c in reply.choices] == ["topic:who_decides", "topic:review_meetings", "else"]
    assert reply.handoff is None


def test_a_second_miss_in_a_row_offers_a_person():
    reply = decision(
        decide.fallback, a_turn("nlu_fallback", ranking=a_ranking("who_decides"), misses=1, council="kent")
    )

    assert reply.text.startswith(words()["unsure_twice"])
    assert reply.handoff is not None


def test_a_topic_without_an_answer_counts_as_a_miss_too():
    reply = decision(
        decide.answer, a_turn("benefits", ranking=a_ranking("benefits", "who_decides"), misses=1, council="kent")
    )

    assert reply.text.startswith(words()["unsure_twice"])


def test_danger_gets_the_crisis_card_whatever_else_is_known():
    for known in ({}, {"council": "kent", "topic": "who_decides", "misses": 1}):
        reply = decision(decide.crisis, a_turn("crisis", **known))

        assert reply.reason == "crisis"
        assert "999" in reply.text


def test_what_is_not_our_business_is_refused_kindly():
    reply = decision(decide.out_of_scope, a_turn("out_of_scope", council="kent"))

    assert reply.reason == "out_of_scope"
    assert reply.text.startswith("I'm sorry")


def test_what_is_out_of_scope_because_of_the_nation_says_so():
    assert decision(decide.out_of_scope, a_turn("out_of_scope", nation="Scotland")).reason == "other_nation"
