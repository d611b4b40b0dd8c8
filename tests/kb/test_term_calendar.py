"""Calendar files: what is a term, a half-term, a closure; what is in doubt is left to a person."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.term_calendar import (
    MOST_BYTES,
    MOST_EVENTS,
    Entry,
    WrongCalendar,
    calendar_file,
    closures_in,
    kind_of,
    read_calendar,
    school_year,
    terms_in,
)

TODAY = date(2026, 11, 24)


def a_file(*events: str) -> bytes:
    """A calendar file with these events, each "title; lines"."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for event in events:
        title, *more = event.split("; ")
        lines += ["BEGIN:VEVENT", f"SUMMARY:{title}", *more, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def days(first: str, last: str) -> str:
    """The lines of whole days; `last` is the day after the last one."""
    return f"DTSTART;VALUE=DATE:{first}; DTEND;VALUE=DATE:{last}"


def read(*events: str) -> list[Entry]:
    return list(read_calendar(a_file(*events), TODAY).entries)


SHORT, LONG = (date(2026, 10, 26), date(2026, 10, 30)), (date(2026, 9, 1), date(2026, 10, 23))
ONE = (date(2026, 9, 1), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("title", "when", "kind"),
    [
        ("Autumn term", LONG, "term"),
        ("Term 1", LONG, "term"),
        ("Autumn half-term 1", LONG, "term"),  # seven weeks are no holiday
        ("October half term", SHORT, "holiday"),
        ("Christmas holidays", SHORT, "holiday"),
        ("Easter break", SHORT, "holiday"),
        ("Spring term starts", ONE, "first_day"),
        ("First day of term", ONE, "first_day"),
        ("End of summer term", ONE, "last_day"),
        ("Last day of term", ONE, "last_day"),
        ("Summer term ends", ONE, "last_day"),
        ("Half term begins", ONE, "other"),  # the last day of school, or the first day off?
        ("Helpline closed for staff training", ONE, "closure"),
        ("Team away day", ONE, "closure"),
        ("INSET day", ONE, "other"),  # the school is closed, not the line
        ("Schools closed", ONE, "other"),
        ("Teacher training day", ONE, "other"),
        ("Bank holiday", ONE, "other"),  # these are known
        ("Sports day", ONE, "other"),
    ],
)
def test_a_title_says_what_it_is_or_a_person_does(title, when, kind):
    assert kind_of(title, *when) == kind


def test_half_terms_are_cut_out_of_terms_and_weekends_left_off():
    found = terms_in(
        read(
            f"Autumn term; {days('20260901', '20261219')}",  # Tue to Fri
            f"Half term; {days('20261024', '20261102')}",  # Sat to Sun
        )
    )

    assert found == {
        "2026-27": [(date(2026, 9, 1), date(2026, 10, 23)), (date(2026, 11, 2), date(2026, 12, 18))],
    }


def test_first_and_last_days_make_a_term():
    found = terms_in(
        read(
            "Spring term starts; DTSTART:20270104T090000; DTEND:20270104T093000",
            "Spring term ends; DTSTART;VALUE=DATE:20270325",
        )
    )

    assert found == {"2026-27": [(date(2027, 1, 4), date(2027, 3, 25))]}


def test_a_term_that_does_not_end_is_told():
    with pytest.raises(WrongCalendar, match="no matching other end"):
        terms_in(read("Spring term starts; DTSTART;VALUE=DATE:20270104"))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 8, 31), "2026-27"), (date(2026, 7, 31), "2025-26"), (date(2100, 9, 1), "2100-01")],
)
def test_a_school_year_begins_in_august_at_the_earliest(day, year):
    assert school_year(day) == year


def test_a_closure_is_one_of_the_line():
    found = read("Helpline closed: training; DTSTART;VALUE=DATE:20261203")

    assert closures_in(found) == [(date(2026, 12, 3), date(2026, 12, 3), "Helpline closed: training")]


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("DTSTART:20260705T230000Z; DTEND:20260706T100000Z", date(2026, 7, 6), date(2026, 7, 6)),  # summer: a day later
        ("DTSTART:20261203T090000Z; DTEND:20261204T000000Z", date(2026, 12, 3), date(2026, 12, 3)),  # until midnight
        ("DTSTART;VALUE=DATE:20261203; DURATION:P2D", date(2026, 12, 3), date(2026, 12, 4)),
        ("DTSTART;VALUE=DATE:20261203; DTEND;VALUE=DATE:20261203", date(2026, 12, 3), date(2026, 12, 3)),
    ],
)
def test_days_are_those_of_london(when, first, last):
    (entry,) = read(f"Away day; {when}")

    assert (entry.first, entry.last) == (first, last)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("Term 1; DTSTART;VALUE=DATE:20260901; RRULE:FREQ=DAILY", "repeats"),
        ("Term 1", "no days"),
        ("Term 1; DTSTART:soon", "no days"),
        (f"Term 1; {days('20160901', '20161001')}", "long ago"),
        (f"Term 1; {days('20260901', '99991001')}", "years to come"),
    ],
)
def test_what_is_left_out_is_told(event, says):
    found = read_calendar(a_file(event), TODAY)

    assert found.entries == ()
    assert says in found.notes[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a calendar"),
        (b"PK\x03\x04 a spreadsheet", "not a calendar"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "no events"),
        (b"BEGIN:VCALENDAR\n" * 3000, "not a calendar|no events"),
        (b"x" * (MOST_BYTES + 1), "larger than 60 kB"),
        (a_file(*["A"] * (MOST_EVENTS + 1)), "more than 200 events"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(data, says):
    with pytest.raises(WrongCalendar, match=says):
        read_calendar(data, TODAY)


@given(st.binary(max_size=300), st.integers(0, 200))
@settings(max_examples=60)
def test_no_file_breaks_it(noise, place):
    data = a_file(f"Term 1; {days('20260901', '20261024')}")

    for tried in (noise, data[:place] + noise + data[place:]):
        try:
            terms_in(read_calendar(tried, TODAY).entries)
        except WrongCalendar as error:
            assert str(error)  # noqa: PT017  # either way is right


def test_what_we_write_we_read_back():
    entries = [
        Entry(date(2026, 9, 1), date(2026, 10, 23), "Term 1, 2026-27", "term"),
        Entry(date(2026, 12, 3), date(2026, 12, 3), "Line closed: staff, training; lunch", "closure"),
    ]

    found = read_calendar(calendar_file("kent", entries, datetime.now(UTC)), TODAY).entries

    assert list(found) == entries
    assert closures_in(found) == [(date(2026, 12, 3), date(2026, 12, 3), "staff, training; lunch")]
