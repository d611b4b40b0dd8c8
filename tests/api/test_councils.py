"""Councils, and whether their service's line is open at a given time."""

import time
from datetime import date, datetime

import pytest

from kb.closures import announce, take_back
from tests.api.apps import serving

OURS = ["bexley", "cambridgeshire", "islington", "kent", "northumberland"]


def line_at(http, slug, at):
    response = http.get(f"/v1/councils/{slug}", params={"at": at})
    assert response.status_code == 200, response.text
    return response.json()["line"]


def test_the_councils_with_a_leaflet_are_listed_by_name(http):
    listed = http.get("/v1/councils").json()

    assert [c["slug"] for c in listed] == OURS
    for council in listed:
        assert council.keys() == {"slug", "name", "short_name", "service", "local_offer", "line", "look", "chat"}
        assert council["service"].keys() == {"name", "phones", "emails", "site"}


def test_one_council_is_the_same_as_in_the_list(http):
    kent = http.get("/v1/councils/kent").json()

    assert kent["service"]["phones"][0] == {"label": "Helpline", "number": "03000 41 3000"}
    assert kent in http.get("/v1/councils").json()


@pytest.mark.parametrize(
    ("at", "is_open", "reason", "then"),
    [
        ("2026-11-23T11:00", True, "open", "2026-11-23T12:00:00Z"),  # Mon
        ("2026-11-23T13:00", False, "outside_hours", "2026-11-23T14:00:00Z"),  # Mon, lunch
        ("2026-11-28T11:00", False, "not_today", "2026-11-30T10:00:00Z"),  # Sat
        ("2026-10-28T11:00", False, "holidays", "2026-11-02T10:00:00Z"),  # Wed in half term
        ("2026-12-25T11:00", False, "bank_holiday", "2027-01-04T10:00:00Z"),  # Fri, Christmas Day
        ("2027-03-10T11:00", True, "open", "2027-03-10T12:00:00Z"),  # Wed, by one school's dates
        ("2027-05-03T11:00", False, "bank_holiday", "2027-05-04T09:00:00Z"),  # Mon in term, and in summer time
        ("2027-07-28T11:00", None, "term_unknown", None),  # Wed, after the term dates that we know
    ],
)
def test_cambridgeshires_line_keeps_its_hours_and_terms(http, at, is_open, reason, then):
    line = line_at(http, "cambridgeshire", at)

    assert (line["open"], line["reason"]) == (is_open, reason)
    assert same_moment(line["until"] if is_open else line["reopens_at"], then)
    assert line["certain"] is False  # hours printed in 2014, term dates only proposed


def same_moment(found, wanted):
    return found == wanted or datetime.fromisoformat(found) == datetime.fromisoformat(wanted)


@pytest.mark.parametrize("slug", ["bexley", "islington", "kent", "northumberland"])
def test_a_line_whose_hours_nobody_told_us_is_not_guessed_at(http, slug):
    assert line_at(http, slug, "2026-11-23T11:00") == {  # Mon
        "open": None,
        "until": None,
        "reopens_at": None,
        "reason": "hours_unknown",
        "certain": False,
    }


def test_a_time_without_zone_is_london_time_and_a_zone_is_respected(http):
    in_london = line_at(http, "cambridgeshire", "2026-09-07T09:30")  # Mon, summer time: half an hour too early
    in_utc = line_at(http, "cambridgeshire", "2026-09-07T08:30Z")
    in_tokyo = line_at(http, "cambridgeshire", "2026-09-07T17:30+09:00")

    assert in_london == in_utc == in_tokyo
    assert in_london["open"] is False


@pytest.mark.parametrize(
    "at", ["yesterday", "", "2026-13-01", "0001-01-01T00:00Z", "9999-12-31T23:59-12:00", "99999999999999999", "1e400"]
)
def test_a_time_that_is_none_is_refused(http, at):
    response = http.get("/v1/councils/kent", params={"at": at})

    assert response.status_code == 422
    assert response.json()["error"]["code"] == "bad_request"
    assert "query.at" in response.json()["error"]["message"]


@pytest.mark.parametrize("slug", ["atlantis", "medway", "KENT", "kent%20", "%00", "' OR 1=1", "<b>"])
def test_a_council_that_we_have_no_leaflet_of_is_unknown(http, slug):
    response = http.get(f"/v1/councils/{slug}")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_council"
    assert "/v1/councils" in response.json()["error"]["message"]


def test_a_closure_that_a_service_announces_is_the_state_of_its_line(settings):
    day = date(2026, 12, 3)  # Thu
    with serving(settings(book_check_seconds=0)) as served, served.client() as http:
        number = announce(served.engine, "kent", day, day, "staff training", by="Ann").id
        try:
            line = retried(lambda: line_at(http, "kent", "2026-12-03T11:00"), lambda found: found["open"] is False)
            assert (line["reason"], line["reopens_at"], line["certain"]) == ("closure", None, True)
            assert line_at(http, "kent", "2026-12-04T11:00")["reason"] == "hours_unknown"
        finally:
            take_back(served.engine, number)


def retried(look, good, within=5.0):
    """What `look` finds once it is good: a running process hears of news a moment later."""
    until = time.monotonic() + within
    while not good(found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    assert good(found)
    return found
