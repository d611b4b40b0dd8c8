"""Thanks, praise and complaints, told apart by their words."""

import pytest

from kb.manners import manner_of
from kb.replies import Speaker, words
from kb.small_talk import small_talk
from tests.kb.knowledge import NOON, an_answer_book


@pytest.mark.parametrize(
    ("intent", "text", "manner"),
    [
        ("feedback", "ta thats really helpful", "thank"),
        ("feedback", "Cheers, that\u2019s great", "thank"),
        ("thank", "aw thank you so much", "thank"),
        ("thank", "thanks, no more questions", "thank"),
        ("feedback", "really helpful", "praise"),
        ("feedback", "brilliant service, well done", "praise"),
        ("feedback", "that wasnt any use", "feedback"),
        ("feedback", "not impressed", "feedback"),
        ("feedback", "good but too wordy", "feedback"),
        ("feedback", "you gave me one about buses", "feedback"),
        ("thank", "thanks for nothing", "feedback"),
        ("thank", "thank you but that didn\u2019t help", "feedback"),
    ],
)
def test_thanks_are_thanked_and_complaints_are_not(intent, text, manner):
    assert manner_of(intent, text) == manner


def test_the_reply_says_sorry_only_where_somebody_complains():
    speaker = Speaker(an_answer_book(), None, NOON)

    assert small_talk("feedback", None, speaker, "ta thats really helpful").text == words()["thank"]
    assert "sorry" in small_talk("feedback", None, speaker, "that wasnt any use").text
