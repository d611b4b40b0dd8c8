"""A council's line as the console shows it: now, the next two weeks, its hours, its terms, what is missing. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kb.facts import CouncilFacts
from kb.hours import DAYS, SURE, LineDay, Span, day_of, line_of, line_state, line_words
from kb.line_fields import DAY_NAMES, span_words
from kb.term_calendar import LINE_CLOSED, Entry, school_year
from kb.term_dates import WARN_BEFORE, known_until

AHEAD = 14  # days
YEARS_TO_COME = 2
STATUS = {
    "published": "published by the council",
    "confirmed": "settled",
    "proposed": "proposed, not settled",
    "from_schools": "read from some schools, not from the council",
    "second_hand": "read second-hand, not from the council",
}
WHY_CLOSED = {
    "not_today": "Closed",
    "bank_holiday": "Closed: bank holiday",
    "holidays": "Closed: school holidays",
    "term_unknown": "Not known: no term dates",
    "hours_unknown": "Not known: no hours",
}


@dataclass(frozen=True)
class Day:
    """A day to come, in words. `doubt`: it rests on old hours or on dates that are not settled."""

    day: date
    words: str
    open: bool
    doubt: bool


@dataclass(frozen=True)
class Year:
    """A school year's terms. `shown`: what is known of them."""

    name: str
    terms: tuple[tuple[date, date], ...]
    status: str
    complete: bool


@dataclass(frozen=True)
class LineView:
    """What the page says of a line."""

    now: str
    days: tuple[Day, ...]
    week: tuple[tuple[str, str], ...]
    term_time_only: bool
    hours_known: bool
    hours_from: date | None
    years: tuple[Year, ...]
    known_until: date | None
    runs_out: bool


def view(facts: CouncilFacts, now: datetime) -> LineView:
    """The line of that council at that moment (London time)."""
    today = now.date()
    line, hours = line_of(facts, today), facts.service["hours"]
    known = known_until(facts.term_dates, today)
    return LineView(
        now=line_words(line_state(line, now), facts.service["line_name"], now),
        days=tuple(_day(day_of(line, day), day, line.sure) for day in (today + timedelta(n) for n in range(AHEAD))),
        week=tuple((DAY_NAMES[day], spans_words(line.week.get(n, ())) or "Closed") for n, day in enumerate(DAYS))
        if line.week
        else (),
        term_time_only=line.term_time_only,
        hours_known=line.week is not None,
        hours_from=date.fromisoformat(str(hours["dated"])) if hours else None,
        years=years(facts.term_dates, today),
        known_until=known,
        runs_out=line.term_time_only and (known is None or known - today < WARN_BEFORE),
    )


def years(term_dates: Mapping[str, Any], today: date) -> tuple[Year, ...]:
    """This school year and the next two, and any other that is not over."""
    this = int(school_year(today)[:4])
    names = {f"{year}-{(year + 1) % 100:02}" for year in range(this, this + YEARS_TO_COME + 1)}
    names |= {name for name in term_dates if name[:4].isdigit() and int(name[:4]) >= this}
    return tuple(year_of(name, term_dates.get(name)) for name in sorted(names))


def year_of(name: str, row: Mapping[str, Any] | None) -> Year:
    """A school year as a council's file holds it; one without terms for None."""
    row = row or {"status": "", "terms": [], "complete": False}
    terms = tuple((date.fromisoformat(str(t["from"])), date.fromisoformat(str(t["to"]))) for t in row["terms"])
    unsure = [t["status"] for t in row["terms"] if t.get("status", "confirmed") not in SURE]
    status = unsure[0] if unsure and row["status"] in SURE else row["status"]
    return Year(name, terms, STATUS.get(status, status), bool(row.get("complete")))


def spans_words(spans: tuple[Span, ...]) -> str:
    """The stretches of a day, as people say them."""
    return ", ".join(map(span_words, spans))


def entries(facts: CouncilFacts) -> list[Entry]:
    """The terms and closures, as a calendar file holds them."""
    found = [
        Entry(first, last, f"Term {n}, {year.name}", "term")
        for year in (year_of(name, row) for name, row in sorted(facts.term_dates.items()))
        for n, (first, last) in enumerate(year.terms, start=1)
    ]
    return found + [Entry(c.first_day, c.last_day, LINE_CLOSED + c.reason, "closure") for c in facts.closures]


def _day(known: LineDay, day: date, sure: bool) -> Day:
    if known.closure:
        return Day(day, f"Closed: {known.closure.reason}", False, False)
    if known.reason:
        doubt = known.reason.endswith("_unknown") or not known.certain
        return Day(day, WHY_CLOSED[known.reason], False, doubt)
    return Day(day, spans_words(known.spans), True, not (sure and known.certain))
