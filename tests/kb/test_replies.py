"""What Askline says back, reply by reply."""

import pytest

from kb.places import council_names
from kb.replies import PERSON, SOMETHING_ELSE, Choice, Speaker, emergency_contacts, words
from tests.kb.knowledge import NOON, a_council, a_topic, an_answer_book, local, national

STARTERS = ("child_may_have_sen", "unhappy_with_support", "request_ehc_needs_assessment", "contact_helpline")
FILLED_BY_A_REPLY = {
    "out_of_scope",
    "nation",
    "other_language",
    "unknown_law",
    "more_perhaps",
}  # not by the council's details
OPEN_NOW = {"mon": ["10:00-16:00"], "dated": "2026-09-01"}


def a_speaker(council: str | None = "kent", *answers, topics=(), **service) -> Speaker:
    """A speaker for a book that holds `who_decides` and the questions to begin with."""
    known = [national(name) for name in ("who_decides", *STARTERS)]
    book = an_answer_book(*known, *answers, topics=topics, councils=(a_council("kent", **service),))
    return Speaker(book, council, NOON)


def ids(reply) -> list[str]:
    return [choice.id for choice in reply.choices]


def test_an_answer_offers_more_then_what_comes_next_then_a_person():
    topic = a_topic("who_decides", next=STARTERS)
    speaker = a_speaker("kent", local("who_decides", "kent", more="More."), topics=(topic,))

    reply = speaker.answer("who_decides")

    assert ids(reply) == ["more:who_decides", *(f"topic:{n}" for n in STARTERS[:3]), "person"]
    assert (reply.reason, reply.topic, reply.council) == ("answered", "who_decides", "kent")


def test_choices_are_whole_questions():
    reply = a_speaker(topics=(a_topic("who_decides", next=("contact_helpline",)),)).answer("who_decides")

    assert reply.choices[0] == Choice("topic:contact_helpline", "What about contact helpline?")


def test_more_gives_the_second_part():
    speaker = a_speaker("kent", local("who_decides", "kent", more="More in Kent."))

    assert speaker.more("who_decides").text == "More in Kent."


def test_more_of_a_topic_that_has_none_passes_on_to_a_person():
    reply = a_speaker().more("who_decides")

    assert reply.text.startswith(words()["nothing_more"])
    assert reply.handoff is not None
    assert reply.topic == "who_decides"


def test_more_without_a_topic_asks_of_what():
    reply = a_speaker().more(None)

    assert reply.text == words()["more_of_what"]
    assert ids(reply) == [f"topic:{n}" for n in STARTERS]


def test_the_council_is_asked_for_with_every_council_and_another():
    reply = a_speaker(None).ask_council("who_decides")

    assert ids(reply) == ["council:kent", "council:other"]
    assert (reply.reason, reply.topic) == ("asked_council", "who_decides")


def test_asking_for_the_council_without_a_question_promises_no_answer():
    speaker = a_speaker(None)

    assert speaker.ask_council(None).text == words()["ask_council_first"]
    assert speaker.ask_council("who_decides").text == words()["ask_council"]


@pytest.mark.parametrize(
    ("council", "key"), [("kent", "council_set"), ("medway", "council_national"), ("other", "council_unknown")]
)
def test_a_council_is_thanked_for_by_what_we_have_for_it(council, key):
    reply = a_speaker(council).council_set()

    assert reply.text == words()[key].replace("{council}", "Kent County Council")
    assert reply.council == council


def test_another_nation_is_named_and_its_own_advice_given():
    reply = a_speaker().nation("Wales")

    assert "**Wales**" in reply.text
    assert "SNAP Cymru" in reply.text
    assert reply.reason == "other_nation"


def test_when_unsure_the_nearest_topics_are_offered_as_questions():
    reply = a_speaker().unsure(["greet", "who_decides", *STARTERS], misses=1)

    assert ids(reply) == [
        "topic:who_decides",
        "topic:child_may_have_sen",
        "topic:unhappy_with_support",
        SOMETHING_ELSE.id,
    ]
    assert reply.reason == "unsure"


def test_after_two_misses_a_person_is_offered():
    reply = a_speaker().unsure(["who_decides"], misses=2)

    assert reply.text.startswith(words()["unsure_twice"])
    assert reply.handoff is not None
    assert reply.reason == "unsure"


def test_when_nothing_is_near_a_person_is_offered_at_once():
    reply = a_speaker().unsure(["greet", "no_such_topic"], misses=1)

    assert reply.text.startswith(words()["nothing_found"])
    assert reply.handoff is not None


def test_a_refusal_is_kind_and_leaves_ways_on():
    reply = a_speaker().out_of_scope()

    assert reply.reason == "out_of_scope"
    assert ids(reply) == [f"topic:{n}" for n in STARTERS[:2]] + [PERSON.id]


def test_a_refusal_leads_to_the_councils_own_site():
    reply = a_speaker("kent").out_of_scope()

    assert "[kent.gov.uk](https://www.kent.gov.uk)" in reply.text.replace("www.kent.gov.uk](", "kent.gov.uk](")
    assert "district or borough council" in reply.text


@pytest.mark.parametrize("council", [None, "other", "leeds"])
def test_a_refusal_where_no_site_is_known_leads_to_where_it_is_found(council):
    assert "https://www.gov.uk/find-local-council" in a_speaker(council).out_of_scope().text


def test_a_hand_off_says_how_to_reach_the_service_and_whether_it_is_open():
    reply = a_speaker("kent", hours=OPEN_NOW).hand_off()

    assert "01234 567890" in reply.text
    assert "The Helpline is open now, until 4pm." in reply.text
    assert reply.handoff is not None
    assert reply.handoff["line"]["open"] is True


def test_a_hand_off_without_a_leaflet_says_how_to_find_the_service():
    for council in (None, "medway"):
        reply = a_speaker(council).hand_off()

        assert words()["hand_off_national"] in reply.text
        assert reply.handoff is not None
        assert reply.handoff["phones"] == []


def test_contact_gives_the_lines_details_before_what_the_service_does():
    reply = a_speaker("kent", hours=OPEN_NOW).contact()

    assert reply.text.index("01234 567890") < reply.text.index("What holds in all England.")
    assert reply.handoff is not None
    assert PERSON.id not in ids(reply)


def test_the_crisis_card_begins_with_999_and_lists_every_emergency_contact():
    reply = a_speaker().crisis()

    assert "999" in reply.text.splitlines()[0]
    assert [n.kind for n in reply.notices] == ["crisis"]
    for contact in emergency_contacts():
        assert contact["number"] in reply.text


def test_the_crisis_card_names_the_councils_own_team_where_it_is_known():
    assert "Kent Front Door" in a_speaker("kent").crisis().text
    assert "Front Door" not in a_speaker("medway").crisis().text


def test_no_placeholder_is_left_in_any_words():
    for council in ("kent", None):
        for key in words():
            if key not in FILLED_BY_A_REPLY:
                assert "{" not in a_speaker(council).say(key).text, f"{key} keeps a placeholder for council {council}"


def test_every_key_that_code_asks_for_stands_in_words():
    needed = {"greeting", "greeting_again", "goodbye", "thank", "bot_challenge", "privacy", "feedback"}
    needed |= {"another_language", "affirm", "deny", "empty", "away", "away_nothing", "something_else"}

    assert needed <= words().keys(), "add the missing keys to kb/content/words.yml"


def test_no_council_is_called_other():
    assert "other" not in council_names(), "`other` stands for a parent who does not say"
