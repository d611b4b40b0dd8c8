"""Several questions in one message, and messages that ask nothing."""

import pytest

from actions.several import AS_LIKELY, LEAST_BESIDE, SURE, SURE_BESIDE, SURE_OF_ITS_OWN, asked, asked_beside, troubled
from actions.turn import Guess, Sentence
from kb.replies import Speaker
from tests.actions.turns import a_ranking, a_turn, alone
from tests.kb.knowledge import NOON, a_topic, an_answer_book, national

TOPICS = (
    "who_decides", "review_meetings", "sen_funding", "senco_role", "formats_and_languages", "ehc_refused", "exclusion",
    "ehc_plan_not_delivered",
)  # fmt: skip
BOOK = an_answer_book(
    *(national(topic) for topic in TOPICS),
    national("transport", how_long="Weeks.", if_no="Ask again."),
    national("request_ehc_needs_assessment", if_no="Reasons."),
)
SPEAKER, KNOWN = Speaker(BOOK, "kent", NOON), BOOK.has
SURELY = {"confidence": SURE_OF_ITS_OWN}


def several(*read: tuple[str, float], intent: str = "who_decides", **known):
    """The topics to answer in a message that was taken surely for `intent`, and whose sentences were read so."""
    return tuple(topic for topic, _ in asked(a_turn(intent, sentences=alone(*read), **(SURELY | known)), SPEAKER))


def parts(*read: tuple[str, str, float], intent: str = "transport", **known):
    """The places to answer from, in a message with these sentences, each read so."""
    return asked(a_turn(intent, sentences=tuple(Sentence(*r) for r in read), **(SURELY | known)), SPEAKER)


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


def test_when_every_sentence_has_a_topic_an_unsure_whole_is_only_a_blend_of_them():
    read, unsure = (("transport", 0.9), ("sen_funding", 0.9)), {"confidence": SURE_OF_ITS_OWN - 0.01}

    assert several(*read, **unsure) == ("transport", "sen_funding")
    assert several(*read, ("greet", 0.9), **unsure) == ("who_decides", "transport", "sen_funding")


def test_a_message_of_no_topic_asks_what_its_sentences_ask():
    assert several(("transport", 0.9), ("sen_funding", 0.9), intent="thank") == ("transport", "sen_funding")
    assert several(("transport", 0.9), intent="thank") == ()


def test_another_language_asked_for_beside_a_question_is_a_topic_too():
    assert several(("transport", 0.9), ("another_language", 0.9))[-1] == "formats_and_languages"


# a sentence that leans on the one before it


def test_a_sentence_may_ask_for_a_part_of_the_answer_before_it():
    taxi = ("can he have a taxi", "transport", 0.9)

    assert parts(taxi, ("how long does it take", "contact_helpline", 0.8))[1] == ("transport", "how_long")
    assert parts(taxi, ("what if they say no", "nlu_fallback", 0.3))[1] == ("transport", "if_no")


def test_a_sentence_that_is_surely_of_another_topic_leans_on_nothing():
    read = (("can he have a taxi", "transport", 0.9), ("how long does it take", "review_meetings", SURE_OF_ITS_OWN))

    assert parts(*read)[1] == ("review_meetings", "answer")


def test_a_part_that_another_topic_tells_better_is_told_from_there():
    read = (("can i ask for a plan", "request_ehc_needs_assessment", 0.9), ("what if they say no", "transport", 0.5))

    assert parts(*read, intent="request_ehc_needs_assessment")[1] == ("ehc_refused", "answer")


def test_the_first_sentence_may_lean_on_the_last_answer():
    read = (("how long does it take", "nlu_fallback", 0.3), ("and who is the senco", "senco_role", 0.9))

    assert parts(*read, intent="senco_role", topic="transport")[0] == ("transport", "how_long")
    assert parts(*read, intent="senco_role", topic="transport", pending=True) == (("senco_role", "answer"),)


def test_a_topic_that_often_comes_next_needs_less_certainty():
    book = an_answer_book(
        national("transport", how_long="Weeks."),
        national("senco_role"),
        topics=(a_topic("transport", next=("senco_role",)),),
    )
    read = (Sentence("can he have a taxi", "transport", 0.9), Sentence("how long till I meet her", "senco_role", 0.7))

    places = asked(a_turn("transport", sentences=read, **SURELY), Speaker(book, "kent", NOON))

    assert places[1] == ("senco_role", "answer")


# a story that asks nothing


def test_a_story_of_two_troubles_is_answered_on_both_and_not_on_its_background():
    read = (
        ("They sent him home again.", "exclusion", 0.99),
        ("He has a taxi.", "transport", 0.99),
        ("They never keep to the plan.", "ehc_plan_not_delivered", 0.99),
    )

    assert [topic for topic, _ in parts(*read, intent="exclusion")] == ["exclusion", "ehc_plan_not_delivered"]


# two topics in one breath


@pytest.mark.parametrize(
    ("text", "second", "topics"),
    [
        ("help with taxis and money", AS_LIKELY, ("transport", "sen_funding")),
        ("help with taxis and money", AS_LIKELY - 0.01, ("transport",)),
        ("help with taxis", AS_LIKELY, ("transport",)),
    ],
    ids=["joined_and_likely", "not_likely", "nothing_joined"],
)
def test_the_second_guess_is_answered_too_when_the_message_joins_two_things(text, second, topics):
    ranking = (Guess("transport", 0.6), Guess("sen_funding", second))

    assert several(intent="transport", text=text, ranking=ranking) == topics


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
