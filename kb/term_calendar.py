"""Term dates as a calendar file (iCalendar): what was understood of one that somebody brings. Pure.

What an event is, is read from its title. Where that leaves a doubt it is "other", and a person says what it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from icalendar import Calendar, Event

from kb.errors import AsklineError
from kb.hours import LONDON, LONGEST_HOLIDAY

MOST_BYTES, MOST_EVENTS, LONGEST_TITLE = 60_000, 200, 80
YEARS_BACK, YEARS_AHEAD = 1, 3  # what lies outside is left out
Kind = Literal["term", "holiday", "first_day", "last_day", "closure", "other"]
KINDS: dict[Kind, str] = {
    "term": "a term",
    "holiday": "a holiday or half-term",
    "first_day": "the first day of a term",
    "last_day": "the last day of a term",
    "closure": "a closure of the line",
    "other": "leave it out",
}
LINE_CLOSED = "Line closed: "
DAY = timedelta(days=1)

# In this order: the first that fits says what it is. What closes a school does not close a line.
_BANK_HOLIDAY = re.compile(r"bank holiday|christmas day|boxing day|good friday|easter monday|new year.s day", re.I)
_OF_SCHOOLS = re.compile(
    r"\binset\b|non.pupil|teacher|schools? (?:is |are )?closed|pupils?|staff only|consultation", re.I
)
_CLOSURE = re.compile(r"\bclosed\b|\bclosures?\b|training|away day|staff meeting", re.I)
_HOLIDAY = re.compile(r"half.?term|holidays?\b|\bbreak\b|vacation", re.I)
_BEGINS = re.compile(r"\b(?:starts?|begins?|beginning|opens?|first day|returns?|back to school)\b", re.I)
_ENDS = re.compile(r"\b(?:ends?|finish(?:es)?|closes?|last day|breaks? up)\b", re.I)
_TERM = re.compile(r"\bterms?\b|school year", re.I)


class WrongCalendar(AsklineError):
    """A file that cannot be read as a calendar; the text says why."""


@dataclass(frozen=True)
class Entry:
    """An event of whole days, first to last, with what it was taken to be."""

    first: date
    last: date
    title: str
    kind: Kind


@dataclass(frozen=True)
class Understood:
    """What a file holds, and what of it was left out and why."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


def read_calendar(data: bytes, today: date) -> Understood:
    """The events of a calendar file around today. Raises WrongCalendar."""
    if len(data) > MOST_BYTES:
        raise WrongCalendar(f"The file is larger than {MOST_BYTES // 1000} kB. Take one that holds only term dates.")
    try:
        events = list(Calendar.from_ical(_text(data)).walk("VEVENT"))
    except Exception:  # whatever the parser trips over in a stranger's file, it is no calendar to us
        raise WrongCalendar("This is not a calendar file that we can read. Its name usually ends in .ics.") from None
    if not events:
        raise WrongCalendar("There are no events in this file.")
    if len(events) > MOST_EVENTS:
        raise WrongCalendar(f"There are more than {MOST_EVENTS} events in this file. Take one with only term dates.")
    read = [_entry(event, today) for event in events]
    entries = {entry for entry in read if isinstance(entry, Entry)}
    notes = dict.fromkeys(note for note in read if isinstance(note, str))
    return Understood(tuple(sorted(entries, key=lambda e: (e.first, e.last, e.title))), tuple(notes))


def kind_of(title: str, first: date, last: date) -> Kind:
    """What an event with that title is."""
    if _BANK_HOLIDAY.search(title) or _OF_SCHOOLS.search(title):
        return "other"
    if _CLOSURE.search(title) and not _TERM.search(title):
        return "closure"
    if _HOLIDAY.search(title):
        return _kind_of_holiday(title, first, last)
    if not _TERM.search(title):
        return "other"
    begins, ends = _BEGINS.search(title), _ENDS.search(title)
    if begins and not ends:
        return "first_day" if first == last else "other"
    if ends and not begins:
        return "last_day" if first == last else "other"
    return "other" if first == last or (begins and ends) else "term"


def _kind_of_holiday(title: str, first: date, last: date) -> Kind:
    if _BEGINS.search(title) or _ENDS.search(title):
        return "other"  # "half-term begins": the first day off, or the first day back?
    if "half" in title.lower() and last - first > timedelta(days=LONGEST_HOLIDAY):
        return "term"  # "Autumn half-term 1", of seven weeks, is what lies between two holidays
    return "holiday"


