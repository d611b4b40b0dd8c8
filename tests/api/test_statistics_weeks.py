"""Weeks on odd days, what a form may ask for, how counts become tables, and what is fit to be passed on. All pure."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.statistics.charts import HEIGHT, WIDTH, ceiling, chart_of
from api.statistics.counting import RINGS, WAITS, Week, step_of, tally
from api.statistics.tables import FEW, fit_to_pass_on, share, tables
from api.statistics.weeks import WrongRange, asked, bounds, iso_week, week_of

TODAY = date(2026, 11, 24)  # Tue


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "monday", "number"),
    [
        ("2026-11-29T23:59:59", "2026-11-23", "2026-W48"),  # Sun, winter: London is UTC
        ("2026-11-30T00:00:00", "2026-11-30", "2026-W49"),
        ("2026-07-05T22:59:59", "2026-06-29", "2026-W27"),  # Sun, summer: an hour before London's midnight
        ("2026-07-05T23:00:00", "2026-07-06", "2026-W28"),  # Mon in London, Sun in UTC
        ("2026-03-29T01:00:00", "2026-03-23", "2026-W13"),  # the clocks go on
        ("2026-10-25T01:30:00", "2026-10-19", "2026-W43"),  # the clocks go back
        ("2027-01-01T12:00:00", "2026-12-28", "2026-W53"),  # New Year's Day of a year that begins on a Friday
        ("2025-12-31T12:00:00", "2025-12-29", "2026-W01"),  # in the first week of the next year
        ("2024-02-29T12:00:00", "2024-02-26", "2024-W09"),
    ],
)
def test_a_moment_lies_in_the_week_that_london_has(at, monday, number):
    found = week_of(utc(at))

    assert (str(found), iso_week(found)) == (monday, number)


@pytest.mark.parametrize(
    ("monday", "hours"),
    [("2026-11-23", 168), ("2026-03-23", 167), ("2026-10-19", 169)],  # the clocks go on, and back
)
def test_a_week_with_a_clock_change_is_an_hour_shorter_or_longer(monday, hours):
    begins, ends = bounds(date.fromisoformat(monday))

    assert ends - begins == timedelta(hours=hours)


@given(st.integers(0, 99 * 365 * 24 * 60))
def test_every_moment_lies_within_the_bounds_of_its_week(minutes):
    at = datetime(2001, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    begins, ends = bounds(week_of(at))

    assert begins <= at < ends


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("", "", "2026-08-31", "2026-11-23"),  # a quarter, this week the last
        ("2026-11-24", "2026-11-24", "2026-11-23", "2026-11-23"),
        ("2026-12-31", "2027-01-01", "2026-12-28", "2026-12-28"),
        ("2026-11-01", "2026-11-02", "2026-10-26", "2026-11-02"),  # Sun and Mon: two weeks
    ],
)
def test_whole_weeks_are_shown(since, until, first, last):
    found = asked(since, until, "", "", TODAY)

    assert (str(found.first), str(found.last)) == (first, last)
    assert next(found.mondays()) == found.first


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("yesterday", "", "first day with day, month and year"),
        ("", "2026-02-30", "last day with day"),
        ("2026-11-24", "2026-11-01", "before the first"),
        ("2001-01-01", "2026-11-24", "at most 160 weeks"),
        ("0001-01-01", "", "between the years"),
        ("", "9999-12-31", "between the years"),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(since, until, says):
    with pytest.raises(WrongRange, match=says):
        asked(since, until, "", "", TODAY)


def a_row(topics="|a|", reasons="", line_open=True, waited=None, rung=None, **marks):
    named = [bool(marks.get(name)) for name in ("crisis", "handed_off", "helped", "unhelpful")]
    return (topics, reasons, *named, line_open, waited, rung)


def test_conversations_are_counted_by_the_state_of_the_line():
    unknown = a_row(line_open=None, waited=59)

    found = tally([a_row("|a|b|", helped=1), a_row("|a|", "|unsure|search|"), unknown, a_row("", "|search|")])

    assert set(found) == {"open", "unknown"}
    assert found["open"]["conversations"] == 3
    assert (found["open"]["topic:a"], found["open"]["topic:b"]) == (2, 1)
    # An answer found by search is an answer.
    assert (found["open"]["no_answer"], found["open"]["reason:search"]) == (1, 2)
    assert found["unknown"]["wait:60"] == 1


@pytest.mark.parametrize(
    ("seconds", "steps", "step"),
    [(0, WAITS, "60"), (60, WAITS, "120"), (300, WAITS, "longer"), (3599, RINGS, "3600"), (10**9, RINGS, "longer")],
)
def test_a_wait_lies_within_one_step(seconds, steps, step):
    assert step_of(seconds, steps) == step


def a_week(council: str = "kent", monday: date = date(2026, 11, 23), **counts: int) -> Week:
    named = {name.replace("__", ":"): n for name, n in counts.items()}
    return Week(council, monday, {"open": Counter(named)})


NAMES = {"kent": "Kent", "bexley": "Bexley"}


def of(*weeks: Week, names: dict[str, str] = NAMES):
    found = tables(asked("2026-11-16", "2026-11-24", "", "", TODAY), weeks, names, str.title)
    return {table.name: table for table in found}


def test_a_week_in_which_nobody_wrote_is_a_row_of_noughts():
    found = of(a_week(conversations=4))["conversations"]

    assert found.rows == (
        (date(2026, 11, 16), "2026-W47", 0, 0, 0, 0),
        (date(2026, 11, 23), "2026-W48", 4, 0, 0, 4),
    )


def test_several_councils_are_added_up_and_shown_apart():
    found = of(a_week(conversations=4, no_answer=1), a_week("bexley", conversations=6))

    assert found["no-answer"].rows[1] == (date(2026, 11, 23), "2026-W48", 10, 1, 10.0)
    assert [row[0] for row in found["councils"].rows] == ["Kent", "Bexley"]
    assert "councils" not in of(names={"kent": "Kent"})


def test_an_empty_range_is_tables_of_noughts_without_a_chart():
    found = of()

    assert found["topics"].rows == ()
    assert found["no-answer"].rows[0][2:] == (0, 0, 0.0)
    assert [chart_of(table) for table in found.values()] == [None] * len(found)
    assert share(0, 0) == 0.0


@pytest.mark.parametrize(("count", "told"), [(0, FEW), (1, FEW), (4, FEW), (5, 5), (7, 5), (8, 10), (1234, 1235)])
def test_what_is_passed_on_is_rounded_and_tells_no_small_number(count, told):
    found = fit_to_pass_on(of(a_week(conversations=1, topic__a=count))["topics"])

    assert found.headings == ("Topic", "Conversations")
    assert found.rows == (("A", told),)


def test_nothing_that_is_passed_on_can_be_got_by_taking_away():
    week = a_week(conversations=12)
    week.counts["closed"] = Counter(conversations=3)

    (_, row) = fit_to_pass_on(of(week)["conversations"]).rows

    assert row[2:] == (10, FEW, FEW, 15)  # 15 - 10 = 5, and it was 3


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30))
def test_every_bar_lies_within_its_chart(counts):
    topics = {f"topic__t{n}": count for n, count in enumerate(counts)}
    found = of(a_week(conversations=max(counts), **topics))

    for chart in filter(None, map(chart_of, found.values())):
        for bar in chart.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.1
            assert 0 <= bar.y <= bar.y + bar.height <= max(chart.height, HEIGHT) + 0.1


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (7, 10), (11, 20), (100, 100), (101, 200)])
def test_a_chart_ends_at_a_round_number(most, top):
    assert ceiling(most) == top
