"""Reads what advisers type of their line: a day's hours, a school year's terms, the welcome line. Pure.

Nothing is guessed: what can be read in two ways is asked for again.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from kb.errors import AsklineError
from kb.hours import DAYS, LONDON, Span, clock
from kb.term_calendar import school_year

DAY_NAMES = dict(zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
MOST_SPANS, MOST_TERMS = 4, 8
EARLIEST = time(6)  # nobody answers before: "2 to 4" means the afternoon, and who means it says so
LONGEST_WELCOME = 200
LONGEST_TERM = timedelta(days=140)
YEAR = re.compile(r"(20\d\d)-(\d\d)")
# Signs by which our small Markdown makes links, lists and bold: a welcome line is plain words.
NOT_PLAIN = "*_[]<>`\\#~|"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?|noon|midday", re.IGNORECASE)
_TO = re.compile(r"\s*(?:\bto\b|\buntil\b|-|–|—)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|;|&|\band\b)\s*", re.IGNORECASE)


class WrongLine(AsklineError):
    """What has to be put right, by the name of its field, in the form's order."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


def hours_value(typed: Mapping[str, str], term_time_only: bool, today: date) -> dict[str, Any]:
    """The hours of a week, as a council's file holds them. Raises WrongLine."""
    week: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for day in DAYS:
        try:
            week[day] = [span_text(span) for span in day_spans(typed.get(day, ""))]
        except ValueError as error:
            wrong[day] = f"{DAY_NAMES[day]}: {error}"
    if not wrong and not any(week.values()):
        wrong["mon"] = "Please give the hours of at least one day, or say that the hours are not known."
    if wrong:
        raise WrongLine(wrong)
    return {**week, "term_time_only": term_time_only, "source": "advisers", "dated": today.isoformat()}


def day_spans(text: str) -> tuple[Span, ...]:
    """The stretches of a day: "10am to 12 noon, 14:00-16:00"; none for "closed". Raises ValueError with the reason."""
    plain = " ".join(text.split())
    if plain.lower() in ("", "closed", "-", "–"):
        return ()
    spans = tuple(_span(part) for part in _AND.split(plain))
    if len(spans) > MOST_SPANS:
        raise ValueError(f"please give at most {MOST_SPANS} stretches.")
    for before, after in itertools.pairwise(spans):
        if after.start <= before.end:
            raise ValueError(f"{clock_words(after.start)} is not after {clock_words(before.end)}.")
    return spans


def _span(text: str) -> Span:
    ends = _TO.split(text)
    if len(ends) != 2:
        raise ValueError(f"“{text[:40]}” is not a stretch of time. Write it like this: 10am to 12pm, 2pm to 4pm.")
    start, end = map(_time, ends)
    if end <= start:
        raise ValueError(f"{clock_words(end)} is not after {clock_words(start)}. Say am or pm, or use 24 hours.")
    return Span(start, end)


def _time(text: str) -> time:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"“{text[:20]}” is not a time. Write it like this: 10am, 2:30pm or 14:30.")
    if found[1] is None:
        return time(12)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise ValueError(f"“{text.strip()}” is not a time.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if time(hour, minute) < EARLIEST:
        raise ValueError(f"“{text.strip()}” is in the night. For the afternoon, write {hour % 12 or 12}pm.")
    return time(hour, minute)


def span_text(span: Span) -> str:
    """As a council's file holds it: "10:00-12:00"."""
    return f"{span.start:%H:%M}-{span.end:%H:%M}"


def span_words(span: Span) -> str:
    """As people say it, and as `day_spans` reads it: "10am to 12pm"."""
    return f"{clock_words(span.start)} to {clock_words(span.end)}"


def clock_words(at: time) -> str:
    """A time as people say it."""
    return clock(datetime.combine(date(2000, 1, 1), at, LONDON))


def is_school_year(text: str) -> bool:
    """Whether it names a school year."""
    found = YEAR.fullmatch(text)
    return found is not None and int(found[2]) == (int(found[1]) + 1) % 100


def terms_value(year: str, typed: Sequence[tuple[str, str]], complete: bool, settled: bool) -> dict[str, Any]:
    """The terms of a school year, as a council's file holds them: first and last day each. Raises WrongLine."""
    wrong: dict[str, str] = {}
    terms: list[tuple[date, date]] = []
    for n, (first, last) in enumerate(typed):
        if not first.strip() and not last.strip():
            continue
        try:
            terms.append(_term(year, first, last))
        except ValueError as error:
            wrong[f"from{n}"] = f"Term {n + 1}: {error}"
    terms.sort()
    for before, after in itertools.pairwise(terms):
        if after[0] <= before[1]:
            wrong["from0"] = f"The term from {after[0]} begins before the one from {before[0]} has ended."
    if complete and not terms:
        wrong["from0"] = "There are no terms here: they cannot be all terms of the year."
    if wrong:
        raise WrongLine(wrong)
    return {
        "status": "confirmed" if settled else "proposed",
        "source": "advisers",
        "terms": [{"from": first.isoformat(), "to": last.isoformat()} for first, last in terms],
        "complete": complete,
    }


def _term(year: str, first: str, last: str) -> tuple[date, date]:
    try:
        begins, ends = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise ValueError("please give its first and its last day, each with day, month and year.") from None
    if ends < begins:
        raise ValueError(f"its last day ({ends}) lies before its first ({begins}).")
    if school_year(begins) != year or school_year(ends) != year:
        raise ValueError(f"its days do not lie in the school year {year}.")
    for day in (begins, ends):
        if day.weekday() > 4:
            raise ValueError(f"{day} is a {day:%A}. Give the first and the last school day.")
    if ends - begins > LONGEST_TERM:
        raise ValueError("it is longer than any term. Give the time before and after half-term as terms of their own.")
    return begins, ends


def welcome_value(text: str) -> str:
    """The welcome line, on one line; empty for none. Raises WrongLine."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_WELCOME:
        words = f"It has {len(plain)} letters. Please use at most {LONGEST_WELCOME}."
        raise WrongLine({"welcome": words})
    if signs := sorted({sign for sign in plain if sign in NOT_PLAIN}):
        raise WrongLine({"welcome": f"Please leave out these signs: {' '.join(signs)}. Parents see plain words."})
    if plain and not plain[0].isalpha():
        raise WrongLine({"welcome": "Please begin with a word."})
    return plain
