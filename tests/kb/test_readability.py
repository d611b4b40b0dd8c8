"""Rules of the reading age and the sentence length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.readability import SENTENCE_LIMIT, plain_sentences, readability


def test_short_words_in_short_sentences_read_easier_than_long_ones():
    easy = readability("The school can help. Ask the teacher. Say what you see at home.")
    hard = readability(
        "Institutional professionals systematically undertake multidisciplinary deliberations regarding it."
    )

    assert easy.age < 9 < hard.age


def test_a_term_that_every_letter_uses_counts_as_one_short_word():
    measured = readability(
        "You can ask for an education, health and care needs assessment. The educational psychologist helps."
    )

    assert measured.age < measured.raw_age


def test_a_longer_text_of_the_same_sentences_has_the_same_reading_age():
    text = "Ask the teacher for a talk. Write down what they say."

    assert readability(f"{text} {text} {text}").age == readability(text).age


def test_the_longest_sentence_is_named():
    measured = readability("Short one. " + "word " * SENTENCE_LIMIT + "end.")

    assert measured.longest == SENTENCE_LIMIT + 1
    assert measured.longest_sentence.endswith("end.")


@pytest.mark.parametrize(
    ("markdown", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Ask:\n\n- the head\n- the SENCO", ["Ask:.", "the head.", "the SENCO."]),  # an item is a sentence
        ("It is so. [code:6.17] It is. [leaflet]", ["It is so.", "It is."]),  # markers are not read
        ("It stands in 6.17 of it.", ["It stands in 6 point 17 of it."]),  # nor does a number end a sentence
        ("Go to www.ipsea.org.uk now.", ["Go to site now."]),  # nor an address
        ("See [the page](https://a.example/b.c) **now**.", ["See the page now."]),
        ("Call {service}: {contact}.", ["Call the service: phone them."]),
        ("A line\nthat goes on.", ["A line that goes on."]),
        ("", []),
    ],
)
def test_sentences_are_counted_as_a_parent_reads_them(markdown, sentences):
    assert plain_sentences(markdown) == sentences


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{1,8}){0,6}", fullmatch=True), min_size=1, max_size=6))
def test_a_list_has_as_many_sentences_as_items(items):
    assert len(plain_sentences("\n".join(f"- {item}" for item in items))) == len(items)
