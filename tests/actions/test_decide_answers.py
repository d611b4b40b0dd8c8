"""Decisions about topics and councils: what is answered, for whom, and what is asked first."""

from dataclasses import replace

from actions import decide
from tests.actions.turns import BOOK, a_ranking, a_turn, the_speaker_for


def decision(decide_what, turn):
    return decide_what(turn, the_speaker_for(turn))


def kinds(reply) -> list[str]:
    return [notice.kind for notice in reply.notices]


def ids(reply) -> list[str]:
    return [choice.id for choice in reply.choices]


# action_answer


def test_a_topic_is_answered_with_the_councils_own_words():
    reply = decision(decide.answer, a_turn("who_decides", council="kent"))

    assert reply.text == "National words.\n\nKent's words."
    assert (reply.topic, reply.council, reply.reason) == ("who_decides", "kent", "answered")


def test_without_a_council_we_ask_for_it_and_keep_the_question():
    reply = decision(decide.answer, a_turn("who_decides"))

    assert (reply.reason, reply.topic, reply.council) == ("asked_council", "who_decides", None)
    assert ids(reply) == ["council:islington", "council:kent", "council:other"]


def test_a_council_named_inside_the_question_is_answered_for_at_once():
    reply = decision(decide.answer, a_turn("who_decides", mentioned=("kent",)))

    assert reply.text.endswith("Kent's words.")
    assert reply.council == "kent"
    assert "council_changed" not in kinds(reply)


def test_naming_another_council_changes_it_and_says_so():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", mentioned=("islington",)))

    assert reply.text.endswith("Islington's words.")
    assert reply.council == "islington"
    assert kinds(reply)[0] == "council_changed"
    assert "Islington Council" in reply.notices[0].text


def test_naming_a_town_of_which_there_are_two_is_answered_for_all_of_england():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", mentioned=("other",)))

    assert reply.text == "National words."
    assert "all of England" in reply.notices[0].text


def test_naming_the_same_council_again_changes_nothing():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", mentioned=("kent",)))

    assert "council_changed" not in kinds(reply)


def test_naming_two_councils_keeps_the_one_known_before():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", mentioned=("islington", "medway")))

    assert reply.council == "kent"


def test_a_council_without_a_leaflet_gets_the_national_answer_said_to_be_so():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", mentioned=("medway",)))

    assert reply.text == "National words."
    assert reply.council == "medway"
    assert kinds(reply) == ["council_changed", "national_only"]


def test_a_parent_who_will_not_say_where_gets_the_national_answer():
    reply = decision(decide.answer, a_turn("who_decides", council="other"))

    assert reply.text == "National words."
    assert kinds(reply) == ["national_only"]


def test_a_question_about_another_nation_is_not_answered_with_englands_law():
    reply = decision(decide.answer, a_turn("who_decides", council="kent", nation="Wales"))

    assert reply.reason == "other_nation"
    assert "National words." not in reply.text
    assert reply.council == "kent"


def test_a_nation_beside_an_english_council_does_not_count():
    reply = decision(decide.answer, a_turn("who_decides", nation="Wales", mentioned=("kent",)))

    assert reply.reason == "answered"


def test_a_topic_without_an_answer_offers_the_next_best():
    turn = a_turn("benefits", ranking=a_ranking("benefits", "who_decides"), council="kent")

    reply = decision(decide.answer, turn)

    assert reply.reason == "unsure"
    assert ids(reply) == ["topic:who_decides", "else"]


# action_set_council


def test_naming_the_council_answers_the_question_that_was_waiting():
    turn = a_turn("give_council", mentioned=("kent",), topic="who_decides", pending=True)

    reply = decision(decide.set_council, turn)

    assert reply.text.endswith("Kent's words.")
    assert (reply.topic, reply.council) == ("who_decides", "kent")


def test_changing_the_council_answers_the_last_question_again():
    turn = a_turn("give_council", council="kent", mentioned=("islington",), topic="who_decides")

    reply = decision(decide.set_council, turn)

    assert reply.text.endswith("Islington's words.")
    assert kinds(reply)[0] == "council_changed"


def test_naming_the_council_that_is_known_repeats_no_answer():
    turn = a_turn("give_council", council="kent", mentioned=("kent",), topic="who_decides")

    assert decision(decide.set_council, turn).reason == "council_set"


def test_naming_the_council_first_is_thanked_for():
    reply = decision(decide.set_council, a_turn("give_council", mentioned=("kent",)))

    assert (reply.reason, reply.council) == ("council_set", "kent")


def test_choosing_another_council_or_not_sure_answers_the_question_that_waits():
    turn = a_turn("give_council", mentioned=("other",), topic="who_decides", pending=True)

    reply = decision(decide.set_council, turn)

    assert (reply.text, reply.council) == ("National words.", "other")


def test_a_place_that_we_do_not_know_is_asked_again_and_the_question_kept():
    reply = decision(decide.set_council, a_turn("give_council", topic="who_decides", pending=True))

    assert (reply.reason, reply.topic) == ("asked_again", "who_decides")


def test_two_councils_at_once_are_asked_to_be_one():
    reply = decision(decide.set_council, a_turn("give_council", mentioned=("kent", "medway")))

    assert (reply.reason, reply.topic) == ("asked_council", None)


def test_living_in_another_nation_is_said_to_differ():
    assert decision(decide.set_council, a_turn("give_council", nation="Scotland")).reason == "other_nation"


# action_tell_me_more


def test_more_is_told_of_the_last_topic():
    reply = decision(decide.tell_me_more, a_turn("tell_me_more", council="kent", topic="who_decides"))

    assert reply.text == "More words."


def test_more_is_told_of_the_chosen_topic_before_the_last_one():
    turn = a_turn("tell_me_more", council="kent", topic="review_meetings", chosen_topic="who_decides")

    assert decision(decide.tell_me_more, turn).text == "More words."


def test_more_of_nothing_asks_of_what():
    assert decision(decide.tell_me_more, a_turn("tell_me_more")).reason == "control"


# all of Askline switched off


def test_a_council_that_has_switched_askline_off_says_so_whatever_was_asked():
    book = replace(BOOK, off={("", "kent"): "Resting."})
    for turn in (
        a_turn("greet", council="kent"),
        a_turn("give_council", mentioned=("kent",)),
        a_turn("nonsense", council="kent"),
    ):
        reply = decide.switched_off(turn, the_speaker_for(turn, book))

        assert reply.text.startswith("Resting.")
        assert reply.reason == "switched_off"
    assert decide.switched_off(a_turn(council="islington"), the_speaker_for(a_turn(council="islington"), book)) is None


def test_switched_off_a_danger_still_gets_the_crisis_card_first():
    turn = a_turn("crisis", council="kent")

    card, words = decide.switched_off(turn, the_speaker_for(turn, replace(BOOK, off={("", "kent"): "Resting."})))

    assert (card.reason, words.reason) == ("crisis", "switched_off")
