"""What is answered while Rasa is away, when a trained model's sense of meaning is there: the decisions alone."""

from dataclasses import dataclass
from typing import Any

import pytest

from api.conversations import Known
from api.offline import SURE, SURE_OF_DANGER, SURE_TO_REFUSE, answer_without_rasa
from kb.replies import Reply, Speaker, words
from kb.search import Found, Sensed
from tests.kb.knowledge import NOON, an_answer_book, local, national

BOOK = an_answer_book(
    national("who_decides", "National words.", more="More words.", how_long="Six weeks."),
    local("who_decides", "kent", "Kent's words."),
    national("review_meetings", "Meetings."),
    national("sen_funding", "Money."),
    national("transport", "Taxis."),
    national("contact_helpline", "What the service can do."),
)
NEAR = ("review_meetings", "sen_funding", "transport")


@dataclass(frozen=True)
class Search:
    """Understands every message in the same way."""

    sensed: tuple[Sensed, ...] = ()
    found: tuple[Found, ...] = ()

    def understand(self, _text: str) -> list[Sensed]:
        return list(self.sensed)

    def search(self, _text: str) -> list[Found]:
        return list(self.found)


def sensing(intent: str, share: float = 0.9, *others: str) -> Search:
    """A search whose model takes every message for this; the others share the rest."""
    others = others or NEAR
    rest = tuple(Sensed(other, (1 - share) / len(others)) for other in others if other != intent)
    return Search((Sensed(intent, share), *rest))


def answered(search: Search, text: str = "Some words.", in_danger: bool = False, **known: Any) -> Reply:
    """The reply in a conversation of which nothing else is known, unless `known` says so."""
    nothing: dict[str, Any] = {"council": "kent", "state": "assistant", "topic": None, "pending": False, "misses": 0}
    where = Known(id="1", **(nothing | known))
    return answer_without_rasa(text, None, where, Speaker(BOOK, where.council, NOON), lambda: search, in_danger)


def ids(reply: Reply) -> list[str]:
    return [choice.id for choice in reply.choices]


def kinds(reply: Reply) -> list[str]:
    return [notice.kind for notice in reply.notices]


# answers


def test_the_likeliest_topic_is_answered_and_said_to_be_looked_up():
    reply = answered(sensing("who_decides"))

    assert reply.text.startswith(words()["away"])
    assert "Kent's words." in reply.text
    assert (reply.topic, reply.council, reply.reason) == ("who_decides", "kent", "search")
    assert kinds(reply)[0] == "searched"


def test_it_comes_with_the_next_likeliest_a_person_and_the_line():
    reply = answered(sensing("who_decides"))

    assert ids(reply) == ["topic:review_meetings", "topic:sen_funding", "person"]
    assert reply.handoff is not None
    assert reply.handoff["phones"][0]["number"] == "01234 567890"


def test_the_likeliest_are_offered_as_plain_questions_when_none_is_likely_enough():
    reply = answered(sensing("who_decides", SURE - 0.01))

    assert reply.text == words()["away_unsure"]
    assert ids(reply) == ["topic:who_decides", "topic:review_meetings", "topic:sen_funding", "else"]
    assert reply.choices[0].title == "What about who decides?"
    assert reply.reason == "unsure"
    assert reply.handoff is not None


def test_a_second_unclear_message_gets_the_line_itself():
    reply = answered(sensing("who_decides", SURE - 0.01), misses=1)

    assert reply.text.startswith(words()["away_nothing"])
    assert "01234 567890" in reply.text


def test_a_topic_without_an_answer_is_not_answered_with_another():
    assert answered(sensing("benefits")).text == words()["away_unsure"]


def test_asking_for_the_line_gives_it():
    reply = answered(sensing("contact_helpline"))

    assert "01234 567890" in reply.text
    assert "What the service can do." in reply.text


def test_without_a_model_search_alone_answers():
    reply = answered(Search(found=(Found("who_decides", 0.6), Found("transport", 0.5))))

    assert reply.text == f"{words()['away']}\n\n{Speaker(BOOK, 'kent', NOON).answer('who_decides').text}"
    assert ids(reply) == ["topic:transport", "person"]


def test_without_a_model_and_near_nothing_the_line_is_given():
    assert answered(Search()).reason == "failure"


# what is no question to us


def test_what_is_not_our_business_is_refused_kindly_and_said_to_be_looked_up():
    reply = answered(sensing("out_of_scope", SURE_TO_REFUSE))

    assert reply.reason == "out_of_scope"
    assert reply.text.startswith("I'm sorry, I can't help with that.")
    assert kinds(reply) == ["searched"]
    assert reply.handoff is not None


def test_a_doubtful_refusal_offers_topics_instead():
    assert answered(sensing("out_of_scope", SURE_TO_REFUSE - 0.01)).text == words()["away_unsure"]


@pytest.mark.parametrize(
    ("intent", "key"),
    [("greet", "greeting"), ("thank", "thank"), ("affirm", "affirm"), ("deny", "deny"), ("feedback", "feedback"),
     ("tell_me_more", "more_of_what")],
)  # fmt: skip
def test_small_talk_is_answered_as_ever(intent, key):
    reply = answered(sensing(intent))

    assert reply.text.startswith(words()[key].split("{")[0])
    assert reply.topic is None
    assert kinds(reply) == []


