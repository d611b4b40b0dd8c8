"""Decisions on messages that ask several things, ask again, or state trouble."""

from dataclasses import replace

import pytest

from actions import decide
from actions.turn import Guess
from kb.replies import words
from tests.actions.turns import a_turn, alone, the_speaker_for
from tests.kb.knowledge import an_answer_book, national

BOOK = an_answer_book(
    national("who_decides", "National words.", more="More words."),
    national("review_meetings", "Meetings."),
    national("exclusion", "Exclusion words."),
)
LAST = {"council": "kent", "topic": "who_decides"}


def decision(decide_what, turn):
    return decide_what(turn, the_speaker_for(turn, BOOK))


# several questions, and kindness


def test_two_questions_are_answered_in_one_reply():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    reply = decision(decide.answer, a_turn("who_decides", council="kent", sentences=asked))

    assert reply.text == "National words.\n\n**What about review meetings?**\n\nMeetings."
    assert (reply.topic, reply.reason) == ("who_decides", "answered")


def test_who_thanks_and_asks_two_things_gets_both_answers():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    reply = decision(decide.several_at_once, a_turn("thank", council="kent", sentences=asked))

    assert reply.text == "National words.\n\n**What about review meetings?**\n\nMeetings."


@pytest.mark.parametrize(
    "known",
    [{"sentences": ()}, {"chosen": True}, {"pending": True}, {"nation": "Wales"}, {"intent": "crisis"}],
    ids=["asks_nothing_more", "a_choice", "a_question_waits", "another_nation", "danger"],
)
def test_otherwise_the_message_is_decided_by_what_it_is_as_a_whole(known):
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))
    turn = a_turn(**({"intent": "thank", "council": "kent", "sentences": asked} | known))

    assert decision(decide.several_at_once, turn) is None


def test_several_questions_of_no_topic_as_a_whole_also_wait_for_the_council():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    reply = decision(decide.several_at_once, a_turn("thank", sentences=asked))

    assert (reply.reason, reply.topic) == ("asked_council", "who_decides")


def test_all_that_was_asked_waits_for_the_council_and_is_answered_when_it_is_known():
    turn = a_turn("who_decides", sentences=alone(("who_decides", 0.9), ("review_meetings", 0.9)))
    waiting = decide.waiting_after(turn, decision(decide.answer, turn), the_speaker_for(turn, BOOK))
    named = a_turn("give_council", mentioned=("kent",), topic="who_decides", pending=True, waiting=waiting)

    reply = decision(decide.set_council, named)

    assert [topic for topic, _ in waiting] == ["who_decides", "review_meetings"]
    assert reply.text == "National words.\n\n**What about review meetings?**\n\nMeetings."


def test_what_waits_goes_on_waiting_while_the_council_is_asked_for_again_and_no_longer():
    waiting = (("who_decides", "answer"), ("review_meetings", "answer"))
    turn = a_turn("nlu_fallback", topic="who_decides", pending=True, waiting=waiting, text="hm")
    speaker = the_speaker_for(turn, BOOK)

    assert decide.waiting_after(turn, decision(decide.fallback, turn), speaker) == waiting
    assert decide.waiting_after(turn, speaker.answer("who_decides"), speaker) == ()


# nothing said twice


def test_who_asks_the_same_again_gets_more_and_may_have_the_answer_again():
    reply = decision(decide.answer, a_turn("who_decides", **LAST))

    assert reply.text == f"{words()['again']}\n\nMore words."
    assert reply.choices[0].id == "topic:who_decides"


@pytest.mark.parametrize(
    "known",
    [{"chosen": True}, {"pending": True}, {"topic": "exclusion"}, {"mentioned": ("islington",)}],
    ids=["chose_it", "it_was_not_answered_yet", "after_another_topic", "for_another_council"],
)
def test_otherwise_the_whole_answer_is_given(known):
    assert decision(decide.answer, a_turn("who_decides", **(LAST | known))).text == "National words."


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"said": "More words."}, words()["nothing_more"]),
        ({"said": "Other words."}, "More words."),
        ({"said": "More words.", "chosen": True}, "More words."),
        ({"said": "More words.", "topic": "exclusion"}, "More words."),
        ({"said": ""}, "More words."),
    ],
    ids=["just_said", "said_before_that", "chosen_again", "after_another_topic", "nothing_said"],
)
def test_what_stands_just_above_is_not_said_again_but_a_person_offered(known, said):
    turn = a_turn("tell_me_more", **(LAST | known))
    speaker = the_speaker_for(turn, BOOK)

    reply = decide.not_twice(turn, speaker.more("who_decides"), speaker)

    assert reply.text.startswith(said)
    assert reply.reason == ("answered" if said == "More words." else "no_answer")


def test_a_greeting_like_the_one_above_is_no_answer_said_twice():
    turn = a_turn("greet", said="Hello.")
    speaker = the_speaker_for(turn, BOOK)
    greeting = speaker.say("greeting")

    assert decide.not_twice(replace(turn, said=greeting.text), greeting, speaker) == greeting


def test_what_the_message_may_mean_besides_is_offered_first():
    ranking = (Guess("who_decides", 0.8), Guess("exclusion", decide.MAY_MEAN))

    reply = decision(decide.answer, a_turn("who_decides", council="kent", ranking=ranking))

    assert [c.id for c in reply.choices][:2] == ["more:who_decides", "topic:exclusion"]


def test_several_questions_without_a_council_ask_for_it_first():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    assert decision(decide.answer, a_turn("who_decides", sentences=asked)).reason == "asked_council"


def test_who_only_states_trouble_gets_a_kind_word_and_then_the_answer():
    turn = a_turn("exclusion", text="They sent him home again.", council="kent")

    assert decision(decide.answer, turn).text == f"{words()['kindness']}\n\nExclusion words."


def test_who_asks_gets_the_answer_at_once():
    turn = a_turn("exclusion", text="Can they send him home?", council="kent")

    assert decision(decide.answer, turn).text == "Exclusion words."
