"""What is made of words, what of strange ones, and what of words that say nothing."""

from __future__ import annotations

import unittest

from bot.known_words import KnownWords, says_nothing

KNOWN = KnownWords.learnt(
    ["my son can't read and the school won't help him", "who decides what support he gets", "help please"]
)


class Words(unittest.TestCase):
    def test_letters_in_any_order_are_strange(self) -> None:
        for text in ("oiuytrewq", "bsjdk ekwlq pfjr ttyu", "flurp gnarble wox", "Snerf dobbin, help"):
            with self.subTest(text):
                self.assertTrue(KNOWN.strange(text))

    def test_misspelt_and_short_questions_are_not(self) -> None:
        for text in (
            "my son cant raed",
            "suport for my son",
            "WHO DECIEDS",
            "shcool wont help",
            "help",
            "cant",
            "can\u2019t",
        ):
            with self.subTest(text):
                self.assertFalse(KNOWN.strange(text))

    def test_half_of_the_words_may_be_names(self) -> None:
        self.assertFalse(KNOWN.strange("help Zbigniew please Wrocławski"))
        self.assertFalse(KNOWN.strange("support for Quentin Jabberwock my son"))

    def test_another_alphabet_may_be_a_language(self) -> None:
        self.assertFalse(KNOWN.strange("مرحبا كيف"))
        self.assertFalse(KNOWN.strange("proszę"))

    def test_who_knows_no_word_finds_none_strange(self) -> None:
        self.assertFalse(KnownWords([]).strange("anything at all"))

    def test_what_holds_no_word_is_not_strange(self) -> None:
        for text in ("", "??", "123", "\U0001f622"):
            with self.subTest(text):
                self.assertFalse(KNOWN.strange(text))

    def test_empty_words_alone_say_nothing(self) -> None:
        self.assertTrue(says_nothing("the the they it was when"))
        self.assertTrue(says_nothing("Its the same thing with the other one"))
        for text in ("when is it", "who is it for then", "what about the other one", ""):
            with self.subTest(text):
                self.assertFalse(says_nothing(text))


if __name__ == "__main__":
    unittest.main()
