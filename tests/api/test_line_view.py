"""What the page of a line shows: the next two weeks in words, who may change it, who is on duty."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from api.line.view import WHY_CLOSED, view, years
from kb.facts import ClosureFacts
from kb.hours import LONDON
from tests.api.desk import Desk, an_account
from tests.kb.test_line_fields import a_council

WEEK = [""] * 7


def test_an_adviser_sees_the_line_and_changes_nothing(desks: Callable[[str], Desk]):
    desk = desks("kent")

    page = desk.page("/line/kent")
    refused = [
        desk.client.get(f"/adviser/line/kent/{path}") for path in ("hours", "terms/2026-27", "welcome", "calendar")
    ]
    refused += [
        desk.post("/line/kent/hours", day=WEEK, seen="0"),
        desk.post("/line/kent/closures", first="2026-12-01", reason="x"),
        desk.post("/line/kent/shipped", part="hours", seen="0"),
        desk.post("/line/kent/welcome", text="x", seen="0"),
        desk.post("/line/kent/terms/2026-27", first=[""], last=[""], seen="0"),
        desk.post("/line/kent/calendar/take", entry=["x"], kind=["term"]),
        desk.post("/line/kent/calendar"),
        desk.post("/line/kent/closures/1/remove"),
    ]

    assert page.select("main form") == []
    assert [response.status_code for response in refused] == [403] * len(refused)


def test_who_is_on_duty_is_named(kent):
    assert "Sam Reed, since" in kent.page("/line/kent").select_one("#duty").text


def test_one_council_is_shown_at_once_and_several_are_listed(app, kent):
    assert kent.client.get("/adviser/line").headers["location"] == "/adviser/line/kent"
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent", "bexley", "leeds"))
        assert [a["href"] for a in desk.page("/line").select("main a")] == [
            "/adviser/line/bexley",
            "/adviser/line/kent",
        ]


NOON = datetime(2026, 11, 24, 12, tzinfo=LONDON)  # Tue


def test_the_next_two_weeks_in_words():
    hours = {"tue": ["10:00-12:00", "14:00-16:00"], "dated": "2026-09-01", "term_time_only": False}
    closed = ClosureFacts(date(2026, 12, 1), date(2026, 12, 1), "training day")

    shown = view(a_council(hours=hours, closures=(closed,)), NOON.replace(hour=11)).days

    assert len(shown) == 14
    assert (shown[0].words, shown[0].open, shown[0].doubt) == ("10am to 12pm, 2pm to 4pm", True, False)
    assert (shown[1].words, shown[1].open) == ("Closed", False)
    assert shown[7].words == "Closed: training day"


@pytest.mark.parametrize(
    ("today", "names"),
    [
        (date(2026, 7, 31), ["2025-26", "2026-27", "2027-28"]),
        (date(2026, 8, 1), ["2026-27", "2027-28", "2028-29"]),
    ],
)
def test_this_school_year_and_the_next_two_can_be_given(today, names):
    assert [year.name for year in years({}, today)] == names


def test_every_reason_for_a_closed_day_has_words():
    all_year = {"tue": ["10:00-12:00"], "dated": "2026-09-01", "term_time_only": True}
    shown = [view(a_council(hours=hours), NOON + timedelta(days=30)).days for hours in (None, all_year)]

    assert {day.words for days in shown for day in days} <= set(WHY_CLOSED.values())
