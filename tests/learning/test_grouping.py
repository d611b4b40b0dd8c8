"""What means about the same stands together, whatever the order in which it came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.grouping import grouped
from kb.encoder import encoder

TAXI = ["Who pays for the pogo stick hire?", "who pays to hire a pogo stick", "Is pogo stick hire paid for?"]
DOG = ["Can she bring her assistance dog to lessons?", "is an assistance dog allowed in lessons"]


def rows(*angles: float) -> np.ndarray:
    """Meanings in a plane: the cosine of two is that of the angle between them."""
    turned = np.radians(np.array(angles))
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_what_is_near_stands_together_the_biggest_group_first():
    assert grouped(rows(0, 90, 5, 93, 91), alike=0.9) == [[4, 1, 3], [0, 2]]


def test_the_most_typical_comes_first():
    assert grouped(rows(20, 0, 10), alike=0.9) == [[2, 0, 1]]


def test_a_chain_of_neighbours_is_not_one_group():
    """0 is near 40, 40 is near 80: but 80 is far from the two together."""
    assert grouped(rows(0, 40, 80), alike=0.7) == [[0, 1], [2]]


@pytest.mark.parametrize("count", [0, 1])
def test_with_one_or_none_there_is_nothing_to_put_together(count):
    assert grouped(rows(*range(count))) == [[n] for n in range(count)]


@given(st.lists(st.floats(0, 360), max_size=12))
def test_each_row_is_in_one_group(angles):
    found = grouped(rows(*angles))

    assert sorted(row for group in found for row in group) == list(range(len(angles)))
    assert [len(group) for group in found] == sorted((len(group) for group in found), reverse=True)


def test_parents_words_are_put_together_by_meaning():
    texts = [*TAXI, "Can I get a copy of his file?", *DOG]

    found = grouped(encoder().sentences(texts))

    assert [sorted(texts[row] for row in group) for group in found] == [sorted(TAXI), sorted(DOG), [texts[3]]]
