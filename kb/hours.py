"""Whether a service's line is open: weekday hours, term time, bank holidays, closures, Europe/London. Pure.

It never guesses: where hours or term dates are not known, it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from kb.facts import ClosureFacts, CouncilFacts

LONDON = ZoneInfo("Europe/London")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD_DAYS = 120  # longer than any school holiday; beyond it we say that we do not know
TRUSTED_YEARS = 2
SURE = ("published", "confirmed")  # status of a council's term dates that we may rely on
# Days between two terms of a year that is not complete. A longer gap is a term that nobody told us of, not a holiday.
LONGEST_HOLIDAY = 24


@dataclass(frozen=True)
class Span:
    """A stretch of a day when the line is answered."""

    start: time
    end: time


@dataclass(frozen=True)
class Terms:
    """A school year's terms, first to last day each, as far as we know them."""

    spans: tuple[tuple[date, date], ...]
    sure: bool
    complete: bool


@dataclass(frozen=True)
class Line:
    """A service's phone line. `week` is None when its hours are not known."""

    week: Mapping[int, tuple[Span, ...]] | None
    term_time_only: bool
    terms: tuple[Terms, ...]
    sure: bool
    closures: tuple[ClosureFacts, ...] = ()


@dataclass(frozen=True)
class LineState:
    """Open until, or closed, why, and when it next opens. `open` is None when we do not know.

    `closure` is what the service said, on a day when it says that its line is closed.
    """

    open: bool | None
    until: datetime | None
    reopens_at: datetime | None
    reason: str
    certain: bool
    closure: ClosureFacts | None = None


def line_of(council: CouncilFacts, today: date) -> Line:
    """The line of a council's service, as its content file gives it."""
    hours = council.service["hours"]
    if not hours:
        return Line(week=None, term_time_only=False, terms=(), sure=False, closures=council.closures)
    week = {n: tuple(map(_span, hours.get(day) or ())) for n, day in enumerate(DAYS)}
    # Hours printed years ago may have changed: we give them, and say that they are not certain.
    recent = today.year - int(str(hours["dated"])[:4]) <= TRUSTED_YEARS
    terms = terms_of(council.term_dates)
    return Line(week, bool(hours.get("term_time_only")), terms, sure=recent, closures=council.closures)


