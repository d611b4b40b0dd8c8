"""Whether a message asks, and how many things it asks."""

import pytest

from kb.asking import MOST_QUESTIONS, asks, questions


@pytest.mark.parametrize(
    "text",
    ["Is he allowed?", "how do we appeal", "can they do that", "Any tips for us", "I was wondering", "help me", "pls"],
    ids=["mark", "question_word", "may_they", "tips", "wondering", "help", "plea"],
)
def test_a_question_mark_a_question_word_or_a_plea_asks(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["They refused us.", "He is at home again.", "I somehow got there", ""])
def test_a_statement_asks_nothing(text):
    assert not asks(text)


@pytest.mark.parametrize(
    ("sentences", "asked"),
    [
        (["Who is the SENCO?", "How do I complain?"], ["Who is the SENCO?", "How do I complain?"]),
        (["who is the senco and how often do we meet"], ["who is the senco", "how often do we meet"]),
        (["how do we appeal, where do we send it"], ["how do we appeal", "where do we send it"]),
        (["who pays for this - can the school say no"], ["who pays for this", "can the school say no"]),
        (["does he need a test or can they help without"], ["does he need a test", "can they help without"]),
    ],
    ids=["two_sentences", "and", "comma", "dash", "or"],
)
def test_a_second_question_is_read_by_itself(sentences, asked):
    assert questions(sentences) == asked


def test_a_question_keeps_the_statement_before_it_and_no_older_one():
    said = ["He has autism.", "We were refused.", "How do I appeal?", "And who pays for transport?"]

    assert questions(said) == ["We were refused. How do I appeal?", "And who pays for transport?"]


@pytest.mark.parametrize(
    "sentence",
    ["can they send him home, is that legal", "can they send him home and what can i do", "how do we appeal, or what"],
    ids=["is_that", "what_can_i_do", "too_few_words"],
)
def test_what_leans_on_the_first_question_is_no_second_one(sentence):
    assert questions([sentence]) == []
    assert len(questions([sentence], least=1)) == 1


def test_one_question_counts_only_where_one_is_enough():
    one = ["Who helps him at school?"]

    assert questions(one) == []
    assert questions(one, least=1) == one


def test_a_statement_after_the_last_question_is_left_out():
    assert questions(["Who decides about it?", "How do I complain?", "He is six."])[-1] == "How do I complain?"


@pytest.mark.parametrize(
    "said", [[], ["They refused us."], ["How?", "Why?"]], ids=["nothing", "statement", "bare_words"]
)
def test_what_asks_nothing_by_itself_gives_no_questions(said):
    assert questions(said, least=1) == []


def test_at_most_four_questions_are_read():
    many = [f"Who decides on matter {n}?" for n in range(MOST_QUESTIONS + 2)]

    assert questions(many) == many[:MOST_QUESTIONS]
