"""Whether a message asks, and how many things it asks."""

import pytest

from kb.asking import MOST_QUESTIONS, asks, questions, statements


@pytest.mark.parametrize(
    "text",
    ["Is he allowed?", "how do we appeal", "can they do that", "Any tips for us", "I was wondering", "help me", "pls"],
    ids=["mark", "question_word", "may_they", "tips", "wondering", "help", "plea"],
)
def test_a_question_mark_a_question_word_or_a_plea_asks(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["whats an EHCP", "does he qualify", "Isn’t it the law", "are we entitled"])
def test_so_does_a_verb_before_its_subject_or_a_word_typed_without_its_apostrophe(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["They refused us.", "He is at home again.", "I somehow got there", "", "He can't cope.", "School does nothing",
     "He is the only one",
     "When he comes home he cries"],
)  # fmt: skip
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
        (["whats sen support and who decided it"], ["whats sen support", "who decided it"]),
        (
            ["he is eleven and in year six so will we get a taxi, and have you a letter"],
            ["he is eleven and in year six, will we get a taxi", "have you a letter"],
        ),
        (["can he have a taxi how do i apply"], ["can he have a taxi", "how do i apply"]),
        (["tell me about meetings and whether he gets a taxi"], ["tell me about meetings", "whether he gets a taxi"]),
    ],
    ids=["two_sentences", "and", "comma", "dash", "or", "no_apostrophe", "so", "no_comma", "whether"],
)
def test_a_second_question_is_read_by_itself(sentences, asked):
    assert questions(sentences) == asked


def test_a_question_that_says_enough_by_itself_leaves_the_story_before_it():
    told = ["They had a meeting without me.", "How do I ask for an assessment and how long does it take?"]

    assert questions(told) == ["How do I ask for an assessment", "how long does it take?"]


def test_a_question_that_points_back_keeps_what_it_points_to():
    told = ["They had a meeting without me.", "Can they really do that to us?", "Who pays for the extra hours?"]

    assert questions(told)[0] == "They had a meeting without me. Can they really do that to us?"


def test_a_question_keeps_the_statement_before_it_and_no_older_one():
    said = ["He has autism.", "We were refused.", "How do I appeal?", "And who pays for transport?"]

    assert questions(said) == ["We were refused. How do I appeal?", "And who pays for transport?"]


@pytest.mark.parametrize(
    "sentence",
    [
        "can they send him home, is that legal",
        "can they send him home and what can i do",
        "how do we appeal, or what",
        "they send him home at noon, can they do that",
        "we have been told no, is it really true",
        "who looks after that money, is it the governors",
        "there are two papers for this, where are they",
    ],
    ids=[
        "is_that",
        "what_can_i_do",
        "too_few_words",
        "can_they",
        "is_it_true",
        "a_guess_at_the_answer",
        "where_are_they",
    ],
)
def test_what_leans_on_the_first_question_is_no_second_one(sentence):
    assert questions([sentence]) == []
    assert len(questions([sentence], least=1)) == 1


def test_one_question_counts_only_where_one_is_enough():
    one = ["Who helps him at school?"]

    assert questions(one) == []
    assert questions(one, least=1) == one


def test_a_story_that_goes_on_after_a_question_belongs_to_the_next_one():
    said = "he has half days since May, is that ok, and now he will not go in so will we be fined"

    assert questions([said]) == ["he has half days since May, is that ok", "he will not go in, will we be fined"]


def test_what_also_begins_leaves_the_statement_before_it_to_itself():
    said = ["They never keep to the plan.", "Also can he have a taxi?"]

    assert questions(said) == said


def test_a_clause_about_the_child_is_no_question():
    assert questions(["my son, who is seven, has autism and can read well, how do i get help"]) == []


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


def test_a_story_that_asks_nothing_is_read_sentence_by_sentence():
    story = ["They sent him home again.", "Shocking.", "They never keep to the plan."]

    assert statements(story) == [story[0], story[2]]


@pytest.mark.parametrize(
    "story",
    [["They sent him home.", "Is that allowed?"], ["They sent him home again."], []],
    ids=["asks", "one_sentence", "nothing"],
)
def test_a_message_that_asks_or_says_one_thing_is_no_story(story):
    assert statements(story) == []


def test_also_begins_a_second_question_without_a_comma():
    found = questions(["do you know a charity for dyspraxia also is there a number for you"])

    assert found == ["do you know a charity for dyspraxia", "is there a number for you"]