def terms_in(entries: Iterable[Entry]) -> dict[str, list[tuple[date, date]]]:
    """The terms that these events make, by school year: half-terms cut out, weekends at their ends left off.

    Raises WrongCalendar for a term that begins and does not end, or the other way round.
    """
    some = list(entries)
    spans = [(e.first, e.last) for e in some if e.kind == "term"] + list(_between(some))
    for holiday in (e for e in some if e.kind == "holiday"):
        spans = [part for span in spans for part in _without(span, holiday)]
    found: dict[str, list[tuple[date, date]]] = {}
    for first, last in sorted({trimmed for span in spans if (trimmed := _trimmed(span))}):
        found.setdefault(school_year(first), []).append((first, last))
    return found


def school_year(day: date) -> str:
    """The school year in which a term that begins on that day lies: "2026-27". None begins before August."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def closures_in(entries: Iterable[Entry]) -> list[tuple[date, date, str]]:
    """The closures among these events: first day, last day, reason."""
    return [(e.first, e.last, e.title.removeprefix(LINE_CLOSED)) for e in entries if e.kind == "closure"]


def calendar_file(council: str, entries: Iterable[Entry], now: datetime) -> bytes:
    """These events as a file that calendars read, and that `read_calendar` reads too."""
    calendar = Calendar()
    calendar.add("prodid", "-//Askline//Term dates//EN")
    calendar.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.kind}-{entry.first}-{entry.last}@{council}.askline")
        event.add("dtstamp", now)
        event.add("summary", entry.title)
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + DAY)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def is_kind(text: str) -> bool:
    """Whether it names a kind of event."""
    return text in get_args(Kind)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _entry(event: Any, today: date) -> Entry | str:
    """The event, or why it is left out."""
    title = " ".join(str(event.get("SUMMARY", "")).split())
    title = "".join(sign for sign in title if sign.isprintable())[:LONGEST_TITLE].strip() or "An event without a title"
    if event.get("RRULE") or event.get("RDATE"):
        return f"“{title}” repeats. Add its days by hand."
    try:
        first, last = _days(event)
    except Exception:  # as above: an event without days that make sense
        return f"“{title}” has no days that we can read. Add them by hand."
    if last < first:
        return f"“{title}” ends before it begins."
    if first.year < today.year - YEARS_BACK or last.year > today.year + YEARS_AHEAD:
        return "Events of long ago or of years to come were left out."
    return Entry(first, last, title, kind_of(title, first, last))


def _days(event: Any) -> tuple[date, date]:
    begins, ends = event.start, event.end
    if not isinstance(begins, datetime):
        return begins, max(begins, ends - DAY)  # the end of whole days is the day after
    first = _london(begins)
    # What ends at midnight has ended with the day before.
    return first.date(), max(first, _london(ends) - timedelta(seconds=1)).date()


def _london(at: datetime) -> datetime:
    return at.replace(tzinfo=LONDON) if at.tzinfo is None else at.astimezone(LONDON)


def _between(entries: list[Entry]) -> Iterator[tuple[date, date]]:
    marks = sorted((e for e in entries if e.kind in ("first_day", "last_day")), key=lambda e: (e.first, e.kind))
    for begins, ends in zip(marks[::2], [*marks[1::2], None], strict=False):
        if begins.kind != "first_day" or ends is None or ends.kind != "last_day":
            raise WrongCalendar(
                f"“{begins.title}” ({begins.first}) has no matching other end. Give a first and a last day for each "
                f"term, or leave it out."
            )
        yield begins.first, ends.first


def _without(span: tuple[date, date], holiday: Entry) -> Iterator[tuple[date, date]]:
    first, last = span
    if holiday.last < first or holiday.first > last:
        yield span
        return
    if first < holiday.first:
        yield first, holiday.first - DAY
    if holiday.last < last:
        yield holiday.last + DAY, last


def _trimmed(span: tuple[date, date]) -> tuple[date, date] | None:
    days = [span[0] + timedelta(n) for n in range((span[1] - span[0]).days + 1)]
    school_days = [day for day in days if day.weekday() < 5]
    return (school_days[0], school_days[-1]) if school_days else None
