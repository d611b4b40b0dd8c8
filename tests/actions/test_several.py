"""Several questions in one message, and messages that ask nothing."""

import pytest

from actions.several import LEAST_BESIDE, SURE, SURE_BESIDE, asked_beside, topics_asked, troubled
from actions.turn import Guess
from tests.actions.turns import a_ranking, a_turn, alone

KNOWN = {"who_decides", "review_meetings", "sen_funding", "transport", "senco_role"}.__contains__


def several(*read: tuple[str, float], intent: str = "who_decides", **known):
    """The topics to answer in a message whose sentences were read so."""
    return topics_asked(a_turn(intent, sentences=alone(*read), **known), KNOWN)


@pytest.mark.parametrize(
    ("read", "asked"),
    [
        ((), ("who_decides",)),
        ((("transport", 0.9),), ("who_decides",)),
        ((("who_decides", 0.9), ("who_decides", 0.9)), ("who_decides",)),
        ((("transport", 0.9), ("who_decides", 0.9)), ("transport", "who_decides")),
        ((("transport", 0.9), ("sen_funding", 0.9)), ("who_decides", "transport", "sen_funding")),
        ((("who_decides", 0.9), ("greet", 0.9)), ("who_decides",)),
        ((("who_decides", 0.9), ("transport", SURE)), ("who_decides", "transport")),
        ((("who_decides", 0.9), ("transport", SURE - 0.01)), ("who_decides",)),
    ],
    ids=[
        "no_sentences", "one_sentence", "the_same_twice", "in_the_order_asked", "its_own_is_always_there",
        "no_answer_to_it", "just_sure", "not_sure",
    ],
)  # fmt: skip
def test_the_topics_are_those_of_its_sentences_and_its_own(read, asked):
    assert several(*read) == asked


def test_at_most_three_topics_are_answered():
    assert several(*((topic, 0.9) for topic in ("who_decides", "transport", "sen_funding", "senco_role"))) == (
        "who_decides",
        "transport",
        "sen_funding",
    )


def test_the_messages_own_topic_comes_first_where_it_would_fall_off():
    read = [(topic, 0.9) for topic in ("review_meetings", "transport", "sen_funding", "who_decides")]

    assert several(*read) == ("who_decides", "review_meetings", "transport")


def test_a_choice_is_one_topic():
    assert several(("who_decides", 0.9), ("transport", 0.9), chosen=True) == ("who_decides",)


@pytest.mark.parametrize(
    ("read", "ranking", "asked"),
    [
        ((), (), None),
        ((("transport", SURE_BESIDE),), (), "transport"),
        ((("transport", SURE_BESIDE - 0.01),), (), None),
        ((("crisis", 0.9), ("transport", 0.9)), (), "transport"),
        ((), (Guess("crisis", 0.8), Guess("transport", LEAST_BESIDE)), "transport"),
        ((), (Guess("crisis", 0.8), Guess("transport", LEAST_BESIDE - 0.01)), None),
        ((("transport", 0.9),), (Guess("sen_funding", 0.9),), "transport"),
    ],
    ids=["nothing", "sure_enough", "not_sure", "danger_is_none", "by_the_ranking", "faint", "sentences_first"],
)
def test_what_is_asked_beside_a_danger(read, ranking, asked):
    turn = a_turn("crisis", sentences=alone(*read), ranking=ranking)

    assert asked_beside(turn, KNOWN) == asked


def test_beside_a_danger_only_a_topic_with_an_answer_counts():
    assert asked_beside(a_turn("crisis", ranking=a_ranking("benefits", "greet")), KNOWN) is None


@pytest.mark.parametrize(
    ("text", "intent", "chosen", "is_troubled"),
    [
        ("They sent him home again.", "exclusion", False, True),
        ("Can they send him home?", "exclusion", False, False),
        ("They sent him home again.", "exclusion", True, False),
        ("He is on the register.", "what_is_sen_support", False, False),
    ],
    ids=["states_trouble", "asks", "chose_it", "no_trouble"],
)
def test_a_message_that_only_states_trouble_is_troubled(text, intent, chosen, is_troubled):
    assert troubled(a_turn(intent, text=text, chosen=chosen)) is is_troubled
