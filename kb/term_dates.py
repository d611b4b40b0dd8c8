"""The watchdog of term dates: what runs out, what is missing, what is not sure, each with its remedy. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kb.hours import SURE, in_term, terms_of
from kb.shipped import CouncilFile

WARN_BEFORE = timedelta(days=60)


@dataclass(frozen=True)
class Finding:
    """Something about a council's term dates. It is a failure where parents would miss an answer, else a warning."""

    council: str
    failure: bool
    text: str


def findings(councils: Iterable[CouncilFile], today: date) -> list[Finding]:
    """What there is to do, the failures first."""
    found = [finding for council in councils for finding in _of(council, today)]
    return sorted(found, key=lambda finding: not finding.failure)


def _of(council: CouncilFile, today: date) -> Iterable[Finding]:
    where, name = f"kb/content/councils/{council.slug}.yml", council.short_name
    hours = council.service.hours
    # Without a line that keeps to term time nobody needs the dates yet; with one, parents would hear "we don't know".
    term_time_only = bool(hours and hours.get("term_time_only"))
    unknown = _first_unknown_day(council, today)
    if unknown:
        matter = "its line is only open in term time" if term_time_only else "no line of it needs them now"
        text = f"{name}'s term dates are not known from {unknown} on, and {matter}"
        remedy = f"put the next terms into {where}, from the council's website, with source and status"
        yield Finding(council.slug, term_time_only, f"{text}: {remedy}")
    for year, row in council.term_dates.items():
        if term_time_only and row["status"] not in SURE and terms_of({year: row})[0].spans[-1][1] >= today:
            text = f"{name}'s term dates of {year} are {row['status']}"
            yield Finding(council.slug, False, f"{text}: confirm them, then set `status` in {where}")
    if hours is None:
        text = f"{name}'s line has no opening hours"
        yield Finding(council.slug, False, f"{text}: ask the service, then set `hours` in {where}")


def _first_unknown_day(council: CouncilFile, today: date) -> date | None:
    years = terms_of(council.term_dates)
    days = (today + timedelta(n) for n in range(WARN_BEFORE.days + 1))
    return next((day for day in days if in_term(years, day)[0] is None), None)
