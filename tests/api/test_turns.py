"""What a conversation remembers after a turn: whether a question waits for the council, and misses in a row."""

from dataclasses import asdict
from typing import Any

import pytest

from api.conversations import Known
from api.rasa import RasaAnswer
from api.turns import Turn, changes_after, understanding
from kb.replies import Reply


def after(reason: str, answered: str | None = None, council: str | None = None, **known: Any) -> dict[str, Any]:
    """The changes after a reply for that reason, in a conversation in which a question waits for the council."""
    waiting: dict[str, Any] = {
        "council": None, "state": "assistant", "topic": "who_decides", "pending": True, "misses": 0
    }  # fmt: skip
    turn = Turn(Known(id="1", **(waiting | known)), None, "Some words.")
    turn.replies = [asdict(Reply("Our words.", reason, answered, council))]
    return changes_after(turn)


@pytest.mark.parametrize("reason", ["asked_council", "asked_again"])
def test_a_question_waits_when_its_council_was_asked_for(reason):
    changes = after(reason, "who_decides", pending=False, topic=None)

    assert (changes["pending"], changes["topic"]) == (True, "who_decides")


def test_nothing_waits_when_the_council_was_asked_for_without_a_question():
    assert after("asked_council", None)["pending"] is False


@pytest.mark.parametrize(
    ("reason", "topic"),
    [("control", None), ("out_of_scope", None), ("crisis", "crisis"), ("no_words", None), ("other_language", None),
     ("other_nation", None), ("handoff", None), ("unsure", None), ("failure", None)],
)  # fmt: skip
def test_what_answers_nothing_leaves_the_question_waiting(reason, topic):
    changes = after(reason, topic)

    assert changes["pending"] is True
    assert "topic" not in changes


@pytest.mark.parametrize(
    ("reason", "topic", "council"),
    [("answered", "who_decides", "kent"), ("answered", "transport", None), ("search", "transport", None),
     ("council_set", None, "kent")],
)  # fmt: skip
def test_an_answer_or_a_council_ends_the_waiting(reason, topic, council):
    assert after(reason, topic, council)["pending"] is False


def test_nothing_begins_to_wait_by_itself():
    assert after("control", pending=False)["pending"] is False


@pytest.mark.parametrize(
    ("reason", "misses"), [("asked_again", 1), ("unsure", 1), ("asked_council", 0), ("control", 0)]
)
def test_what_was_not_understood_is_counted(reason, misses):
    assert after(reason, "who_decides" if "asked" in reason else None)["misses"] == misses


# danger that was understood without the patterns


def a_turn(first_reason: str, intent: str | None = None, away: str | None = None) -> Turn:
    rasa = RasaAnswer([], intent, 0.9, [], []) if intent else None
    turn = Turn(Known("1", None, "assistant", None, False, 0), None, "Some words.", rasa=rasa, away=away)
    turn.replies = [asdict(Reply("Our words.", first_reason))]
    return turn


@pytest.mark.parametrize(
    ("turn", "understood"),
    [
        (a_turn("answered", intent="crisis"), True),
        (a_turn("answered", intent="transport"), False),
        (a_turn("crisis", away="ReadTimeout"), True),
        (a_turn("search", away="ReadTimeout"), False),
        (a_turn("other_language"), False),
    ],
    ids=["by_rasa", "not_by_rasa", "without_rasa", "not_without_rasa", "rasa_was_not_asked"],
)
def test_danger_may_be_understood_by_rasa_or_without_it(turn, understood):
    assert turn.understood_crisis is understood


@pytest.mark.parametrize("intent", [None, "transport"])
def test_the_kinds_of_danger_are_recorded_and_the_conversation_is_marked_with_rasa_or_without(intent):
    turn = a_turn("crisis", intent=intent)
    turn.crisis_kinds = ("overdose", "self_harm")

    assert understanding(turn)["crisis"] == ["overdose", "self_harm"]
    assert changes_after(turn)["crisis"] is True
