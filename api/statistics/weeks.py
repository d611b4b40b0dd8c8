"""Weeks as they are counted: from Monday, in London, by the moment at which a conversation began. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast
from urllib.parse import urlencode

from kb.errors import AsklineError
from kb.hours import LONDON

WEEK = timedelta(weeks=1)
SHOWN, MOST = 13, 160  # weeks: a quarter when nothing is asked for, three years at most
FIRST, LAST = date(2000, 1, 3), date(2100, 1, 1)
LineWas = Literal["", "open", "closed"]


class WrongRange(AsklineError):
    """A range of dates that cannot be; the text says why."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: whole weeks, first to last Monday; of a council or all; with the line open, closed or any."""

    first: date
    last: date
    council: str = ""
    line: LineWas = ""

    @property
    def until(self) -> date:
        """The last day."""
        return self.last + WEEK - timedelta(days=1)

    def mondays(self) -> Iterator[date]:
        """The weeks, by their Mondays."""
        return (self.first + n * WEEK for n in range((self.last - self.first) // WEEK + 1))

    def address(self, **more: str) -> str:
        """The part of an address that asks for the same."""
        known = {"since": str(self.first), "until": str(self.until), "council": self.council, "line": self.line}
        return urlencode({name: value for name, value in (known | more).items() if value})


def asked(since: str, until: str, council: str, line: str, today: date) -> Asked:
    """What a form asks for: the weeks in which these days lie. Raises WrongRange."""
    last = monday_of(_day(until, "last")) if until.strip() else monday_of(today)
    first = monday_of(_day(since, "first")) if since.strip() else last - (SHOWN - 1) * WEEK
    if last < first:
        raise WrongRange(f"The last day lies before the first: give a first day before {last + WEEK:%-d %B %Y}.")
    if (last - first) // WEEK >= MOST:
        raise WrongRange(f"Please ask for at most {MOST} weeks.")
    return Asked(first, last, council, cast(LineWas, line if line in ("open", "closed") else ""))


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(at: datetime) -> date:
    """The Monday of the week in which that moment lies in London."""
    return monday_of(at.astimezone(LONDON).date())


def bounds(monday: date) -> tuple[datetime, datetime]:
    """When a week begins and ends: an hour longer or shorter than others when the clocks change."""
    midnights = (datetime.combine(day, time(), LONDON) for day in (monday, monday + WEEK))
    begins, ends = (at.astimezone(UTC) for at in midnights)
    return begins, ends


def iso_week(monday: date) -> str:
    """A week's number: "2026-W53"."""
    return f"{monday:%G-W%V}"


def _day(text: str, which: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise WrongRange(f"Please give the {which} day with day, month and year.") from None
    if not FIRST <= day <= LAST:
        raise WrongRange(f"Please give a {which} day between the years 2000 and 2100.")
    return day
