"""The odd days of a line: clocks, bank holidays in term and days in their place, the leap day, closures, gaps in terms.

The weekday stands beside each date.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.facts import ClosureFacts
from kb.hours import LONDON, LONGEST_HOLIDAY, Line, Span, Terms, line_of, line_state
from tests.kb.knowledge import a_council

NINE_TO_FIVE = dict.fromkeys(range(5), (Span(time(9), time(17)),))
ALL_YEAR = Line(week=NINE_TO_FIVE, term_time_only=False, terms=(), sure=True)
TERMS_2026 = Terms(
    spans=(
        (date(2026, 9, 1), date(2026, 10, 23)),  # Tue - Fri
        (date(2026, 11, 2), date(2026, 12, 18)),  # Mon - Fri
        (date(2027, 1, 4), date(2027, 2, 12)),  # Mon - Fri
        (date(2027, 2, 22), date(2027, 3, 25)),  # Mon - Thu
        (date(2027, 4, 12), date(2027, 5, 28)),  # Mon - Fri
        (date(2027, 6, 7), date(2027, 7, 21)),  # Mon - Wed
    ),
    sure=True,
    complete=True,
)
TERMS_2027 = Terms(
    ((date(2027, 9, 2), date(2027, 12, 17)), (date(2028, 1, 4), date(2028, 3, 31))), sure=True, complete=True
)  # Thu - Fri, Tue - Fri
TERM_TIME = replace(ALL_YEAR, term_time_only=True, terms=(TERMS_2026, TERMS_2027))
UNKNOWN_HOURS = Line(week=None, term_time_only=False, terms=(), sure=False)


def at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold)


@pytest.mark.parametrize(
    ("when", "is_open", "reason", "then"),
    [
        ("2026-11-24 00:00", False, "outside_hours", "2026-11-24 09:00"),  # Tue, midnight belongs to the new day
        ("2026-11-27 23:59", False, "outside_hours", "2026-11-30 09:00"),  # Fri -> Mon
        ("2026-11-28 00:00", False, "not_today", "2026-11-30 09:00"),  # Sat
        ("2026-11-24 09:00", True, "open", "2026-11-24 17:00"),  # Tue, exactly at opening
        ("2026-11-24 16:59:59.999999", True, "open", "2026-11-24 17:00"),  # Tue, the last moment
        ("2026-11-24 17:00", False, "outside_hours", "2026-11-25 09:00"),  # Tue, exactly at closing
        ("2026-12-24 12:00", True, "open", "2026-12-24 17:00"),  # Thu, Christmas Eve is a day like others
        ("2026-12-26 12:00", False, "not_today", "2026-12-29 09:00"),  # Sat, Boxing Day
        ("2026-12-28 12:00", False, "bank_holiday", "2026-12-29 09:00"),  # Mon, in its place
        ("2027-12-24 18:00", False, "outside_hours", "2027-12-29 09:00"),  # Fri -> Wed
        ("2027-12-25 12:00", False, "not_today", "2027-12-29 09:00"),  # Sat, Christmas Day
        ("2027-12-27 12:00", False, "bank_holiday", "2027-12-29 09:00"),  # Mon, in place of Christmas Day
        ("2027-12-28 12:00", False, "bank_holiday", "2027-12-29 09:00"),  # Tue, in place of Boxing Day
        ("2028-01-03 12:00", False, "bank_holiday", "2028-01-04 09:00"),  # Mon, in place of New Year's Day
        ("2028-02-29 12:00", True, "open", "2028-02-29 17:00"),  # Tue, the leap day
        ("2028-02-28 18:00", False, "outside_hours", "2028-02-29 09:00"),  # Mon -> the leap day
        ("2027-05-03 12:00", False, "bank_holiday", "2027-05-04 09:00"),  # Mon, early May
        ("2027-08-30 12:00", False, "bank_holiday", "2027-08-31 09:00"),  # Mon, summer bank holiday
        ("2028-04-14 12:00", False, "bank_holiday", "2028-04-18 09:00"),  # Good Friday -> Tue
        ("2028-05-29 12:00", False, "bank_holiday", "2028-05-30 09:00"),  # Mon, spring bank holiday
    ],
)
def test_a_line_that_is_open_all_year_on_odd_days(when, is_open, reason, then):
    state = line_state(ALL_YEAR, at(when))

    assert (state.open, state.reason, state.certain) == (is_open, reason, True)
    assert (state.until if is_open else state.reopens_at) == at(then)


@pytest.mark.parametrize(
    ("when", "is_open", "reason", "reopens"),
    [
        ("2026-09-01 09:00", True, "open", None),  # Tue, first day of the year
        ("2026-10-23 16:59", True, "open", None),  # Fri, last day before half term
        ("2026-10-26 12:00", False, "holidays", "2026-11-02 09:00"),  # Mon in half term
        ("2026-12-18 12:00", True, "open", None),  # Fri, last day of term
        ("2026-12-24 12:00", False, "holidays", "2027-01-04 09:00"),  # Thu, Christmas Eve
        ("2026-12-28 12:00", False, "bank_holiday", "2027-01-04 09:00"),  # Mon
        ("2027-05-03 12:00", False, "bank_holiday", "2027-05-04 09:00"),  # Mon, a bank holiday in term
        ("2027-04-30 17:00", False, "outside_hours", "2027-05-04 09:00"),  # Fri -> Tue, over it
        ("2027-05-31 12:00", False, "bank_holiday", "2027-06-07 09:00"),  # Mon in half term
        ("2027-03-26 12:00", False, "bank_holiday", "2027-04-12 09:00"),  # Good Friday, first day of the holidays
        ("2027-07-21 12:00", True, "open", None),  # Wed, last day of the year
        ("2027-07-22 12:00", False, "holidays", "2027-09-02 09:00"),  # Thu, summer: both years are known
        ("2027-09-01 12:00", False, "holidays", "2027-09-02 09:00"),  # Wed, the day before
        ("2028-02-29 12:00", True, "open", None),  # Tue, the leap day in term
        ("2028-03-31 17:00", False, "outside_hours", None),  # Fri, after the last day that we know
        ("2028-04-03 12:00", None, "term_unknown", None),  # Mon
    ],
)
def test_a_line_for_term_time_on_odd_days(when, is_open, reason, reopens):
    state = line_state(TERM_TIME, at(when))

    assert (state.open, state.reason) == (is_open, reason)
    assert state.reopens_at == (at(reopens) if reopens else None)


def test_when_the_clocks_go_back_an_hour_comes_twice_and_the_line_opens_once():
    early = replace(ALL_YEAR, week={6: (Span(time(8), time(9)),)})

    for fold in (0, 1):  # Sun 25 Oct 2026, half past one the first and the second time
        state = line_state(early, at("2026-10-25 01:30", fold))
        assert (state.open, state.reopens_at) == (False, at("2026-10-25 08:00"))
    assert (at("2026-10-25 08:00") - at("2026-10-25 00:30")) == timedelta(hours=7, minutes=30)  # by the clock
    assert line_state(early, at("2026-10-25 08:30")).until == at("2026-10-25 09:00")


def test_when_the_clocks_go_forward_the_line_opens_by_the_new_time():
    early = replace(ALL_YEAR, week={6: (Span(time(8), time(9)),)})
    opens = line_state(early, at("2027-03-28 00:30")).reopens_at  # Sun

    assert opens == at("2027-03-28 08:00")
    assert opens.utcoffset() == timedelta(hours=1)


def test_a_summer_of_which_only_one_side_is_complete_is_not_guessed():
    unfinished = replace(TERM_TIME, terms=(replace(TERMS_2026, complete=False), TERMS_2027))

    assert line_state(unfinished, at("2027-08-10 12:00")).open is None  # Tue
    assert line_state(replace(TERM_TIME, terms=(TERMS_2026,)), at("2027-08-10 12:00")).open is None


def test_a_hole_that_is_longer_than_any_holiday_is_a_term_that_nobody_told_us_of():
    spans = (TERMS_2026.spans[0], TERMS_2026.spans[2])  # autumn's second half is missing
    holed = replace(TERM_TIME, terms=(Terms(spans, sure=True, complete=False),))

    assert line_state(holed, at("2026-11-24 12:00")).reason == "term_unknown"  # Tue
    assert (spans[1][0] - spans[0][1]).days > LONGEST_HOLIDAY
    assert all(
        (b[0] - a[1]).days <= LONGEST_HOLIDAY for a, b in zip(TERMS_2026.spans, TERMS_2026.spans[1:], strict=False)
    )


TRAINING = ClosureFacts(date(2026, 12, 3), date(2026, 12, 4), "staff training")  # Thu - Fri


@pytest.mark.parametrize(
    ("when", "is_open", "reason", "then"),
    [
        ("2026-12-02 16:59", True, "open", "2026-12-02 17:00"),  # Wed
        ("2026-12-02 17:00", False, "outside_hours", "2026-12-07 09:00"),  # Wed -> Mon, over the closure
        ("2026-12-03 00:00", False, "closure", "2026-12-07 09:00"),  # Thu
        ("2026-12-04 12:00", False, "closure", "2026-12-07 09:00"),  # Fri
        ("2026-12-05 00:00", False, "not_today", "2026-12-07 09:00"),  # Sat
    ],
)
def test_on_the_days_of_a_closure_the_line_is_closed_as_the_service_says(when, is_open, reason, then):
    state = line_state(replace(ALL_YEAR, closures=(TRAINING,)), at(when))

    assert (state.open, state.reason, state.certain) == (is_open, reason, True)
    assert (state.until if is_open else state.reopens_at) == at(then)
    assert state.closure == (TRAINING if reason == "closure" else None)


def test_a_closure_counts_also_where_hours_or_terms_are_not_known_and_nothing_more_is_said():
    for line in (UNKNOWN_HOURS, replace(TERM_TIME, terms=())):
        state = line_state(replace(line, closures=(TRAINING,)), at("2026-12-03 12:00"))  # Thu

        assert (state.open, state.reason, state.reopens_at, state.certain) == (False, "closure", None, True)


def test_closures_that_overlap_close_the_line_until_the_last_of_them_ends():
    longer = ClosureFacts(date(2026, 12, 4), date(2026, 12, 8), "moving house")  # Fri - Tue
    state = line_state(replace(ALL_YEAR, closures=(TRAINING, longer)), at("2026-12-03 12:00"))  # Thu

    assert state.reopens_at == at("2026-12-09 09:00")  # Wed


def test_closures_come_with_their_council():
    kent = replace(a_council("kent", hours={"mon": ["09:00-17:00"], "dated": "2026-09-01"}), closures=(TRAINING,))

    assert line_of(kent, date(2026, 11, 24)).closures == (TRAINING,)
    assert line_of(replace(kent, service={"hours": None}), date(2026, 11, 24)).closures == (TRAINING,)


def test_a_term_of_another_status_makes_its_year_unsure():
    terms = [
        {"from": "2026-09-01", "to": "2026-10-23"},
        {"from": "2026-11-02", "to": "2026-12-18", "status": "from_schools"},
    ]
    hours = {"mon": ["09:00-17:00"], "term_time_only": True, "dated": "2026-09-01"}
    council = a_council("kent", {"2026-27": {"status": "published", "terms": terms}}, hours=hours)

    assert not line_of(council, date(2026, 11, 24)).terms[0].sure


def test_years_are_read_in_their_order_however_they_stand_in_the_file():
    def year(first: str, last: str) -> dict:
        return {"status": "published", "complete": True, "terms": [{"from": first, "to": last}]}

    dates = {"2027-28": year("2027-09-02", "2028-07-20"), "2026-27": year("2026-09-01", "2027-07-21")}
    hours = {"mon": ["09:00-17:00"], "term_time_only": True, "dated": "2026-09-01"}
    line = line_of(a_council("kent", dates, hours=hours), date(2026, 11, 24))

    assert line_state(line, at("2027-08-09 12:00")).reopens_at == at("2027-09-06 09:00")  # Mon -> Mon


# --- what holds for any line ---

HOURS = st.lists(st.integers(6 * 4, 22 * 4), min_size=2, max_size=6, unique=True).map(sorted)  # quarters of an hour


def spans_of(quarters: list[int]) -> tuple[Span, ...]:
    moments = [time(q // 4, q % 4 * 15) for q in quarters[: len(quarters) // 2 * 2]]
    return tuple(Span(a, b) for a, b in zip(moments[::2], moments[1::2], strict=True))


WEEKS = st.dictionaries(st.integers(0, 6), HOURS.map(spans_of), min_size=1)
CLOSURES = st.lists(
    st.builds(
        lambda start, days: ClosureFacts(
            date(2026, 9, 1) + timedelta(start), date(2026, 9, 1) + timedelta(start + days), "x"
        ),
        st.integers(0, 400),
        st.integers(0, 20),
    ),
    max_size=3,
).map(tuple)
LINES = st.builds(
    Line,
    week=WEEKS,
    term_time_only=st.booleans(),
    terms=st.sampled_from([(), (TERMS_2026,), (TERMS_2026, TERMS_2027)]),
    sure=st.booleans(),
    closures=CLOSURES,
)
MOMENTS = st.datetimes(datetime(2026, 8, 1), datetime(2028, 5, 1)).map(lambda d: d.replace(tzinfo=LONDON))  # noqa: DTZ001


@given(LINES, MOMENTS)
def test_it_is_really_open_when_it_said_that_it_would_reopen(line, moment):
    reopens_at = line_state(line, moment).reopens_at

    if reopens_at:
        assert reopens_at > moment
        assert line_state(line, reopens_at).open is True
        assert line_state(line, reopens_at - timedelta(minutes=1)).open is not True


@given(LINES, MOMENTS)
def test_it_is_never_open_outside_its_spans_nor_on_a_closed_day(line, moment):
    if line_state(line, moment).open:
        assert any(s.start <= moment.time() < s.end for s in line.week.get(moment.weekday(), ()))
        assert not any(c.first_day <= moment.date() <= c.last_day for c in line.closures)


@given(LINES, MOMENTS)
def test_its_state_changes_only_at_the_borders_of_spans_and_at_midnight(line, moment):
    minute = moment.replace(second=0, microsecond=0)
    before, after = line_state(line, minute - timedelta(minutes=1)), line_state(line, minute)

    if before.open is not after.open:
        borders = {t for s in line.week.get(minute.weekday(), ()) for t in (s.start, s.end)} | {time()}
        assert minute.time() in borders


@given(LINES, MOMENTS)
def test_it_stays_open_until_it_said_it_would_close_and_not_longer(line, moment):
    state = line_state(line, moment)

    if state.open:
        assert line_state(line, state.until - timedelta(minutes=1)).open or state.until - timedelta(minutes=1) < moment
        assert line_state(line, state.until).open is not True or any(
            s.start == state.until.time() for s in line.week[moment.weekday()]
        )


@given(LINES, MOMENTS)
def test_what_it_does_not_know_it_never_calls_certain(line, moment):
    state = line_state(line, moment)

    if state.open is None:
        assert not state.certain
    if state.certain and state.reason != "closure":
        assert line.sure
