"""Whether a message is made of words: "oiuytrewq" and "the the they it was when" are not, "skool" is near enough.

A classifier has to name some topic, and on words that it never met it names one by chance, at times with confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FEWEST_LETTERS = 5  # a shorter word is known or not: nearly any four letters are near to some word
FEWEST_EMPTY = 4  # "and when is it" may lean on the answer before it; so many empty words and nothing else mean nothing
_WORD = re.compile(r"[^\W\d_]+")
_QUOTES = re.compile(r"['’`´]")
# Words that join others and say nothing alone.
EMPTY = {
    "a", "an", "the", "this", "that", "these", "those", "it", "its", "he", "him", "his", "she", "her", "hers",
    "they", "them", "their", "i", "me", "my", "we", "us", "our", "you", "your", "is", "was", "are", "were", "be",
    "been", "am", "of", "to", "in", "on", "at", "by", "with", "from", "for", "and", "or", "but", "so", "as", "if",
    "then", "than", "when", "there", "here", "just", "also", "too", "very", "thing", "things", "stuff", "same",
    "other", "others", "another", "one", "ones", "some", "any", "all", "both", "up", "down", "out",
}  # fmt: skip


class KnownWords:
    """The words of all training examples and of the places that we know."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._shortened = frozenset(s for word in self.words for s in _shortened(word))

    @classmethod
    def learnt(cls, texts: Iterable[str]) -> KnownWords:
        """Every word that stands in these texts."""
        return cls({word for text in texts for word in words_of(text)})

    def strange(self, text: str) -> bool:
        """Whether more than half of the words are neither known nor spelt nearly like a known one.

        A text with letters of other alphabets is left alone: it may well be a language. To who knows no word none is.
        """
        words = words_of(text)
        if not words or not self.words or not text.isascii():
            return False
        unknown = sum(word not in self.words and not self._near(word) for word in words)
        return 2 * unknown > len(words)

    def _near(self, word: str) -> bool:
        """One letter more, less, another, or two changed round; the first letter is hardly ever wrong."""
        return any(s in self._shortened or s in self.words for s in (word, *_shortened(word)))


def says_nothing(text: str) -> bool:
    """Whether the text is some empty words and no other."""
    words = words_of(text)
    return len(words) >= FEWEST_EMPTY and set(words) <= EMPTY


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes: many parents leave them out."""
    return _WORD.findall(_QUOTES.sub("", text.lower()))


def _shortened(word: str) -> list[str]:
    """The word with each letter after the first left out in turn. Words that share one of these are near each other."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))] if len(word) >= FEWEST_LETTERS else []
