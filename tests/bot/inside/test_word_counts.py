"""Words, pairs of words and pieces of words: counted for one text as for all, and kept as plain lists."""

from __future__ import annotations

import json
import unittest

import numpy as np

from bot.word_counts import WordCounts

TEXTS = [
    "They said 6,000 pounds has to be spent first",
    "the school has spent 6,000 on him, they said",
    "20 weeks have gone and they said wait",
    "We waited 20 weeks. They said nothing!",
    "MY SON is 6 and he waited, waited, waited",
]


class Counting(unittest.TestCase):
    def test_a_text_alone_has_the_counts_of_its_row(self) -> None:
        words, rows = WordCounts.learnt(TEXTS)

        for text, row in zip(TEXTS, rows, strict=True):
            alone = np.zeros(rows.shape[1])
            places, found = words.of(text)
            alone[places] = found
            np.testing.assert_array_equal(alone, row.toarray()[0])

    def test_figures_count(self) -> None:
        words, _ = WordCounts.learnt(TEXTS)

        self.assertIn("20 weeks", words.vocabularies[0])
        self.assertIn("6 000", words.vocabularies[0])

    def test_what_stands_once_only_does_not_count_as_a_word(self) -> None:
        words, _ = WordCounts.learnt(TEXTS)

        self.assertNotIn("nothing", words.vocabularies[0])

    def test_what_is_written_down_and_read_back_counts_the_same(self) -> None:
        words, _ = WordCounts.learnt(TEXTS)

        again = WordCounts(json.loads(json.dumps(words.vocabularies)))

        for text in TEXTS:
            for one, other in zip(words.of(text), again.of(text), strict=True):
                np.testing.assert_array_equal(one, other)

    def test_words_that_nobody_taught_fill_no_column(self) -> None:
        words, _ = WordCounts.learnt(TEXTS)

        places, found = words.of("zzz qqq")

        self.assertEqual(found.sum(), 0)
        self.assertEqual(len(places), 0)
