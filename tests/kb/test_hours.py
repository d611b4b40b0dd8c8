"""Whether a line is open: one row for each odd day. The weekday stands beside each date."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.hours import LONDON, Line, Span, Terms, line_of, line_state
from tests.kb.knowledge import a_council

MORNING, AFTERNOON = Span(time(10), time(12)), Span(time(14), time(16))
WEEKDAYS = dict.fromkeys(range(5), (MORNING, AFTERNOON))
AUTUMN = (date(2026, 9, 1), date(2026, 10, 23))  # Tue - Fri
WINTER = (date(2026, 11, 2), date(2026, 12, 18))  # Mon - Fri
SPRING = (date(2027, 1, 4), date(2027, 2, 12))  # Mon - Fri
TERMS = Terms(spans=(AUTUMN, WINTER, SPRING), sure=True, complete=True)
ALL_YEAR = Line(week=WEEKDAYS, term_time_only=False, terms=(), sure=True)
TERM_TIME = replace(ALL_YEAR, term_time_only=True, terms=(TERMS,))
UNKNOWN = Line(week=None, term_time_only=False, terms=(), sure=False)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("when", "is_open", "reason", "then"),
    [
        ("2026-11-23 09:59", False, "outside_hours", "2026-11-23 10:00"),  # Mon
        ("2026-11-23 10:00", True, "open", "2026-11-23 12:00"),  # Mon
        ("2026-11-23 11:59", True, "open", "2026-11-23 12:00"),  # Mon
        ("2026-11-23 12:00", False, "outside_hours", "2026-11-23 14:00"),  # Mon, lunch
        ("2026-11-23 15:59", True, "open", "2026-11-23 16:00"),  # Mon
        ("2026-11-23 16:00", False, "outside_hours", "2026-11-24 10:00"),  # Mon -> Tue
        ("2026-11-27 18:00", False, "outside_hours", "2026-11-30 10:00"),  # Fri -> Mon
        ("2026-11-28 11:00", False, "not_today", "2026-11-30 10:00"),  # Sat -> Mon
        ("2026-11-29 11:00", False, "not_today", "2026-11-30 10:00"),  # Sun -> Mon
        ("2026-12-24 16:30", False, "outside_hours", "2026-12-29 10:00"),  # Thu -> Tue, over Christmas
        ("2026-12-25 11:00", False, "bank_holiday", "2026-12-29 10:00"),  # Fri, Christmas Day
        ("2026-12-28 11:00", False, "bank_holiday", "2026-12-29 10:00"),  # Mon, in place of Boxing Day
        ("2027-01-01 11:00", False, "bank_holiday", "2027-01-04 10:00"),  # Fri, New Year's Day
        ("2027-03-26 11:00", False, "bank_holiday", "2027-03-30 10:00"),  # Fri, Good Friday -> Tue
        ("2027-05-31 11:00", False, "bank_holiday", "2027-06-01 10:00"),  # Mon, spring bank holiday
    ],
)
def test_a_line_that_is_open_all_year_keeps_weekdays_and_bank_holidays(when, is_open, reason, then):
    state = line_state(ALL_YEAR, at(when))

    assert (state.open, state.reason, state.certain) == (is_open, reason, True)
    assert (state.until if is_open else state.reopens_at) == at(then)


@pytest.mark.parametrize(
    ("when", "is_open", "reason", "reopens"),
    [
        ("2026-10-23 11:00", True, "open", None),  # Fri, last day before half term
        ("2026-10-23 17:00", False, "outside_hours", "2026-11-02 10:00"),  # Fri -> Mon week
        ("2026-10-28 11:00", False, "holidays", "2026-11-02 10:00"),  # Wed in half term
        ("2026-11-01 11:00", False, "not_today", "2026-11-02 10:00"),  # Sun, last day of half term
        ("2026-11-02 10:00", True, "open", None),  # Mon, first day of term
        ("2026-12-25 11:00", False, "bank_holiday", "2027-01-04 10:00"),  # Fri: the nearer reason is said
        ("2026-12-30 11:00", False, "holidays", "2027-01-04 10:00"),  # Wed in the Christmas holidays
        ("2027-02-12 15:00", True, "open", None),  # Fri, last day that we know
        ("2027-02-12 16:00", False, "outside_hours", None),  # Fri: what comes after, nobody told us
        ("2027-02-15 11:00", None, "term_unknown", None),  # Mon after the last term that we know
        ("2026-08-31 11:00", False, "bank_holiday", "2026-09-01 10:00"),  # Mon, the day before term
        ("2026-08-27 11:00", None, "term_unknown", None),  # Thu in a year that we do not know
    ],
)
def test_a_line_for_term_time_keeps_the_school_holidays_and_never_guesses(when, is_open, reason, reopens):
    state = line_state(TERM_TIME, at(when))

    assert (state.open, state.reason) == (is_open, reason)
    assert state.reopens_at == (at(reopens) if reopens else None)


def test_a_time_that_nobody_told_us_is_never_certain():
    assert not line_state(TERM_TIME, at("2027-02-12 16:00")).certain  # Fri, last known day: reopening not known
    assert not line_state(TERM_TIME, at("2027-02-15 11:00")).certain  # Mon, after the terms that we know


def test_proposed_term_dates_are_used_but_not_certain():
    proposed = replace(TERM_TIME, terms=(replace(TERMS, sure=False),))

    for when in ("2026-11-23 11:00", "2026-10-28 11:00", "2026-11-23 13:00"):  # Mon open, Wed holidays, Mon lunch
        assert not line_state(proposed, at(when)).certain
        assert line_state(proposed, at(when)).open is line_state(TERM_TIME, at(when)).open


def test_old_hours_are_used_but_not_certain():
    state = line_state(replace(ALL_YEAR, sure=False), at("2026-11-23 11:00"))  # Mon

    assert (state.open, state.certain) == (True, False)


def test_without_hours_we_do_not_know():
    state = line_state(UNKNOWN, at("2026-11-23 11:00"))  # Mon

    assert (state.open, state.reason, state.certain) == (None, "hours_unknown", False)
    assert state.until is None
    assert state.reopens_at is None


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 7, 6, 9, 30, tzinfo=UTC), True),  # Mon, 10:30 in London's summer
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), False),  # Mon, 9:30 in London's winter
        (datetime(2026, 11, 23, 19, 30, tzinfo=timezone(timedelta(hours=9))), True),  # Tokyo: Mon, 10:30 in London
        (datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-11))), True),  # Sun there, Mon 10:30 here
    ],
)
def test_hours_are_london_time_wherever_the_question_comes_from(moment, is_open):
    assert line_state(ALL_YEAR, moment).open is is_open


def test_the_day_that_the_clocks_change_keeps_its_hours():
    on_sundays = replace(ALL_YEAR, week={6: (MORNING,)})

    for sunday in ("2026-10-25", "2027-03-28"):  # Sun: clocks go back, clocks go forward
        state = line_state(on_sundays, at(f"{sunday} 08:00"))

        assert state.reopens_at == at(f"{sunday} 10:00")


@given(st.integers(0, 300 * 24 * 60), st.sampled_from([ALL_YEAR, TERM_TIME]))
def test_a_line_is_open_when_it_said_that_it_would_reopen(minutes, line):
    moment = at("2026-09-01 00:00") + timedelta(minutes=minutes)

    state = line_state(line, moment)

    if state.reopens_at:
        assert line_state(line, state.reopens_at).open is True
        assert state.reopens_at > moment
    if state.until:
        assert line_state(line, state.until).open is False


def test_a_line_is_read_from_its_councils_content():
    hours = {"mon": ["10:00-12:00", "14:00-16:00"], "term_time_only": True, "dated": "2026-09-01"}
    term_dates = {"2026-27": {"status": "published", "terms": [{"from": "2026-11-02", "to": "2026-12-18"}]}}

    line = line_of(a_council("kent", term_dates, hours=hours), date(2026, 11, 22))

    assert line.week is not None
    assert line.week[0] == (MORNING, AFTERNOON)
    assert line.week[1] == ()
    assert line == replace(line, term_time_only=True, terms=(Terms((WINTER,), sure=True, complete=False),), sure=True)


@pytest.mark.parametrize(("dated", "sure"), [("2014-10-30", False), ("2023-12-31", False), ("2024-01-01", True)])
def test_hours_printed_more_than_two_years_ago_are_not_certain(dated, sure):
    council = a_council("kent", hours={"mon": ["10:00-12:00"], "dated": dated})

    assert line_of(council, date(2026, 11, 22)).sure is sure


@pytest.mark.parametrize(("status", "sure"), [("published", True), ("confirmed", True), ("proposed", False)])
def test_only_published_or_confirmed_term_dates_are_sure(status, sure):
    term_dates = {"2026-27": {"status": status, "terms": [{"from": "2026-11-02", "to": "2026-12-18"}]}}
    council = a_council("kent", term_dates, hours={"mon": ["10:00-12:00"], "dated": "2026-09-01"})

    assert line_of(council, date(2026, 11, 22)).terms[0].sure is sure


def test_a_council_without_hours_has_an_unknown_line():
    assert line_of(a_council("kent", hours=None), date(2026, 11, 22)) == UNKNOWN