def _span(text: str) -> Span:
    start, end = text.split("-")
    return Span(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def terms_of(term_dates: Mapping[str, Any]) -> tuple[Terms, ...]:
    """The school years that a council's content file gives, the earliest first."""
    return tuple(sorted((_terms(row) for row in term_dates.values() if row["terms"]), key=lambda year: year.spans[0]))


def _terms(row: Mapping[str, Any]) -> Terms:
    spans = tuple((date.fromisoformat(str(t["from"])), date.fromisoformat(str(t["to"]))) for t in row["terms"])
    # A term that was read elsewhere than the rest carries its own status.
    statuses = {row.get("status"), *(t["status"] for t in row["terms"] if "status" in t)}
    return Terms(spans=spans, sure=statuses <= set(SURE), complete=bool(row.get("complete")))


def line_state(line: Line, at: datetime) -> LineState:
    """Whether the line is open at that moment (any time zone), and until or from when, in London time."""
    now = at.astimezone(LONDON)
    today = day_of(line, now.date())
    if today.reason == "hours_unknown":
        return LineState(open=None, until=None, reopens_at=None, reason="hours_unknown", certain=False)
    reopens_at, certain_reopening = _next_opening(line, now)
    if today.reason == "term_unknown":
        return LineState(None, None, reopens_at, "term_unknown", certain=False)
    if today.closure:
        # The service itself says so: that it is closed is certain, even where its hours are not known.
        certain = certain_reopening or reopens_at is None
        return LineState(False, None, reopens_at, "closure", certain, today.closure)
    if today.reason:
        certain = line.sure and today.certain and certain_reopening
        return LineState(False, None, reopens_at, today.reason, certain)
    for span in today.spans:
        if span.start <= now.time() < span.end:
            until = datetime.combine(now.date(), span.end, LONDON)
            return LineState(True, until, None, "open", certain=line.sure and today.certain)
    reason = "outside_hours" if today.spans else "not_today"
    return LineState(False, None, reopens_at, reason, certain=line.sure and today.certain and certain_reopening)


@dataclass(frozen=True)
class LineDay:
    """A day of the line: when it is answered, or why it is not, or why we do not know."""

    spans: tuple[Span, ...]
    reason: str  # why it is closed all day, or why we do not know; empty when it opens
    certain: bool
    closure: ClosureFacts | None = None


def day_of(line: Line, day: date) -> LineDay:
    """What is known of that day."""
    closure = next((c for c in line.closures if c.first_day <= day <= c.last_day), None)
    if closure:
        return LineDay((), "closure", True, closure)
    if line.week is None:
        return LineDay((), "hours_unknown", False)
    spans = line.week.get(day.weekday(), ())
    if not spans:
        return LineDay((), "not_today", True)
    if day in _bank_holidays(day.year):
        return LineDay((), "bank_holiday", True)
    if not line.term_time_only:
        return LineDay(spans, "", True)
    term_time, certain = in_term(line.terms, day)
    if term_time is None:
        return LineDay((), "term_unknown", False)
    return LineDay(spans, "", certain) if term_time else LineDay((), "holidays", certain)


def in_term(years: tuple[Terms, ...], day: date) -> tuple[bool | None, bool]:
    """Whether that day is in term (None: nobody told us), and whether that is certain."""
    spans = [(span, year) for year in years for span in year.spans]
    before = [(span, year) for span, year in spans if span[0] <= day]
    after = [(span, year) for span, year in spans if span[0] > day]
    if not before:
        return None, False
    (_, last_day), year = max(before, key=lambda known: known[0])
    if day <= last_day:
        return True, year.sure
    if not after:
        return None, False  # past the last term that we know
    (next_day, _), next_year = min(after, key=lambda known: known[0])
    told = year.complete if next_year != year else True  # the end of a year is known when all its terms are
    if not year.complete and (next_day - last_day).days > LONGEST_HOLIDAY:
        told = False
    return (False, year.sure and next_year.sure) if told else (None, False)


def _next_opening(line: Line, now: datetime) -> tuple[datetime | None, bool]:
    for ahead in range(LOOK_AHEAD_DAYS):
        day = day_of(line, now.date() + timedelta(days=ahead))
        if day.reason in ("term_unknown", "hours_unknown"):
            return None, False
        for span in day.spans:
            opens = datetime.combine(now.date() + timedelta(days=ahead), span.start, LONDON)
            if opens > now:
                return opens, line.sure and day.certain
    return None, False


@lru_cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


REASONS = {
    "outside_hours": "it is outside the line's hours",
    "not_today": "the line is not open today",
    "bank_holiday": "today is a bank holiday",
    "holidays": "the line is only open in school term time",
    "term_unknown": "the line is only open in school term time, and we do not have this year's term dates",
    "hours_unknown": "we do not know the line's hours",
    "closure": "the service has told us that nobody answers it",
}


def line_words(state: LineState, line_name: str, now: datetime) -> str:
    """The state of the line in one or two plain sentences for a parent."""
    doubt = "" if state.certain else " These times may have changed, so please check."
    if state.open is None:
        return f"We cannot say if the {line_name} is open: {REASONS[state.reason]}. You can still ring and try."
    if state.open and state.until:
        return f"The {line_name} is open now, until {clock(state.until)}.{doubt}"
    words = f"The {line_name} is closed now: {_why(state, now)}."
    if state.reopens_at:
        words += f" It next opens {day_words(state.reopens_at, now)} at {clock(state.reopens_at)}."
    return words + (doubt if state.reopens_at or state.reason != "closure" else "")


def _why(state: LineState, now: datetime) -> str:
    if state.closure is None:
        return REASONS[state.reason]
    last = datetime.combine(state.closure.last_day, time(), LONDON)
    days = "today" if last.date() == now.astimezone(LONDON).date() else f"up to and including {long_day(last)}"
    return f"{REASONS['closure']} {days} ({state.closure.reason})"


def clock(moment: datetime) -> str:
    """A time as people say it: "10am", "2:30pm"."""
    hour, half = moment.hour % 12 or 12, "am" if moment.hour < 12 else "pm"
    return f"{hour}{half}" if moment.minute == 0 else f"{hour}:{moment.minute:02}{half}"


def day_words(moment: datetime, now: datetime) -> str:
    """A day as people say it: "today", "tomorrow", "on Monday 30 November"."""
    days = (moment.date() - now.astimezone(LONDON).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"on {long_day(moment)}")


def long_day(moment: datetime) -> str:
    """A day with its weekday: "Monday 30 November"."""
    return f"{moment:%A} {moment.day} {moment:%B}"
