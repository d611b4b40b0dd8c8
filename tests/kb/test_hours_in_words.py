"""The state of a line as a parent reads it."""

from datetime import UTC, datetime, timedelta

import pytest

from kb.facts import ClosureFacts
from kb.hours import LONDON, REASONS, LineState, clock, day_words, line_words

NOW = datetime(2026, 11, 23, 13, tzinfo=LONDON)  # Mon


def on(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (on(23, 9), "9am"),
        (on(23, 12), "12pm"),
        (on(23, 0), "12am"),
        (on(23, 14, 30), "2:30pm"),
        (on(23, 0, 5), "12:05am"),
        (on(23, 16), "4pm"),
    ],
)
def test_times_are_said_as_people_say_them(moment, said):
    assert clock(moment) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (on(23, 14), "today"),
        (on(24, 10), "tomorrow"),  # Tue
        (on(25, 10), "on Wednesday 25 November"),
        (on(30, 10), "on Monday 30 November"),
    ],
)
def test_days_are_said_as_people_say_them(moment, said):
    assert day_words(moment, NOW) == said


def test_today_is_londons_today():
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # Mon there, Tue 0:30 in London

    assert day_words(datetime(2026, 6, 2, 10, tzinfo=LONDON), late) == "today"


def test_an_open_line_says_until_when():
    state = LineState(True, on(23, 16), None, "open", certain=True)

    assert line_words(state, "Helpline", NOW) == "The Helpline is open now, until 4pm."


def test_a_closed_line_says_why_and_when_it_opens():
    state = LineState(False, None, on(24, 10), "outside_hours", certain=True)

    words = line_words(state, "Helpline", NOW)

    assert words == "The Helpline is closed now: it is outside the line's hours. It next opens tomorrow at 10am."


def test_a_closed_line_whose_next_opening_is_not_known_names_none():
    words = line_words(LineState(False, None, None, "holidays", certain=True), "Helpline", NOW)

    assert words == "The Helpline is closed now: the line is only open in school term time."


@pytest.mark.parametrize(
    "state",
    [
        LineState(True, on(23, 16), None, "open", certain=False),
        LineState(False, None, on(24, 10), "outside_hours", certain=False),
    ],
)
def test_times_that_are_not_certain_ask_to_be_checked(state):
    assert line_words(state, "Helpline", NOW).endswith("These times may have changed, so please check.")


@pytest.mark.parametrize("reason", ["hours_unknown", "term_unknown"])
def test_what_we_do_not_know_is_said_with_what_to_do(reason):
    words = line_words(LineState(None, None, None, reason, certain=False), "Helpline", NOW)

    assert words.startswith("We cannot say if the Helpline is open: ")
    assert words.endswith("You can still ring and try.")


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_makes_a_sentence(reason):
    for is_open in (False, None):
        words = line_words(LineState(is_open, None, None, reason, certain=True), "Helpline", NOW)

        assert REASONS[reason] in words
        assert words.endswith(".")


TRAINING = ClosureFacts(NOW.date(), NOW.date() + timedelta(1), "staff training")


def test_a_closure_is_told_with_its_last_day_and_in_the_services_words():
    state = LineState(False, None, on(25, 10), "closure", certain=True, closure=TRAINING)

    assert line_words(state, "Helpline", NOW) == (
        "The Helpline is closed now: the service has told us that nobody answers it up to and including "
        "Tuesday 24 November (staff training). It next opens on Wednesday 25 November at 10am."
    )


def test_on_the_last_day_of_a_closure_it_is_today():
    state = LineState(False, None, None, "closure", certain=True, closure=TRAINING)

    assert "nobody answers it today (staff training)." in line_words(state, "Helpline", NOW + timedelta(1))


def test_of_a_closure_after_which_no_hours_are_known_nothing_is_doubted():
    state = LineState(False, None, None, "closure", certain=False, closure=TRAINING)

    assert "please check" not in line_words(state, "Helpline", NOW)
