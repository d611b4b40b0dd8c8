"""The watchdog of term dates: what runs out, what is missing, what is not sure, each with its remedy. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kb.facts import CouncilFacts
from kb.hours import SURE, in_term, terms_of
from kb.shipped import CouncilFile

WARN_BEFORE = timedelta(days=60)
LOOKED_AHEAD = 800  # days: nobody sets term dates for more than two years to come
IN_THE_CONSOLE = "or let an editor of the council set them in the console, under Line"


@dataclass(frozen=True)
class Finding:
    """Something about a council's term dates. It is a failure where parents would miss an answer, else a warning."""

    council: str
    failure: bool
    text: str


@dataclass(frozen=True)
class Kept:
    """What of a council the watchdog looks at, wherever it stands."""

    slug: str
    short_name: str
    hours: Mapping[str, Any] | None
    term_dates: Mapping[str, Any]


def of_file(council: CouncilFile) -> Kept:
    """As the content ships it."""
    return Kept(council.slug, council.short_name, council.service.hours, council.term_dates)


def of_facts(council: CouncilFacts) -> Kept:
    """As it runs: with what its advisers changed."""
    return Kept(council.slug, council.short_name, council.service["hours"], council.term_dates)


def findings(councils: Iterable[Kept], today: date) -> list[Finding]:
    """What there is to do, the failures first."""
    found = [finding for council in councils for finding in _of(council, today)]
    return sorted(found, key=lambda finding: not finding.failure)


def known_until(term_dates: Mapping[str, Any], today: date) -> date | None:
    """The last day up to which we know, without a gap, what is in term; None when we do not know it of today."""
    unknown = _first_unknown_day(term_dates, today, LOOKED_AHEAD)
    if unknown is None:
        return today + timedelta(days=LOOKED_AHEAD)
    return unknown - timedelta(days=1) if unknown > today else None


def _of(council: Kept, today: date) -> Iterable[Finding]:
    where, name = f"kb/content/councils/{council.slug}.yml", council.short_name
    hours = council.hours
    # Without a line that keeps to term time nobody needs the dates yet; with one, parents would hear "we don't know".
    term_time_only = bool(hours and hours.get("term_time_only"))
    unknown = _first_unknown_day(council.term_dates, today, WARN_BEFORE.days)
    if unknown:
        matter = "its line is only open in term time" if term_time_only else "no line of it needs them now"
        text = f"{name}'s term dates are not known from {unknown} on, and {matter}"
        remedy = f"put the next terms into {where}, from the council's website, with source and status"
        yield Finding(council.slug, term_time_only, f"{text}: {remedy}, {IN_THE_CONSOLE}")
    for year, row in council.term_dates.items():
        years = terms_of({year: row})
        if term_time_only and row["status"] not in SURE and years and years[0].spans[-1][1] >= today:
            text = f"{name}'s term dates of {year} are {row['status']}"
            remedy = f"confirm them, then set `status` in {where}"
            yield Finding(council.slug, False, f"{text}: {remedy}, {IN_THE_CONSOLE}")
    if hours is None:
        text = f"{name}'s line has no opening hours"
        yield Finding(council.slug, False, f"{text}: ask the service, then set `hours` in {where}, {IN_THE_CONSOLE}")


def _first_unknown_day(term_dates: Mapping[str, Any], today: date, ahead: int) -> date | None:
    years = terms_of(term_dates)
    days = (today + timedelta(n) for n in range(ahead + 1))
    return next((day for day in days if in_term(years, day)[0] is None), None)
