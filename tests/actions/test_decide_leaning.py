"""Decisions on messages that lean on the last answer, ask several things, or state trouble."""

import pytest

from actions import decide
from kb.replies import words
from tests.actions.turns import a_ranking, a_turn, alone, the_speaker_for
from tests.kb.knowledge import an_answer_book, national

BOOK = an_answer_book(
    national("who_decides", "National words.", more="More words.", how_long="Six weeks.", who_to="The head."),
    national("review_meetings", "Meetings."),
    national("exclusion", "Exclusion words."),
)
LAST = {"council": "kent", "topic": "who_decides"}


def decision(decide_what, turn):
    return decide_what(turn, the_speaker_for(turn, BOOK))


def leaning(text: str = "and how long?", **known):
    return decision(decide.leaning_on_the_last_answer, a_turn("ehc_process_and_timescales", text=text, **known))


# leaning_on_the_last_answer


@pytest.mark.parametrize(
    ("text", "said"),
    [("and how long?", "Six weeks."), ("who do I send it to", "The head."), ("then what", "More words.")],
)
def test_a_follow_up_gets_that_part_of_the_last_answer(text, said):
    reply = leaning(text, **LAST)

    assert (reply.text, reply.topic, reply.reason) == (said, "who_decides", "answered")


@pytest.mark.parametrize(
    "changed",
    [
        {"chosen": True},
        {"pending": True},
        {"topic": None},
        {"topic": "benefits"},
        {"topic": "review_meetings"},
        {"mentioned": ("islington",)},
        {"nation": "Wales"},
        {"text": "Who is the SENCO?"},
        {"text": "what if they say no"},
    ],
    ids=[
        "a_choice", "a_question_waits", "no_last_answer", "last_topic_without_answer", "last_answer_without_parts",
        "another_council", "another_nation", "a_new_question", "a_part_that_is_not_written",
    ],
)  # fmt: skip
def test_any_other_message_is_decided_as_ever(changed):
    assert leaning(**(LAST | changed)) is None


def test_danger_never_leans_on_the_last_answer():
    turn = a_turn("crisis", text="and how long?", **LAST)

    assert decision(decide.leaning_on_the_last_answer, turn) is None


def test_a_message_that_names_a_place_stands_on_its_own():
    assert leaning(mentioned=("kent",), **LAST) is None
    assert leaning(nation="Wales", **LAST) is None


# fallback


def test_a_few_words_after_an_answer_get_more_of_it_and_the_nearest_others():
    turn = a_turn("nlu_fallback", text="is she qualified", ranking=a_ranking("review_meetings", "who_decides"), **LAST)

    reply = decision(decide.fallback, turn)

    assert reply.text == f"{words()['more_perhaps'].replace('{question}', 'What about who decides?')}\n\nMore words."
    assert [c.id for c in reply.choices] == ["topic:review_meetings", "else"]
    assert reply.reason == "unsure"


@pytest.mark.parametrize(
    "changed",
    [
        {"text": " ".join(["words"] * (decide.SHORT + 1))},
        {"misses": 1},
        {"topic": None},
        {"topic": "benefits"},
        {"topic": "review_meetings"},
        {"pending": True},
    ],
    ids=["long", "second_miss", "no_last_answer", "without_an_answer", "without_more", "answer_not_yet_given"],
)
def test_otherwise_what_was_not_understood_is_said_to_be_so(changed):
    known = {"text": "is she qualified", **LAST} | changed
    turn = a_turn("nlu_fallback", ranking=a_ranking("who_decides"), **known)

    reply = decision(decide.fallback, turn)

    assert reply.text.startswith(words()["unsure_twice" if turn.misses else "unsure"])


# several questions, and kindness


def test_two_questions_are_answered_in_one_reply():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    reply = decision(decide.answer, a_turn("who_decides", council="kent", sentences=asked))

    assert reply.text == "National words.\n\n**What about review meetings?**\n\nMeetings."
    assert (reply.topic, reply.reason) == ("who_decides", "answered")


def test_several_questions_without_a_council_ask_for_it_first():
    asked = alone(("who_decides", 0.9), ("review_meetings", 0.9))

    assert decision(decide.answer, a_turn("who_decides", sentences=asked)).reason == "asked_council"


def test_who_only_states_trouble_gets_a_kind_word_and_then_the_answer():
    turn = a_turn("exclusion", text="They sent him home again.", council="kent")

    assert decision(decide.answer, turn).text == f"{words()['kindness']}\n\nExclusion words."


def test_who_asks_gets_the_answer_at_once():
    turn = a_turn("exclusion", text="Can they send him home?", council="kent")

    assert decision(decide.answer, turn).text == "Exclusion words."


# crisis, with a question beside it

BESIDE = {"sentences": alone(("who_decides", 0.9))}
UNSURE = {"confidence": decide.SURE_OF_DANGER - 0.01}


@pytest.mark.parametrize(
    "danger",
    [{"in_danger": True, **UNSURE}, {"confidence": decide.SURE_OF_DANGER}],
    ids=["by_the_words", "by_the_model"],
)
def test_in_danger_the_card_comes_first_and_then_the_answer_to_what_was_asked(danger):
    card, answered = decision(decide.crisis, a_turn("crisis", council="kent", **BESIDE, **danger))

    assert card.reason == "crisis"
    assert answered.text == "National words."


@pytest.mark.parametrize(
    "known",
    [{"in_danger": True, "council": "kent"}, {"in_danger": True, **BESIDE}, {"council": "kent", **UNSURE}],
    ids=["nothing_asked", "no_council", "unsure_but_nothing_asked"],
)
def test_in_danger_with_nothing_to_answer_the_card_stands_alone(known):
    assert decision(decide.crisis, a_turn("crisis", **known)).reason == "crisis"


def test_when_only_the_model_thinks_of_danger_and_is_not_sure_the_numbers_come_in_one_line():
    reply = decision(decide.crisis, a_turn("crisis", council="kent", **BESIDE, **UNSURE))

    assert reply.text == f"{words()['crisis_maybe']}\n\nNational words."
    assert "999" in reply.text.splitlines()[0]
    assert (reply.topic, reply.reason) == ("who_decides", "answered")
    assert reply.notices[0].kind == "crisis"


def test_the_numbers_also_stand_before_the_question_for_the_council():
    reply = decision(decide.crisis, a_turn("crisis", **BESIDE, **UNSURE))

    assert reply.text == f"{words()['crisis_maybe']}\n\n{words()['ask_council']}"
    assert (reply.reason, reply.topic) == ("asked_council", "who_decides")
