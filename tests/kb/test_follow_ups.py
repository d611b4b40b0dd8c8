"""Short questions that lean on the answer before them."""

import pytest

from kb.follow_ups import ANY, follow_up, follows, heading
from kb.shipped import CONTENT, read_yaml, topics
from tests.project import examples

RULES = read_yaml(CONTENT / "follow_ups.yml")
NOT_FOLLOW_UPS = ("what_is_sen_support", "sen_funding", "benefits", "transport", "exclusion")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("and how long?", "how_long"),
        ("Is there a deadline", "how_long"),
        ("how many weeks is that", "how_long"),
        ("When will they tell us", "how_long"),
        ("who do I send it to", "who_to"),
        ("where should we post it", "who_to"),
        ("who does it go to?", "who_to"),
        ("What if they say no?", "if_no"),
        ("and if the school refuses", "if_no"),
        ("what if nobody replies", "if_no"),
        ("ok but say its a no", "if_no"),
        ("what if its a no then", "if_no"),
        ("and supposing they refuse", "if_no"),
        ("worst case they turn it down, then what", "if_no"),
        ("what if the answer's no", "if_no"),
        ("suppose they just say no to me", "if_no"),
        ("does that still count for FE", "at_college"),
        ("is it the same for further education", "at_college"),
        ("does that go for colleges too", "at_college"),
        ("same at college?", "at_college"),
        ("what about sixth form", "at_college"),
        ("once he's 16", "at_college"),
        ("ok and then what", "more"),
        ("tell me a bit more", "more"),
        ("what does that mean", "more"),
        ("why", "more"),
        ("when", "how_long"),
        ("they said no, now what", "if_no"),
        ("and if it doesn't work?", "if_no"),
        ("does this apply at college", "at_college"),
        ("and when he turns 16", "at_college"),
        ("what do I put in it", "letter"),
        ("what should it say", "letter"),
        ("so how do I ask", "how_to"),
        ("how do i apply for it", "how_to"),
        ("are you sure?", "sure"),
        ("really?", "sure"),
        ("where does it say that", "sure"),
    ],
)
def test_a_follow_up_asks_for_a_part_of_the_last_answer(text, part):
    assert follow_up(text) == part


@pytest.mark.parametrize(
    "text",
    ["say no to me one more time", "if there is no space then", "does it take him for life", "he feels low"],
)
def test_what_only_sounds_like_a_follow_up_asks_for_no_part(text):
    assert follow_up(text) is None


@pytest.mark.parametrize("text", ["What if they won't?", "What if they won’t?", "WHAT IF THEY WON'T"])
def test_case_punctuation_and_typed_apostrophes_do_not_matter(text):
    assert follow_up(text) == "if_no"


@pytest.mark.parametrize("subject", ["plan", "tribunal", "transport", "exclusion", "senco"])
def test_a_message_that_names_a_matter_of_its_own_is_a_new_question(subject):
    assert follow_up("how long does it take") == "how_long"
    assert follow_up(f"how long does a {subject} take") is None


def test_a_long_message_says_more_than_a_follow_up_does():
    filling = ["well"] * (RULES["longest"] - 2)

    assert follow_up(" ".join([*filling, "how", "long"])) == "how_long"
    assert follow_up(" ".join([*filling, "well", "how", "long"])) is None


@pytest.mark.parametrize("text", ["", "???", "thank you", "he is seven", "my daughter is at primary school"])
def test_other_words_lean_on_nothing(text):
    assert follow_up(text) is None


@pytest.mark.parametrize(
    "text", ["what if it's not enough", "who do I complain to", "how do I know they will", "is it really that bad"]
)
def test_words_that_only_look_like_a_follow_up_are_none(text):
    assert follow_up(text) is None


def test_a_star_in_the_list_of_matters_stands_for_every_ending():
    assert follow_up("how long until they decide") == "how_long"
    assert follow_up("how long until she is assessed") is None


# where a follow-up is answered


def test_a_part_of_the_last_answer_is_told_from_there():
    assert follows("transport", "how_long", {"answer", "how_long"}) == ("transport", "how_long")


def test_what_another_topic_tells_better_is_told_from_there_though_a_part_is_written():
    assert follows("request_ehc_needs_assessment", "if_no", {"answer", "if_no"}) == ("ehc_refused", "answer")
    assert follows("request_ehc_needs_assessment", "how_long", {"how_long"})[1] == "how_long"


def test_a_topic_without_that_part_leads_on_to_where_every_topic_does():
    assert follows("sen_funding", "at_college", {"answer"}) == ("young_person_16_plus", "answer")
    assert follows("transport", "at_college", {"answer", "at_college"}) == ("transport", "at_college")


def test_who_asks_how_to_do_it_is_told_whom_to_ask_and_who_doubts_it_hears_more():
    assert follows("transport", "how_to", {"answer", "who_to"}) == ("transport", "who_to")
    assert follows("transport", "sure", {"answer", "more"}) == ("transport", "more")


def test_where_nothing_is_written_nothing_answers():
    assert follows("transport", "how_to", {"answer"}) is None
    assert follows("sen_funding", "how_long", {"answer"}) is None


def test_everything_that_can_be_asked_for_is_answered_somewhere():
    written = {part for topic in topics().values() for part in topic.follow_ups} | {"more"}

    assert RULES["parts"].keys() <= written | RULES["leads"].keys(), (
        "write it in kb/content/topics, or add it to `leads`"
    )


def test_every_part_that_may_stand_below_another_answer_has_a_heading():
    parts = {part for topic in topics().values() for part in topic.follow_ups} | {"more"}

    assert {part: bool(heading(part)) for part in parts} == dict.fromkeys(parts, True)


@pytest.mark.parametrize("part", RULES["leads"])
def test_every_lead_ends_where_something_is_written(part):
    known = topics()
    for topic, lead in RULES["leads"][part].items():
        led_to, _, its_part = lead.partition(".")

        assert topic == ANY or topic in known
        if led_to:
            has = {"answer", "more", *known[led_to].follow_ups}
            assert not its_part or its_part in has, f"{part} of {topic} leads to {lead}"


@pytest.mark.parametrize("topic", NOT_FOLLOW_UPS)
def test_the_examples_of_a_topic_are_not_taken_for_follow_ups(topic):
    taken = [text for text in examples()[topic] if follow_up(text)]

    assert len(taken) <= len(examples()[topic]) * 0.03, f"add their matter to `subjects` in follow_ups.yml: {taken}"
