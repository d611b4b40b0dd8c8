"""The watchdog: term dates that matter and run out within 60 days fail here, and the failure says what to do.

What is not sure or not known, and matters to no line, is a warning: `python -m kb check-dates` lists it.
"""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kb import shipped
from kb.__main__ import main
from kb.hours import LONDON
from kb.settings import Settings
from kb.shipped import CouncilFile
from kb.term_dates import WARN_BEFORE, Finding, Kept, findings, of_file
from tests.kb.content import a_council_file

TODAY = datetime.now(LONDON).date()
LAST = date(2026, 12, 18)  # Fri
HOURS = {"mon": ["10:00-12:00"], "dated": "2026-09-01"}


def a_council(term_time_only: bool = True, hours: dict | None = HOURS, **year: object) -> Kept:
    """A council whose term dates end on LAST, unless `year` says otherwise."""
    terms = [{"from": "2026-09-01", "to": "2026-10-23"}, {"from": "2026-11-02", "to": str(LAST)}]
    told = {"status": "published", "terms": terms, "complete": True} | year
    file = a_council_file("kent")
    file["service"] |= {"hours": hours and {**hours, "term_time_only": term_time_only}}
    return of_file(CouncilFile.model_validate(file | {"term_dates": {"2026-27": told} if told["terms"] else {}}))


def shipped_councils() -> list[Kept]:
    return [of_file(council) for council in shipped.councils().values()]


def failures(found: list[Finding]) -> list[str]:
    return [finding.text for finding in found if finding.failure]


def test_no_term_dates_that_matter_run_out() -> None:
    late = failures(findings(shipped_councils(), TODAY))

    assert late == [], "\n".join(late)


@pytest.mark.parametrize(("days_left", "barks"), [(61, False), (60, True), (1, True), (0, True), (-30, True)])
def test_the_watchdog_barks_sixty_days_before_and_says_the_remedy(days_left: int, barks: bool) -> None:
    today = LAST + timedelta(days=1 - days_left)  # the first day that nobody told us of is the day after LAST

    found = failures(findings([a_council()], today))

    assert bool(found) is barks
    assert WARN_BEFORE.days == 60
    for text in found:
        assert "put the next terms into kb/content/councils/kent.yml" in text


def test_a_term_that_is_missing_in_between_is_noticed_too() -> None:
    holed = [{"from": "2026-09-01", "to": "2026-10-23"}, {"from": "2027-01-04", "to": "2027-07-21"}]

    found = failures(findings([a_council(terms=holed, complete=False)], date(2026, 9, 15)))

    assert "not known from 2026-10-24 on" in found[0]


@pytest.mark.parametrize(
    "council", [a_council(term_time_only=False), a_council(hours=None), a_council(terms=[], hours=None)]
)
def test_dates_that_no_line_needs_are_a_warning(council: Kept) -> None:
    found = findings([council], LAST)

    assert failures(found) == []
    assert "no line of it needs them now" in found[0].text


def test_dates_that_are_not_confirmed_are_a_warning() -> None:
    found = findings([a_council(status="proposed")], date(2026, 9, 15))

    assert [(f.failure, "are proposed: confirm them" in f.text) for f in found] == [(False, True)]


def test_the_command_lists_them_and_fails_only_when_it_matters(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    expected = bool(failures(findings(shipped_councils(), TODAY)))

    assert main(["check-dates"], Settings(var=tmp_path)) == int(expected)

    assert "warning: Kent's line has no opening hours" in capsys.readouterr().out


@pytest.mark.parametrize("slug", sorted(shipped.councils()))
def test_every_term_is_a_stretch_of_days_in_order_with_a_source_and_a_status(slug: str) -> None:
    for year, row in shipped.councils()[slug].term_dates.items():
        days = [day for term in row["terms"] for day in (term["from"], term["to"])]

        assert days == sorted(days), f"{slug} {year}"
        assert len(days) == len(set(days))
        assert all(date.fromisoformat(str(day)).weekday() < 5 for day in days), "terms begin and end on weekdays"
        assert row["source"]
        assert row["status"] in ("published", "confirmed", "proposed", "from_schools", "second_hand")
        assert isinstance(row["complete"], bool)
