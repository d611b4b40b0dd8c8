"""What one turn brings to an action."""

from typing import Any

import pytest

from actions.turn import Guess, Sentence, in_slot, places_in, turn_of
from tests.actions.turns import a_turn


def a_message(intent: str | None = "who_decides", **fields: Any) -> dict[str, Any]:
    """A tracker's latest message."""
    return {
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [],
        "intent_ranking": [],
        "metadata": {},
    } | fields


def entities(*found: tuple[str, str]) -> list[dict[str, str]]:
    return [{"entity": entity, "value": value} for entity, value in found]


def test_the_intent_is_what_rasa_understood():
    assert turn_of(a_message("who_decides"), {}).intent == "who_decides"


@pytest.mark.parametrize("message", [{}, {"intent": None}, {"intent": {}}, {"intent": {"name": None}}])
def test_a_message_without_intent_counts_as_not_understood(message):
    turn = turn_of(message, {})

    assert turn.intent == "nlu_fallback"
    assert turn == a_turn("nlu_fallback", text="", confidence=0.0, ranking=())


def test_a_name_inside_a_longer_one_is_not_mentioned():
    found = [
        {"entity": "place", "value": "other", "start": 3, "end": 12},
        {"entity": "council", "value": "newcastle-upon-tyne", "start": 3, "end": 22},
    ]

    assert turn_of(a_message(entities=found), {}).mentioned == ("newcastle-upon-tyne",)


def test_the_ranking_leaves_out_the_fallback():
    ranking = [{"name": name, "confidence": 0.3} for name in ("nlu_fallback", "who_decides", "review_meetings")]

    assert turn_of(a_message(intent_ranking=ranking), {}).guesses == ("who_decides", "review_meetings")


def test_councils_and_places_are_mentions_and_each_counts_once():
    found = entities(("place", "kent"), ("council", "kent"), ("council", "medway"), ("nation", "Wales"))

    turn = turn_of(a_message(entities=found), {})

    assert turn.mentioned == ("kent", "medway")
    assert turn.nation == "Wales"


def test_what_the_api_sends_wins_over_rasas_slots():
    sent = {"council": "kent", "topic": "review_meetings"}

    turn = turn_of(a_message(metadata=sent), {"council": "islington", "topic": "who_decides"})

    assert (turn.council, turn.topic) == ("kent", "review_meetings")


def test_nothing_known_is_also_something_that_the_api_says():
    """After a crisis card Rasa's slot says "crisis"; the API knows that no topic is being talked about."""
    turn = turn_of(a_message(metadata={"council": None, "topic": None}), {"council": "kent", "topic": "crisis"})

    assert (turn.council, turn.topic) == (None, None)


def test_rasas_slots_serve_when_the_api_sends_nothing():
    for nothing in ({}, None):
        turn = turn_of(a_message(metadata=nothing), {"council": "kent", "topic": "who_decides"})

        assert (turn.council, turn.topic) == ("kent", "who_decides")


def test_the_text_its_sentences_and_how_sure_rasa_was_are_kept():
    read = [{"text": "Who decides?", "intent": "who_decides", "confidence": 1}]

    turn = turn_of(a_message(text="Who decides? I ask.", metadata={"sentences": read}), {})

    assert (turn.text, turn.confidence) == ("Who decides? I ask.", 0.9)
    assert turn.sentences == (Sentence("Who decides?", "who_decides", 1.0),)


def test_what_the_message_means_after_the_last_topics_name_and_our_last_words_are_kept():
    read = {"text": "Who decides: why", "intent": "who_decides", "confidence": 1}

    turn = turn_of(a_message(metadata={"in_context": read, "said": "Our words."}), {})

    assert turn.in_context == Sentence("Who decides: why", "who_decides", 1.0)
    assert turn.said == "Our words."


def test_all_that_waits_for_the_council_is_kept_in_the_slot_and_read_again():
    waiting = (("transport", "answer"), ("benefits", "how_long"))

    slot = in_slot("transport", waiting)

    assert places_in(slot) == waiting
    assert turn_of(a_message(), {"topic": slot}).waiting == waiting
    assert turn_of(a_message(), {"topic": slot}).topic == "transport"


@pytest.mark.parametrize("waiting", [(), (("transport", "answer"),)], ids=["nothing_waits", "one_topic"])
def test_a_single_topic_stands_in_the_slot_by_its_name(waiting):
    assert in_slot("transport", waiting) == "transport"
    assert places_in("transport") == ()


def test_the_ranking_keeps_how_sure_each_guess_is():
    ranking = [{"name": "who_decides", "confidence": 0.7}, {"name": "crisis", "confidence": 0.2}]

    assert turn_of(a_message(intent_ranking=ranking), {}).ranking == (Guess("who_decides", 0.7), Guess("crisis", 0.2))


@pytest.mark.parametrize("mark", ["in_danger", "chosen"])
def test_danger_and_choices_are_marked_by_the_api_alone(mark):
    assert getattr(turn_of(a_message(metadata={mark: True}), {}), mark) is True
    assert getattr(turn_of(a_message(), {}), mark) is False


def test_the_conversations_state_comes_from_the_api():
    turn = turn_of(a_message(metadata={"pending": True, "misses": 1, "chosen_topic": "sen_funding"}), {})

    assert (turn.pending, turn.misses, turn.chosen_topic) == (True, 1, "sen_funding")


@pytest.mark.parametrize(
    ("known", "mentioned", "now", "changed"),
    [
        (None, (), None, False),
        ("kent", (), "kent", False),
        (None, ("kent",), "kent", False),
        ("kent", ("kent",), "kent", False),
        ("kent", ("islington",), "islington", True),
        ("kent", ("islington", "medway"), "kent", False),
        (None, ("islington", "medway"), None, False),
    ],
)
def test_the_council_is_the_one_that_is_named_or_else_the_one_known_before(known, mentioned, now, changed):
    turn = a_turn(council=known, mentioned=mentioned)

    assert (turn.council_now, turn.changed_council) == (now, changed)
