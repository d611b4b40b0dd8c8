"""Decisions on messages that lean on the last answer, ask several things, or state trouble."""

import pytest

from actions import decide
from actions.several import SURE, SURE_OF_A_NEIGHBOUR, SURE_OF_ITS_OWN
from actions.turn import Sentence
from kb.replies import words
from tests.actions.turns import a_ranking, a_turn, alone, the_speaker_for
from tests.kb.knowledge import a_topic, an_answer_book, national

BOOK = an_answer_book(
    national("who_decides", "National words.", more="More words.", how_long="Six weeks.", who_to="The head."),
    national("review_meetings", "Meetings."),
    national("exclusion", "Exclusion words."),
    national("sen_funding", "Funding words.", how_long="A year."),
    national("request_ehc_needs_assessment", "Ask.", if_no="Reasons.", how_long="Soon.", more="More on asking."),
    national("ehc_refused", "A no is not the end.", how_long="Two months."),
    national("ehc_process_and_timescales", "All the weeks.", how_long="Twenty weeks."),
    topics=(a_topic("who_decides", next=("review_meetings",)),),
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


def test_a_message_that_names_another_place_stands_on_its_own():
    assert leaning(mentioned=("kent", "islington"), **LAST) is None
    assert leaning(nation="Wales", **LAST) is None


def test_the_parents_own_council_may_be_named_in_a_follow_up():
    assert leaning("how long do kent take", mentioned=("kent",), **LAST).text == "Six weeks."


def test_what_follows_a_no_is_told_by_the_topic_on_refusals():
    reply = leaning("what if they say no", council="kent", topic="request_ehc_needs_assessment")

    assert (reply.text, reply.topic) == ("A no is not the end.", "ehc_refused")


def test_a_part_that_another_topic_tells_leads_on_to_its_whole_answer():
    reply = leaning("how many weeks is that", council="kent", topic="request_ehc_needs_assessment")

    assert (reply.text, reply.topic) == ("Twenty weeks.", "ehc_process_and_timescales")
    assert reply.choices[0].id == "topic:ehc_process_and_timescales"


def test_who_doubts_the_answer_is_told_how_to_check_it_and_more():
    reply = leaning("are you sure", **LAST)

    assert reply.text == f"{words()['sure']}\n\nMore words."


def test_a_message_that_asks_several_things_stands_on_its_own():
    assert leaning(sentences=alone(("who_decides", 0.9), ("exclusion", 0.9)), **LAST) is None


@pytest.mark.parametrize(("sure", "leans"), [(decide.SURE_OF_ANOTHER, False), (0.5, True)], ids=["sure", "unsure"])
def test_more_than_a_few_words_lean_only_while_rasa_is_not_sure_of_a_topic(sure, leans):
    text = "ok so how long will all of that take"
    turn = a_turn("review_meetings", text=text, confidence=sure, **LAST)

    assert (decision(decide.leaning_on_the_last_answer, turn) is not None) is leans


# read after the name of the last topic


def in_context(intent="sen_funding", read=("who_decides", SURE), **known):
    """What comes of a few words that alone were taken for `intent`, and after the last topic's name for `read`."""
    known = {"text": "can they really do that", "confidence": 0.5, **LAST} | known
    turn = a_turn(intent, in_context=Sentence("Who decides: can they really do that", *read), **known)
    return decision(decide.leaning_on_the_last_answer, turn)


def test_a_few_words_that_mean_the_last_topic_after_its_name_get_more_of_it():
    reply = in_context()

    assert reply.text.endswith("More words.")
    assert (reply.topic, reply.reason) == ("who_decides", "unsure")


def test_small_talk_that_nobody_is_sure_of_is_read_after_the_last_topic_too():
    assert in_context("affirm", confidence=SURE - 0.01).text.endswith("More words.")


def test_thanks_that_nobody_is_sure_of_ask_for_nothing_more():
    assert in_context("thank", confidence=SURE - 0.01, text="really helpful cheers") is None


def test_the_second_time_a_person_is_offered_instead_of_the_same_again():
    assert in_context(misses=1).text.startswith(words()["unsure_twice"])


@pytest.mark.parametrize(
    "changed",
    [
        {"confidence": SURE_OF_ITS_OWN},
        {"intent": "review_meetings", "confidence": SURE_OF_A_NEIGHBOUR},
        {"intent": "out_of_scope", "confidence": SURE_OF_ITS_OWN},
        {"intent": "thank", "confidence": SURE},
        {"intent": "tell_me_more"},
        {"intent": "who_decides"},
        {"read": ("sen_funding", 0.9)},
        {"read": ("who_decides", SURE - 0.01)},
        {"topic": "review_meetings", "read": ("review_meetings", 0.9)},
        {"ranking": a_ranking("sen_funding", confidence=0.0)},
    ],
    ids=[
        "sure_of_its_own", "a_neighbour", "not_our_matter", "small_talk", "more", "the_same_topic",
        "another_topic_even_so", "unsure_even_so", "no_more_written", "no_words",
    ],
)  # fmt: skip
def test_otherwise_few_words_are_decided_as_ever(changed):
    assert in_context(**changed) is None


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
        {"ranking": a_ranking("who_decides", confidence=0.0)},
    ],
    ids=[
        "long",
        "second_miss",
        "no_last_answer",
        "without_an_answer",
        "without_more",
        "answer_not_yet_given",
        "no_words",
    ],
)
def test_otherwise_what_was_not_understood_is_said_to_be_so(changed):
    known = {"text": "is she qualified", "ranking": a_ranking("who_decides"), **LAST} | changed
    turn = a_turn("nlu_fallback", **known)

    reply = decision(decide.fallback, turn)

    assert reply.text.startswith(words()["unsure_twice" if turn.misses else "unsure"])


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
