"""Steps of a message's journey: other languages, laws that we do not know, and what Rasa reads sentence by sentence."""

from dataclasses import asdict
from typing import Any

import pytest

from api.chat import Chat
from api.choices import meaning
from api.conversations import Known
from api.turns import SHORT, Turn, asked_in, in_context
from kb.replies import words
from tests.api.apps import NothingToHide, RasaIsAway, ScriptedRasa, a_reply
from tests.kb.knowledge import NOON, an_answer_book, national

BOOK = an_answer_book(national("who_decides"), national("contact_helpline"))
POLISH = "Moja córka nie radzi sobie w szkole i nie wiem, kogo poprosić o pomoc."
MADE_UP = "Does paragraph 14.9 of the Code give her a helper?"
DOUBT = "I don't know paragraph 14.9 of the SEND Code of Practice,"


def a_turn(text: str, topic: str | None = None, pending: bool = False, **known: Any) -> Turn:
    """A turn in a conversation in Kent; a new one, unless `topic` was answered before."""
    return Turn(Known("one", "kent", "assistant", topic, pending, 0), None, text, **known)


def a_chat(rasa: ScriptedRasa | None = None) -> Chat:
    """A chat whose steps can be taken one by one; it stores nothing and searches nothing."""
    return Chat(None, rasa or ScriptedRasa(), lambda: BOOK, lambda: None, NothingToHide(), 1000, now=lambda: NOON)  # type: ignore[arg-type]


def answered(text: str, reason: str = "answered", **known: Any) -> Turn:
    """A turn that has its reply."""
    return a_turn(text, replies=[asdict(a_reply(reason=reason))], **known)


# notice_language


async def test_another_language_is_answered_with_the_service_and_rasa_is_not_asked():
    rasa = ScriptedRasa()
    chat, turn = a_chat(rasa), a_turn(POLISH)

    chat.notice_language(turn)
    await chat.ask_rasa(turn)

    assert [r["reason"] for r in turn.replies] == ["other_language"]
    assert "Polish" in turn.replies[0]["text"]
    assert rasa.asked == []


async def test_english_goes_on_to_rasa():
    rasa = ScriptedRasa()
    chat, turn = a_chat(rasa), a_turn("Who decides what help she gets?")

    chat.notice_language(turn)
    assert turn.replies == []
    await chat.ask_rasa(turn)

    assert [asked["text"] for asked in rasa.asked] == ["Who decides what help she gets?"]


def test_a_choice_is_in_our_own_words_whatever_its_title():
    turn = a_turn(POLISH, chosen=meaning("topic:who_decides"))

    a_chat().notice_language(turn)

    assert turn.replies == []


def test_danger_comes_before_the_line_in_another_language():
    chat, turn = a_chat(), a_turn(POLISH, crisis_kinds=("self_harm",))

    chat.notice_language(turn)
    chat.put_safety_first(turn)

    assert [r["reason"] for r in turn.replies] == ["crisis", "other_language"]


# doubt_unknown_law


@pytest.mark.parametrize("reason", ["answered", "search", "unsure"])
def test_an_answer_to_a_law_that_we_do_not_know_begins_by_saying_so(reason):
    turn = answered(MADE_UP, reason)

    a_chat().doubt_unknown_law(turn)

    assert turn.replies[-1]["text"].startswith(DOUBT)
    assert turn.replies[-1]["text"].endswith("The school decides.")


@pytest.mark.parametrize("reason", ["crisis", "other_language", "out_of_scope", "asked_council", "handoff"])
def test_what_answers_nothing_doubts_nothing(reason):
    turn = answered(MADE_UP, reason)

    a_chat().doubt_unknown_law(turn)

    assert turn.replies[-1]["text"] == "The school decides."


@pytest.mark.parametrize(
    "known", [{"text": "Does the Code give her a helper?"}, {"text": MADE_UP, "chosen": meaning("topic:who_decides")}]
)
def test_known_law_and_choices_are_not_doubted(known):
    turn = answered(**known)

    a_chat().doubt_unknown_law(turn)

    assert turn.replies[-1]["text"] == "The school decides."


def test_beside_a_crisis_card_only_the_answer_is_doubted():
    turn = answered(MADE_UP)
    turn.replies.insert(0, asdict(a_reply("Call 999.", reason="crisis")))

    a_chat().doubt_unknown_law(turn)

    assert turn.replies[0]["text"] == "Call 999."
    assert turn.replies[1]["text"].startswith(DOUBT)


# asked_in, and what Rasa is told


def test_rasa_reads_each_of_several_questions():
    assert asked_in(a_turn("Who decides about it? How do I complain?")) == [
        "Who decides about it?",
        "How do I complain?",
    ]


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [((), []), (("self_harm",), ["Who decides about help?"])],
    ids=["without_danger", "beside_danger"],
)
def test_a_single_question_is_read_alone_only_beside_a_danger(kinds, asked):
    assert asked_in(a_turn("Who decides about help?", crisis_kinds=kinds)) == asked


@pytest.mark.parametrize(("kinds", "in_danger"), [((), False), (("self_harm",), True)], ids=["safe", "danger"])
async def test_rasa_is_told_of_danger(kinds, in_danger):
    rasa = ScriptedRasa()

    await a_chat(rasa).ask_rasa(a_turn("Who decides about it? How do I complain?", crisis_kinds=kinds))

    assert rasa.asked[0]["state"]["in_danger"] is in_danger
    assert rasa.asked[0]["state"]["chosen"] is False
    assert len(rasa.asked[0]["sentences"]) == 2


async def test_a_few_words_after_an_answer_are_also_read_after_its_name():
    rasa = ScriptedRasa()

    await a_chat(rasa).ask_rasa(a_turn("And why?", topic="who_decides"))

    assert rasa.asked[0]["in_context"] == f"{BOOK.topics['who_decides'].title}: And why?"


@pytest.mark.parametrize(
    "known",
    [{"topic": None}, {"topic": "benefits"}, {"pending": True}, {"text": "so " * (SHORT + 1)}],
    ids=["nothing_answered", "an_answer_that_is_gone", "a_question_waits", "many_words"],
)
def test_any_other_message_is_read_without_a_context(known):
    assert in_context(a_turn(**({"text": "And why?", "topic": "who_decides"} | known)), BOOK) is None


async def test_a_choice_is_sent_as_one_and_without_sentences():
    rasa = ScriptedRasa()

    await a_chat(rasa).ask_rasa(a_turn("Who decides? Who pays for it?", chosen=meaning("topic:who_decides")))

    assert rasa.asked[0]["state"]["chosen"] is True
    assert "sentences" not in rasa.asked[0]


async def test_without_words_rasa_is_not_asked():
    rasa = RasaIsAway()
    turn = a_turn("🙂")

    await a_chat(rasa).ask_rasa(turn)

    assert turn.replies[0]["text"] == words()["empty"]
    assert rasa.asked == []
