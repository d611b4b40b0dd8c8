"""What is said around a chat with an adviser: every key is used, in plain words, with nothing left to fill in."""

import re

import pytest

from kb.live import live_words, said_when
from tests.kb.knowledge import an_answer_book, national
from tests.project import ROOT

WORDS = sorted(live_words())


@pytest.mark.parametrize("happened", WORDS)
def test_the_words_have_nothing_left_to_fill_in(happened):
    council = next(iter(an_answer_book(national("who_decides")).councils.values()), None)

    for facts in (council, None):
        text = said_when(happened, facts, "Sam Reed")
        assert text
        assert "{" not in text


@pytest.mark.parametrize("happened", WORDS)
def test_no_sentence_is_longer_than_25_words(happened):
    text = re.sub(r"[*]|\[[^\]]*\]\([^)]*\)", "", said_when(happened, None, "Sam Reed"))

    longest = max((len(s.split()) for s in re.split(r"(?<=[.?!])\s+", text)), default=0)
    assert longest <= 25


def test_every_key_is_used_and_none_is_missing():
    code = "".join((ROOT / path).read_text(encoding="utf-8") for path in ("api/live.py", "api/shift.py"))

    named = set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', code))
    assert set(WORDS) <= named


def test_where_no_adviser_is_left_a_call_back_is_offered():
    for happened in ("nobody_came", "adviser_gone"):
        assert "call you back" in said_when(happened, None, "Sam Reed")


def test_the_adviser_is_named():
    for happened in ("joined", "handed_back", "ended", "left_chat", "adviser_gone"):
        assert "**Sam Reed**" in said_when(happened, None, "Sam Reed")
