"""Rules of figures: what counts as one, and what proves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.figures import figures, unproved


def values(text: str) -> list[tuple[str, str]]:
    return [(figure.value, figure.unit) for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("within six weeks", [("6", "week")]),
        ("a 6-week wait", [("6", "week")]),
        ("15 working days", [("15", "day")]),
        ("within a month", [("1", "month")]),
        ("2 or 3 terms", [("2", "term"), ("3", "term")]),
        ("by week 16", [("16", "week")]),
        ("in Year 7", [("7", "school year")]),
        ("three meetings a year", [("3", "time")]),
        ("twice a term", [("2", "time")]),
        ("up to £6,000", [("6000", "£")]),
        ("£1.6 billion", [("1.6bn", "£")]),
        ("call 03000 41 3000.", [("03000413000", "phone")]),
        ("call 116 123", [("116123", "phone")]),
        ("write to a.b@kent.gov.uk.", [("a.b@kent.gov.uk", "e-mail")]),
        ("see https://www.ipsea.org.uk/.", [("ipsea.org.uk", "site")]),
        ("see sossen.org.uk", [("sossen.org.uk", "site")]),
        ("paragraph 6.17 says", [("6.17", "")]),
        ("by 15 February", [("15", "february")]),
        ("of 26/3/25", [("2025-03-26", "date")]),
        ("10am - 12noon", [("10:00", "o'clock"), ("12:00", "o'clock")]),
        ("two until four in the afternoon", [("14:00", "o'clock"), ("16:00", "o'clock")]),
        ("20 per cent, or 20%", [("20", "%")]),
        ("one of the children", []),  # a word without a unit is no figure
        ("for a week or so", []),
    ],
)
def test_a_figure_has_a_value_and_a_unit(text, found):
    assert values(text) == found


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("within six weeks", "The council has 6 weeks."),
        ("within 15 days", "at least fifteen working days"),
        ("within a month", "one month"),
        ("every 12 months", "at least within a year"),
        ("up to £6,000", "£6000 a pupil"),
        ("call 0300041 3000", "HELPLINE: 03000 41 3000"),
        ("see www.ipsea.org.uk", "https://ipsea.org.uk/"),
        ("section 36", "36"),
        ("The code is of 2015.", "1 January 2015"),
    ],
)
def test_a_figure_is_proved_by_the_same_figure_however_it_is_written(claim, evidence):
    assert figures(claim)
    assert unproved(figures(claim), [evidence]) == []


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("within six weeks", "after 6 months, see 6.17 and page 6"),
        ("within 16 weeks", "A young person is 16 or older."),
        ("up to £6,000", "about 6,000 pupils"),
        ("by 15 February", "15 days"),
        ("within 2 months", "12 months"),
        ("call 03000 41 3000", "call 03000 41 3001"),
        ("paragraph 6.1", "paragraph 6.17"),
        ("section 36", "no number here"),
    ],
)
def test_a_figure_is_not_proved_by_another_unit_or_by_a_part_of_a_number(claim, evidence):
    assert unproved(figures(claim), [evidence]) == figures(claim)


def test_emergency_numbers_and_ages_of_a_stage_of_life_need_no_proof():
    assert unproved(figures("Call 999 or 111. From 16, up to the age of 25. See GOV.UK."), []) == []


@given(st.integers(1, 20), st.sampled_from(["day", "week", "month", "year", "term", "hour"]))
def test_a_number_in_digits_proves_itself_only_with_its_own_unit(number, unit):
    claim = figures(f"It takes {number} {unit}s.")

    assert unproved(claim, [f"{number} {unit}s"]) == []
    assert unproved(claim, [f"{number} miles"]) == [figure for figure in claim if not figure.is_free]


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_proves_itself(text):
    assert unproved(figures(text), [text]) == []
