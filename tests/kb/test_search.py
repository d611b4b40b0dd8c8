"""Search over the answers, which serves while Rasa is away."""

import pytest

from kb.encoder import encoder
from kb.search import AnswerSearch
from tests.kb.knowledge import a_topic, an_answer_book, local, national

TOPICS = (
    a_topic("sen_funding", title="Who pays", question="Where does the money for SEN support come from?"),
    a_topic("transport", title="Getting to school", question="Can my child get free transport to school?"),
    a_topic("exclusion", title="Sent home", question="What if my child is excluded or suspended?"),
)
ANSWERS = (
    national("sen_funding", "The school pays from its **budget**. [code:6.95]", more="There is a notional budget."),
    national("transport", "The council may pay for a bus or a taxi."),
    national("exclusion", "The headteacher must tell you why, in writing."),
)


@pytest.fixture(scope="module")
def search() -> AnswerSearch:
    return AnswerSearch(an_answer_book(*ANSWERS, topics=TOPICS), encoder())


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("who pays for the extra help", "sen_funding"),
        ("notional budget", "sen_funding"),  # a rare word of the second part
        ("she needs a taxi to get there", "transport"),
        ("he has been expelled", "exclusion"),  # no word in common, only the meaning
    ],
)
def test_the_nearest_topic_comes_first(search, asked, topic):
    assert search.search(asked)[0].topic == topic


@pytest.mark.parametrize("asked", ["is it not?", "the", "and then", "?!", "👍"])
def test_a_question_of_nothing_but_little_words_is_searched_by_meaning_alone(search, asked):
    assert all(found.nearness >= 0.3 for found in search.search(asked))


@pytest.mark.parametrize("asked", ["qwxz vbnm", "best pizza recipe with mushrooms"])
def test_nothing_is_found_when_nothing_is_near(search, asked):
    assert search.search(asked) == []


def test_no_more_is_returned_than_asked_for(search):
    assert len(search.search("my child at school", count=1)) == 1


def test_a_topic_is_found_once(search):
    found = [f.topic for f in search.search("money for transport to school when excluded")]

    assert len(found) == len(set(found))


def test_a_topic_without_a_national_answer_is_not_found():
    book = an_answer_book(*ANSWERS[:1], local("transport", "kent"), topics=TOPICS)

    assert "transport" not in [f.topic for f in AnswerSearch(book, encoder()).search("free transport to school")]
