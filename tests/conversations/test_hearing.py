"""The dialogues' own rules: what a file may hold, and what counts as said, cited and offered."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.conversations.dialogue import Dialogue, Turn
from tests.conversations.hearing import Heard, faults


def a_reply(text: str = "The school decides.", **parts: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"topic": "who_decides", "council": "kent", "handoff": None}
    return {"text": text, "citations": [], "notices": [], "choices": [], **nothing, **parts}


def heard(*replies: dict[str, Any], understood: str = "who_decides") -> Heard:
    return Heard(list(replies), {"topic": understood, "confidence": 0.9, "ranking": []})


CODE = {
    "kind": "code",
    "title": "SEND Code of Practice: 0 to 25 years",
    "publisher": "Department for Education and Department of Health",
    "section": "How progress shows that a child may have SEN",
    "paragraph": "paragraph 6.17",
}


@pytest.mark.parametrize(
    ("wanted", "reply", "fault"),
    [
        ({"topic": "who_decides"}, a_reply(), None),
        ({"topic": "transport"}, a_reply(), "topic who_decides, expected transport"),
        ({"any_of": ["transport", "who_decides"]}, a_reply(), None),
        ({"topic": "who_decides"}, a_reply(topic=None), None),  # small talk has no topic: what was understood counts
        ({"contains": ["the SCHOOL decides"]}, a_reply("The **school**\ndecides."), None),
        ({"contains": ["call 999."]}, a_reply("Call [999](tel:999)."), None),
        ({"contains": ["£6,000"]}, a_reply(), "does not say '£6,000'"),
        ({"never": ["decides"]}, a_reply(), "says 'decides'"),
        ({"begins": "The school"}, a_reply("Well. The school decides."), "does not begin with 'The school'"),
        ({"cites": ["code"]}, a_reply(citations=[CODE]), None),
        ({"cites": ["leaflet_kent"]}, a_reply(citations=[CODE]), "does not cite leaflet_kent"),
        ({"section": "paragraph 6.17"}, a_reply(citations=[CODE]), None),
        ({"section": "paragraph 6.18"}, a_reply(citations=[CODE]), "not 'paragraph 6.18'"),
        ({"notice": ["old_leaflet"]}, a_reply(), "notice 'old_leaflet' is not among []"),
        ({"choices": ["person"]}, a_reply(choices=[{"id": "person"}]), None),
        ({"handoff": True}, a_reply(), "hand-off: None"),
        ({"council": "bexley"}, a_reply(), "answered for kent"),
        ({"reason": "answered"}, a_reply(), "reason None, expected answered"),
    ],
)
def test_a_reply_that_lacks_something_says_what(wanted: dict, reply: dict, fault: str | None) -> None:
    found = faults(Turn(says="who decides?", **wanted), heard(reply))

    assert (fault is None and not found) or fault in found[0]


def test_a_crisis_card_stands_before_the_reply_and_its_words_are_heard_too():
    turn = Turn(says="help", begins="call 999", topic="who_decides", contains=["The school decides"])

    assert not faults(turn, heard(a_reply("Call 999.", topic="crisis"), a_reply()))


@pytest.mark.parametrize(
    "turn",
    [
        {"says": "hello", "topics": "greet"},  # unknown key
        {"says": "hello", "chooses": "person", "topic": "greet"},  # both
        {"topic": "greet"},  # neither
        {"says": "hello"},  # nothing expected
    ],
)
def test_a_turn_that_breaks_the_format_is_refused(turn: dict) -> None:
    with pytest.raises(ValidationError):
        Dialogue.model_validate({"council": None, "turns": [turn, {"says": "bye", "topic": "goodbye"}]})
