"""Short questions that lean on the answer before them."""

import pytest

from kb.follow_ups import follow_up
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
        ("same at college?", "at_college"),
        ("what about sixth form", "at_college"),
        ("once he's 16", "at_college"),
        ("ok and then what", "more"),
        ("tell me a bit more", "more"),
        ("what does that mean", "more"),
    ],
)
def test_a_follow_up_asks_for_a_part_of_the_last_answer(text, part):
    assert follow_up(text) == part


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


def test_every_part_that_can_be_asked_for_stands_in_some_answer():
    written = {part for topic in topics().values() for part in topic.follow_ups} | {"more"}

    assert RULES["parts"].keys() <= written, "write such a part in kb/content/topics, or delete its patterns"


@pytest.mark.parametrize("topic", NOT_FOLLOW_UPS)
def test_the_examples_of_a_topic_are_not_taken_for_follow_ups(topic):
    taken = [text for text in examples()[topic] if follow_up(text)]

    assert len(taken) <= len(examples()[topic]) * 0.03, f"add their matter to `subjects` in follow_ups.yml: {taken}"