@pytest.mark.parametrize("intent", ["tell_me_more", "affirm"])
def test_more_of_the_last_answer_is_told(intent):
    assert answered(sensing(intent), topic="who_decides").text == "More words."


def test_a_few_words_that_lean_on_the_last_answer_get_that_part_of_it():
    reply = answered(sensing("transport"), "and how long?", topic="who_decides")

    assert (reply.text, reply.topic) == ("Six weeks.", "who_decides")


# danger


def test_danger_that_the_words_hide_is_sensed_and_gets_the_card_alone():
    assert answered(sensing("crisis", SURE_OF_DANGER)).reason == "crisis"


def test_when_danger_is_not_sure_the_numbers_come_before_what_else_it_may_be():
    reply = answered(sensing("crisis", SURE_OF_DANGER - 0.01))

    assert reply.text == f"{words()['crisis_maybe']}\n\n{words()['away_unsure']}"
    assert kinds(reply) == ["crisis"]
    assert "topic:review_meetings" in ids(reply)


def test_when_the_card_comes_anyway_what_is_asked_beside_the_danger_is_answered_below_it():
    reply = answered(sensing("crisis", 0.8, "who_decides"), in_danger=True)

    assert reply.reason == "search"
    assert "Kent's words." in reply.text


def test_when_the_card_comes_anyway_and_nothing_else_is_asked_the_line_follows_it():
    reply = answered(sensing("crisis", 0.97), in_danger=True)

    assert reply.text.startswith(words()["away_nothing"])
    assert reply.handoff is not None


# places


def test_a_council_in_the_words_is_answered_for_when_none_is_known():
    assert "Kent's words." in answered(sensing("who_decides"), "who decides? I'm in Maidstone", council=None).text


def test_a_place_in_the_words_changes_nothing_when_the_council_is_known():
    assert answered(sensing("who_decides"), "who decides? not like in Islington").council == "kent"


def test_without_any_council_the_answer_is_for_all_of_england():
    reply = answered(sensing("who_decides"), council=None)

    assert "National words." in reply.text
    assert reply.council is None


@pytest.mark.parametrize("pending", [True, False], ids=["question_waits", "answered_nationally_before"])
def test_naming_the_council_answers_the_last_question_for_it(pending):
    reply = answered(sensing("give_council"), "Kent", council=None, topic="who_decides", pending=pending)

    assert reply.text.endswith("Kent's words.")
    assert reply.council == "kent"


def test_moving_to_another_council_answers_the_last_question_again():
    reply = answered(sensing("give_council"), "we moved to Islington", topic="who_decides")

    assert (reply.topic, reply.council) == ("who_decides", "islington")


@pytest.mark.parametrize(("council", "topic"), [(None, None), ("kent", "who_decides")], ids=["first", "known"])
def test_naming_the_council_with_nothing_to_answer_is_thanked_for(council, topic):
    reply = answered(sensing("give_council"), "I live in Kent", council=council, topic=topic)

    assert (reply.reason, reply.council) == ("council_set", "kent")


def test_a_place_that_nobody_knows_is_asked_for():
    assert answered(sensing("give_council"), "Atlantis", council=None).reason == "asked_council"


@pytest.mark.parametrize("intent", ["who_decides", "give_council", "out_of_scope"])
def test_another_nation_is_said_to_differ(intent):
    assert answered(sensing(intent), "we live in Scotland", council=None).reason == "other_nation"


# a question that waits for the council

WAITING: dict[str, Any] = {"council": None, "topic": "who_decides", "pending": True}


@pytest.mark.parametrize(
    ("intent", "share"), [("transport", 0.2), ("give_council", 0.9), ("affirm", 0.9), ("out_of_scope", 0.9)]
)
def test_a_question_that_waits_is_kept_and_the_council_asked_for_again(intent, share):
    reply = answered(sensing(intent, share), "asdf", **WAITING)

    assert reply.text == words()["ask_council_again"]
    assert (reply.reason, reply.topic) == ("asked_again", "who_decides")
    assert "council:kent" in ids(reply)


@pytest.mark.parametrize(
    ("intent", "share", "misses"),
    [("transport", 0.2, 1), ("give_council", 0.9, 1), ("deny", 0.9, 0)],
    ids=["second_unclear_message", "second_unknown_place", "does_not_know"],
)
def test_then_it_is_answered_for_all_of_england_and_said_so(intent, share, misses):
    reply = answered(sensing(intent, share), "asdf", **(WAITING | {"misses": misses}))

    assert reply.text == f"{words()['answered_nationally']}\n\nNational words."
    assert (reply.topic, reply.council, reply.reason) == ("who_decides", "other", "answered")


def test_unclear_words_with_a_council_in_them_answer_the_question_that_waits():
    reply = answered(sensing("transport", 0.2), "erm Kent I think", **WAITING)

    assert reply.text.endswith("Kent's words.")


def test_a_new_question_takes_the_place_of_the_one_that_waits():
    assert answered(sensing("transport"), **WAITING).topic == "transport"


def test_a_question_that_is_not_our_business_is_refused_while_another_waits():
    assert answered(sensing("out_of_scope"), "when are my bins collected?", **WAITING).reason == "out_of_scope"


def test_thanks_are_answered_while_a_question_waits():
    assert answered(sensing("thank"), **WAITING).text == words()["thank"]
