"""The simpler ways that stand beside the model: each learns, or searches, and ranks."""

import numpy as np
import pytest

from api.learning.scoring import FALLBACK
from tests.evaluation import baselines
from tests.evaluation.baselines import WAYS, ranked
from tests.evaluation.examples import Example

EXAMPLES = [
    Example(f"{words} {again}", topic)
    for again in ("please", "again", "today", "at last")
    for words, topic in (("the school taxi never came", "transport"), ("who fills in the DLA form", "benefits"))
]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_every_way_finds_the_plainest_message(way: baselines.Way) -> None:
    transport, benefits = way(
        EXAMPLES, ["the school taxi never came at all", "how to claim Disability Living Allowance, the DLA form"]
    )

    assert (transport.said, benefits.said) == ("transport", "benefits")


def test_the_best_score_comes_first_and_what_scored_nothing_is_left_out() -> None:
    understood = ranked(np.array(["a", "b", "c"]), np.array([0.2, 0.7, 0.0]))

    assert understood.said == "b"
    assert understood.ranking == (("b", 0.7), ("a", 0.2))


def test_nothing_found_is_a_fallback() -> None:
    assert ranked(np.array(["a", "b"]), np.zeros(2)).said == FALLBACK


def test_search_by_words_finds_nothing_for_words_that_no_answer_has() -> None:
    assert [u.said for u in baselines.bm25_over_answers([], ["qwxz", "the"])] == [FALLBACK, FALLBACK]
