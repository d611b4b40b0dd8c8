"""Search over the answers, which serves while Rasa is away."""

import pytest

from kb.encoder import encoder
from kb.search import AnswerSearch
from tests.kb.knowledge import a_topic, an_answer_book, local, national
from tests.kb.models import a_sense

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


# with a trained model's sense


@pytest.fixture(scope="module")
def sensible() -> AnswerSearch:
    sense = a_sense()
    return AnswerSearch(an_answer_book(*ANSWERS, topics=TOPICS), encoder(), lambda: sense)


@pytest.mark.parametrize(
    ("asked", "intent"),
    [
        ("he has been expelled", "exclusion"),
        ("notional budget", "sen_funding"),
        ("best pizza recipe with mushrooms", "out_of_scope"),
        ("thanks for your help", "thank"),
        ("is it not?", "deny"),  # nothing but stop words
    ],
)
def test_with_a_model_also_what_is_no_question_to_us_is_understood(sensible, asked, intent):
    assert sensible.understand(asked)[0].intent == intent


def test_every_intent_of_the_model_has_its_share_the_likeliest_first(sensible):
    shares = [sensed.share for sensed in sensible.understand("a taxi to school")]

    assert len(shares) == 10
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)


def test_words_of_an_answer_speak_for_its_topic(sensible):
    asked = "what is a notional budget"
    wordless = AnswerSearch(an_answer_book(*ANSWERS[1:], topics=TOPICS), encoder(), sensible._sense)

    shares = [{s.intent: s.share for s in search.understand(asked)}["sen_funding"] for search in (sensible, wordless)]

    assert shares[0] > shares[1]


def test_without_a_model_nothing_is_understood_and_search_serves_as_ever(search):
    assert search.understand("who pays for the extra help") == []
    assert search.search("who pays for the extra help")[0].topic == "sen_funding"


def test_a_model_that_comes_later_is_used_at_once():
    senses = [None]
    search = AnswerSearch(an_answer_book(*ANSWERS, topics=TOPICS), encoder(), lambda: senses[0])
    assert search.understand("thanks") == []

    senses[0] = a_sense()

    assert search.understand("thanks")[0].intent == "thank"
