"""The rules by which understanding is counted."""

import math

import pytest

from api.learning import scoring
from api.learning.labelled import Question
from api.learning.scoring import FALLBACK, Confusion, Judged, Share, Understood


def a_message(label: str, *also: str, kind: str = "") -> Question:
    return Question("words", label, frozenset(also), kind)


def judged(
    label: str, *ranking: str, also: tuple[str, ...] = (), sure: float = 0.9, alarm: bool = False, known: bool = False
) -> Judged:
    """A message with that label, of which the model thinks what `ranking` names, best first."""
    ranked = tuple((topic, sure) for topic in ranking if topic != FALLBACK)
    return Judged(a_message(label, *also), Understood(ranking[0], ranked), alarm, known)


@pytest.mark.parametrize(
    ("topic", "label", "also", "right"),
    [
        ("transport", "transport", (), True),
        ("transport", "benefits", ("transport",), True),
        ("transport", "benefits", ("sen_funding",), False),
        # Split off later: right where the older label is ...
        ("school_attendance", "exclusion", (), True),
        ("ehc_plan_contents", "ehc_process_and_timescales", (), True),
        ("ehc_plan_not_delivered", "unhappy_with_support", (), True),
        ("ehc_plan_not_delivered", "complaint_or_appeal", (), True),
        ("ehc_plan_not_delivered", "school_duties", ("complaint_or_appeal",), True),
        # ... but not the other way round, and nowhere else.
        ("exclusion", "school_attendance", (), False),
        ("ehc_plan_contents", "exclusion", (), False),
        (FALLBACK, "transport", (), False),
    ],
)
def test_an_answer_is_right_by_label_by_also_or_by_what_counts_as_these(
    topic: str, label: str, also: tuple[str, ...], right: bool
) -> None:
    assert scoring.is_right(topic, a_message(label, *also)) is right


def test_strict_counting_leaves_out_what_only_counts_as_right() -> None:
    rows = [judged("exclusion", "school_attendance"), judged("exclusion", "exclusion")]

    scores = scoring.score(rows)

    assert (scores.first, scores.strictly) == (Share(2, 2), Share(1, 2))


def test_a_fallback_is_not_right_at_first_though_its_best_guess_may_be() -> None:
    scores = scoring.score([judged("transport", FALLBACK, "transport")])

    assert (scores.first, scores.guess, scores.three) == (Share(0, 1), Share(1, 1), Share(1, 1))
    assert scores.fell_back == Share(1, 1)


@pytest.mark.parametrize(("place", "hits"), [(1, 1), (2, 1), (3, 1), (4, 0)])
def test_only_the_first_three_of_the_ranking_count(place: int, hits: int) -> None:
    ranking = ["benefits", "exclusion", "specialists", "senco_role"]
    ranking[place - 1] = "transport"

    scores = scoring.score([judged("transport", *ranking)])

    assert scores.three == Share(hits, 1)


def test_refusals_are_counted_where_out_of_scope_is_no_acceptable_answer() -> None:
    rows = [
        judged("out_of_scope", "out_of_scope"),
        judged("out_of_scope", "benefits"),
        judged("benefits", "out_of_scope"),
        judged("benefits", "out_of_scope", also=("out_of_scope",)),
        judged("crisis", "out_of_scope"),
    ]

    scores = scoring.score(rows)

    assert scores.out_of_scope_caught == Share(1, 2)
    assert scores.in_scope_refused == Share(2, 2)


def test_the_patterns_of_kb_safety_add_to_the_crises_that_are_caught_and_to_the_false_alarms() -> None:
    rows = [
        judged("crisis", "crisis"),
        judged("crisis", "transport", alarm=True),
        judged("crisis", "transport"),
        judged("transport", "crisis"),
        judged("transport", "transport", alarm=True),
        judged("transport", "transport"),
        judged("specialists", "crisis", also=("crisis",)),
    ]

    scores = scoring.score(rows)

    assert (scores.crisis_by_model, scores.crisis_by_either) == (Share(1, 3), Share(2, 3))
    assert (scores.false_alarms_by_model, scores.false_alarms_by_either) == (Share(1, 3), Share(2, 3))


def test_send_topics_are_also_counted_by_themselves() -> None:
    rows = [judged("transport", "transport"), judged("crisis", "crisis"), judged("out_of_scope", "benefits")]

    assert scoring.score(rows).topics_only == Share(1, 1)


def test_messages_that_were_trained_on_are_left_out_of_the_unseen() -> None:
    rows = [judged("transport", "transport", known=True), judged("transport", "benefits")]

    assert scoring.score(rows).unseen == Share(0, 1)


def test_the_worst_confusions_come_first_and_what_is_right_by_also_is_none() -> None:
    rows = [
        judged("transport", "benefits"),
        judged("exclusion", FALLBACK),
        judged("exclusion", FALLBACK),
        judged("benefits", "transport", also=("transport",)),
        judged("benefits", "sen_funding"),
    ]

    found = scoring.confusions(rows, count=2)

    assert found == [Confusion("exclusion", FALLBACK, 2), Confusion("benefits", "sen_funding", 1)]


def test_groups_are_named_in_order_and_leave_out_what_has_no_name() -> None:
    kinds = [("story", "transport"), ("brief", "transport"), ("brief", "benefits"), ("", "transport")]
    rows = [Judged(a_message("transport", kind=kind), Understood(said)) for kind, said in kinds]

    found = scoring.groups(rows, lambda question: question.kind)

    assert [(g.name, g.first) for g in found] == [("brief", Share(1, 2)), ("story", Share(1, 1))]


def test_each_confidence_falls_into_one_band_and_certainty_into_the_last() -> None:
    rows = [judged("transport", "transport", sure=sure) for sure in (0.0, 0.15, 0.1499, 0.9, 1.0)]

    bands = scoring.calibration(rows)

    assert [(b.low, b.right.of) for b in bands] == [(0.0, 2), (0.15, 1), (0.9, 2)]


def test_a_cosine_a_little_over_one_still_falls_into_the_last_band() -> None:
    assert [b.right.of for b in scoring.calibration([judged("transport", "transport", sure=1.0000001)])] == [1]


def test_the_calibration_error_is_the_gap_weighted_by_messages() -> None:
    rows = [judged("transport", "transport", sure=0.8)] * 3 + [judged("transport", "benefits", sure=0.2)]

    error = scoring.calibration_error(scoring.calibration(rows))

    assert error == pytest.approx((3 * 0.2 + 1 * 0.2) / 4)


def test_side_by_side_counts_what_only_one_of_two_models_has_right() -> None:
    right, wrong = judged("transport", "transport"), judged("transport", "benefits")

    assert scoring.only_one_right([right, right, wrong, right], [wrong, wrong, right, right]) == (2, 1)


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(8, 10), 49.0, 94.3), (Share(0, 10), 0.0, 27.8), (Share(10, 10), 72.2, 100.0)],  # Wilson's published values
)
def test_the_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    assert share.interval == pytest.approx((low, high), abs=0.1)


def test_nothing_counted_is_no_percentage() -> None:
    assert math.isnan(Share(0, 0).percent)
