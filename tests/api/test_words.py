"""Cleaning what a parent typed."""

import pytest

from api.errors import EmptyMessage, TooLong
from api.words import cleaned, has_words, one_line, visible


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Who decides?  ", "Who decides?"),
        ("/restart", "restart"),
        ("\u00a0/\u3000/restart", "restart"),
        ("\u202e/restart", "restart"),
        ("1/2 a day", "1/2 a day"),
        ("and/or", "and/or"),
        ("a\r\nb", "a\nb"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\u200bb\u061cc\ud83dd", "abcd"),
        ("👩‍👧", "👩‍👧"),
    ],
)
def test_only_what_nobody_types_is_taken_away(typed, clean):
    assert cleaned(typed, 1000) == clean


@pytest.mark.parametrize("typed", ["", " ", "/", "/ / /", "\u200b", "\n\n"])
def test_nothing_is_an_empty_message(typed):
    with pytest.raises(EmptyMessage):
        cleaned(typed, 1000)


def test_the_limit_counts_what_is_left():
    assert cleaned("  " + "x" * 10 + "\u200b ", 10) == "x" * 10
    with pytest.raises(TooLong):
        cleaned("x" * 11, 10)


@pytest.mark.parametrize(
    ("text", "found"), [("a", True), ("16", True), ("é", True), ("من", True), ("👍", False), ("?!", False)]
)
def test_words_have_a_letter_or_a_digit(text, found):
    assert has_words(text) is found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Zoë\r\nBcc: x  ", "Zoë Bcc: x"), ("a\u2028b\x00c\u202ed", "a bcd"), ("\t\n ", ""), ("a\rb", "ab")],
)
def test_one_line_stays_one_line(typed, kept):
    assert one_line(typed) == kept


def test_what_is_invisible_goes_and_lines_and_spaces_stay():
    assert visible(" a\u200b\r\n b\x1b[31m ") == " a\n b[31m "
