"""What advisers type of their line is read one way or asked for again; nothing is guessed."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.facts import CouncilFacts
from kb.hours import LONDON, Span, in_term, line_of, line_state, terms_of
from kb.line_fields import (
    LONGEST_WELCOME,
    WrongLine,
    day_spans,
    hours_value,
    is_school_year,
    span_text,
    span_words,
    terms_value,
    welcome_value,
)

TODAY = date(2026, 11, 24)  # Tue
MORNING, AFTERNOON = Span(time(10), time(12)), Span(time(14), time(16))


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("10:00-12:00, 14:00-16:00", (MORNING, AFTERNOON)),
        ("10am to 12pm, 2pm to 4pm", (MORNING, AFTERNOON)),
        ("10am until noon and 2pm – 4 pm", (MORNING, AFTERNOON)),
        ("10-12; 14-16", (MORNING, AFTERNOON)),
        ("9.30am-5pm", (Span(time(9, 30), time(17)),)),
        ("", ()),
        ("closed", ()),
        ("  Closed ", ()),
    ],
)
def test_hours_are_read_as_people_write_them(typed, spans):
    assert day_spans(typed) == spans


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2-4", "For the afternoon, write 2pm"),  # or is it the night?
        ("9-5", "write 5pm"),
        ("10am to 9am", "9am is not after 10am"),
        ("10am to 12pm, 11am to 1pm", "11am is not after 12pm"),  # they overlap
        ("12am-1pm", "in the night"),
        ("25:00-26:00", "is not a time"),
        ("13pm-2pm", "is not a time"),
        ("morning", "Write it like this"),
        ("10am", "Write it like this"),
        ("7-8,9-10,11-12,13-14,15-16", "at most 4"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_for_again(typed, says):
    with pytest.raises(ValueError, match=says):
        day_spans(typed)


@given(
    st.lists(st.integers(6 * 60, 23 * 60 + 59), min_size=2, max_size=8, unique=True).filter(lambda m: not len(m) % 2)
)
def test_what_is_shown_is_read_back(minutes):
    ordered = [time(m // 60, m % 60) for m in sorted(minutes)]
    spans = tuple(Span(a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=True))

    assert day_spans(", ".join(map(span_words, spans))) == spans
    assert day_spans(", ".join(map(span_text, spans))) == spans


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(typed):
    try:
        day_spans(typed)
    except ValueError as error:
        assert len(str(error)) > 10  # noqa: PT017  # either way is right


def test_every_wrong_day_is_named_at_once():
    with pytest.raises(WrongLine) as error:
        hours_value({"mon": "2-4", "fri": "x", "tue": "10am-12pm"}, False, TODAY)

    assert list(error.value.fields) == ["mon", "fri"]


def test_no_hours_at_all_are_refused_rather_than_never_open():
    with pytest.raises(WrongLine, match="not known"):
        hours_value({}, False, TODAY)


def a_council(**fields):
    service = {"hours": fields.pop("hours", None), "line_name": "Helpline"}
    known = {"aliases": (), "places": (), "local_offer": None, "parent_forum": None, "safeguarding": None}
    return CouncilFacts("kent", "Kent", "Kent", service=service, **known, **({"term_dates": {}} | fields))


def test_hours_typed_today_are_certain_for_two_years():
    facts = a_council(hours=hours_value({"tue": "10am to 12pm"}, False, TODAY))

    state = line_state(line_of(facts, TODAY), datetime(2026, 11, 24, 11, tzinfo=LONDON))
    later = line_state(line_of(facts, date(2029, 11, 27)), datetime(2029, 11, 27, 11, tzinfo=LONDON))

    assert (state.open, state.certain) == (True, True)
    assert (later.open, later.certain) == (True, False)


TERMS = [("2026-11-02", "2026-12-18"), ("2026-09-01", "2026-10-23"), ("", "")]


def test_terms_are_put_in_order_and_count():
    value = terms_value("2026-27", TERMS, complete=True, settled=True)
    years = terms_of({"2026-27": value})

    assert [t["from"] for t in value["terms"]] == ["2026-09-01", "2026-11-02"]
    assert in_term(years, date(2026, 10, 28)) == (False, True)  # Wed of half-term
    assert in_term(terms_of({"2026-27": terms_value("2026-27", TERMS, True, settled=False)}), date(2026, 9, 2)) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ([("2026-09-01", "")], "first and its last day"),
        ([("1 Sept", "2026-10-23")], "first and its last day"),
        ([("2026-10-23", "2026-09-01")], "lies before its first"),
        ([("2026-09-05", "2026-10-23")], "is a Saturday"),
        ([("2027-09-01", "2027-10-22")], "do not lie in the school year 2026-27"),
        ([("2026-09-01", "2027-03-25")], "longer than any term"),
        ([("2026-09-01", "2026-10-23"), ("2026-10-23", "2026-12-18")], "has ended"),
        ([("9999-12-31", "9999-12-31")], "do not lie"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, says):
    with pytest.raises(WrongLine, match=says):
        terms_value("2026-27", terms, complete=False, settled=True)


def test_no_terms_are_not_all_terms_of_a_year():
    with pytest.raises(WrongLine):
        terms_value("2026-27", [], complete=True, settled=True)

    assert terms_of({"2026-27": terms_value("2026-27", [], complete=False, settled=True)}) == ()


@pytest.mark.parametrize(("year", "is_one"), [("2026-27", True), ("2099-00", True), ("2026-28", False), ("x", False)])
def test_a_school_year_is_two_years_in_a_row(year, is_one):
    assert is_school_year(year) is is_one


@pytest.mark.parametrize("text", ["[us](https://x.example)", "**bold**", "<b>", "- a list", "1. first", "a|b"])
def test_a_welcome_line_is_plain_words(text):
    with pytest.raises(WrongLine):
        welcome_value(text)


def test_a_welcome_line_is_short_and_on_one_line():
    assert welcome_value("  We are here\nfor Kent's families. ") == "We are here for Kent's families."
    assert welcome_value(" ") == ""
    with pytest.raises(WrongLine, match="201 letters"):
        welcome_value("a" * (LONGEST_WELCOME + 1))
