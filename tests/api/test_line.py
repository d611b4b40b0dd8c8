"""The console's pages of a council's line: what is changed there counts at once, is recorded, and is nobody else's."""

from collections.abc import Iterator
from datetime import date, datetime

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from kb.hours import LONDON
from kb.models import Closure, LineEdit
from tests.api.apps import Served
from tests.api.desk import Desk, an_account
from tests.kb.test_term_calendar import a_file, days

# Of Northumberland, whose line no other test asks for.
WHERE = "/line/northumberland"
WEEK = ["9am to 5pm"] * 5 + ["", ""]


@pytest.fixture(scope="module")
def editor(app: Served) -> Iterator[Desk]:
    """An editor of Northumberland."""
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "northumberland", role="editor"))
        yield desk


@pytest.fixture(autouse=True)
def as_it_ships(app: Served) -> Iterator[None]:
    """Afterwards the line is as it ships."""
    yield
    with Session(app.engine) as session, session.begin():
        session.execute(delete(LineEdit))
        session.execute(delete(Closure))
        session.flush()
    app.services.keeper._book = None


def public(http: httpx.Client, at: str = "2026-11-24T11:00:00") -> dict:
    """The line as everybody is told of it; by default on a Tuesday at 11."""
    line: dict = http.get(f"/v1/councils/northumberland?at={at}").json()["line"]
    return line


def words(desk: Desk) -> str:
    """What the page of the line says."""
    return " ".join(desk.page(WHERE).get_text(" ").split())


def seen(desk: Desk, path: str) -> str:
    return str(desk.page(path).select_one("input[name=seen]")["value"])


def test_hours_count_at_once_and_are_recorded(editor, http, app):
    assert public(http)["reason"] == "hours_unknown"

    done = editor.post(f"{WHERE}/hours", day=WEEK, known="true", keep="true", seen="0")

    assert done.status_code == 303
    assert (public(http)["open"], public(http)["certain"]) == (True, True)
    assert "Sam Reed changed the hours" in words(editor)
    with Session(app.engine) as session:
        line = session.scalars(select(Audit).where(Audit.action == "line_changed").order_by(Audit.id.desc())).first()
        assert (line.subject, line.detail["part"]) == ("northumberland", "hours")


def test_looking_first_keeps_nothing(editor, http):
    shown = editor.post(f"{WHERE}/hours", day=WEEK, known="true", keep="false", seen="0")

    assert "Nothing is kept yet" in shown.text
    assert "9am to 5pm" in shown.text
    assert public(http)["reason"] == "hours_unknown"


def test_what_is_wrong_is_named_and_what_was_typed_stays(editor, http):
    shown = editor.post(f"{WHERE}/hours", day=["2-4", "9am to 5pm", *[""] * 5], known="true", keep="true", seen="0")

    assert shown.status_code == 422
    assert "Monday: “2” is in the night" in shown.text
    assert 'value="2-4"' in shown.text
    assert public(http)["reason"] == "hours_unknown"


def test_of_two_editors_the_second_is_told(editor, http):
    editor.post(f"{WHERE}/hours", day=WEEK, known="true", keep="true", seen="0")

    late = editor.post(f"{WHERE}/hours", day=["", *WEEK[1:]], known="true", keep="true", seen="0")

    assert late.status_code == 409
    assert "Somebody else has changed this" in late.text
    assert public(http)["open"] is True


def test_one_goes_back_to_what_ships(editor, http):
    editor.post(f"{WHERE}/hours", day=WEEK, known="true", keep="true", seen="0")

    number = editor.page(WHERE).select_one("#hours input[name=seen]")["value"]
    assert editor.post(f"{WHERE}/shipped", part="hours", seen=number).status_code == 303

    assert public(http)["reason"] == "hours_unknown"
    assert editor.post(f"{WHERE}/shipped", part="hours", seen=number).status_code == 404


def test_terms_decide_once_the_line_keeps_to_them(editor, http):
    first, last = ["2026-09-01", "2026-11-02"], ["2026-10-23", "2026-12-18"]
    page = f"{WHERE}/terms/2026-27"

    done = editor.post(page, first=first, last=last, complete="true", settled="true", seen=seen(editor, page))
    editor.post(f"{WHERE}/hours", day=WEEK, known="true", term_time_only="true", keep="true", seen="0")

    assert done.status_code == 303
    assert public(http, "2026-10-28T11:00:00")["reason"] == "holidays"  # Wed of half-term
    assert public(http, "2026-11-03T11:00:00")["open"] is True
    assert "Known without a gap up to Fri 18 December 2026" in words(editor)
    assert "Term dates run out on" in editor.page(WHERE).text


@pytest.mark.parametrize("year", ["2026-28", "x", "2026-27x"])
def test_a_year_that_is_none_is_not_there(editor, year):
    assert editor.client.get(f"/adviser{WHERE}/terms/{year}").status_code == 404


def test_a_closure_is_announced_and_taken_back(editor, http):
    day = date(2026, 12, 1)  # Tue

    done = editor.post(f"{WHERE}/closures", first=str(day), reason="training day")

    assert done.status_code == 303
    assert public(http, f"{day}T11:00:00")["reason"] == "closure"
    form = editor.page(WHERE).select_one("#closures form[action$=remove]")
    assert editor.post(str(form["action"]).removeprefix("/adviser")).status_code == 303
    assert public(http, f"{day}T11:00:00")["reason"] == "hours_unknown"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"first": "", "reason": "training"}, "Please give the first day"),
        ({"first": "2026-12-02", "last": "2026-12-01", "reason": "training"}, "lies before the first"),
        ({"first": "2026-12-01", "reason": " "}, "Please give a reason"),
        ({"first": "2026-12-01", "reason": "[x](y)"}, "plain words"),
        ({"first": "2026-12-01", "reason": "a\0b"}, "303"),
    ],
)
def test_a_closure_that_cannot_be_says_why(editor, typed, says):
    done = editor.post(f"{WHERE}/closures", **typed)

    assert says in (str(done.status_code) if says == "303" else done.text)


def test_nobody_takes_back_another_councils_closure(editor, app):
    with Session(app.engine) as session, session.begin():
        row = Closure(council_slug="kent", first_day=date(2026, 12, 1), last_day=date(2026, 12, 1), reason="x")
        row.announced_by, row.announced_at = "Ann", datetime.now(LONDON)
        session.add(row)
        session.flush()
        number = row.id

    assert editor.post(f"{WHERE}/closures/{number}/remove").status_code == 404
    with Session(app.engine) as session:
        assert session.get(Closure, number) is not None


def test_the_welcome_line_stands_after_our_greeting(editor, http):
    assert editor.post(f"{WHERE}/welcome", text="We are here for families.", seen="0").status_code == 303

    begun = http.post("/v1/conversations", json={"council": "northumberland", "channel": "api"}).json()

    assert begun["messages"][0]["text"].endswith("\n\nWe are here for families.")
    assert begun["messages"][0]["text"].startswith("Hello, I'm **Askline**.")
    other = http.post("/v1/conversations", json={"council": "kent", "channel": "api"}).json()
    assert "families" not in other["messages"][0]["text"]


@pytest.mark.parametrize(("text", "status"), [("[x](https://x.example)", 422), ("a" * 201, 422), ("", 303)])
def test_a_welcome_line_is_short_and_plain_or_none(editor, text, status):
    assert editor.post(f"{WHERE}/welcome", text=text, seen="0").status_code == status


def bring(desk: Desk, data: bytes) -> httpx.Response:
    files = {"file": ("terms.ics", data, "text/calendar")}
    return desk.client.post(f"/adviser{WHERE}/calendar", data={"form": desk.form}, files=files)


def fields(shown: httpx.Response) -> dict[str, list[str]]:
    """What the form of the preview would send."""
    page = BeautifulSoup(shown.text, "html.parser")
    form = page.select_one("form[action$=take]")
    sent: dict[str, list[str]] = {}
    for field in form.select("input[type=hidden]:not([name=form])"):
        sent.setdefault(str(field["name"]), []).append(str(field["value"]))
    return sent | {"kind": [str(s.select_one("option[selected]")["value"]) for s in form.select("select")]}


FILE = a_file(
    f"Autumn term; {days('20260901', '20261219')}",
    f"Half term; {days('20261026', '20261031')}",
    "Line closed: moving house; DTSTART;VALUE=DATE:20261201",
    "INSET day; DTSTART;VALUE=DATE:20260901",
    "Term 9; DTSTART;VALUE=DATE:20260901; RRULE:FREQ=DAILY",
)


def test_a_calendar_file_is_shown_before_it_is_taken(editor, http):
    shown = bring(editor, FILE)

    assert shown.status_code == 200
    assert "Nothing is kept yet" in shown.text
    assert "repeats. Add its days by hand" in shown.text
    assert public(http, "2026-12-01T11:00:00")["reason"] == "hours_unknown"

    done = editor.post(f"{WHERE}/calendar/take", **fields(shown), complete="true", settled="true", keep="true")

    assert done.status_code == 303
    page = words(editor)
    assert "Tue 1 September 2026 to Fri 23 October 2026 Mon 2 November 2026 to Fri 18 December 2026" in page
    assert "Tue 1 December 2026 : moving house" in page
    assert public(http, "2026-12-01T11:00:00")["reason"] == "closure"


def test_what_is_taken_is_what_was_looked_at(editor):
    sent = fields(bring(editor, FILE))
    sent["kind"] = ["other" if kind == "holiday" else kind for kind in sent["kind"]]

    done = editor.post(f"{WHERE}/calendar/take", **sent, keep="true")

    assert done.status_code == 422
    assert "Look at what it makes now" in done.text


def test_events_that_overlap_are_told_and_nothing_is_taken(editor, app):
    overlapping = a_file(f"Term 1; {days('20260901', '20261024')}", f"Term 2; {days('20261020', '20261219')}")

    done = editor.post(f"{WHERE}/calendar/take", **fields(bring(editor, overlapping)), keep="true")

    assert done.status_code == 422
    assert "before the one from 2026-09-01 has ended" in done.text
    with Session(app.engine) as session:
        assert session.scalar(select(func.count()).select_from(LineEdit)) == 0


@pytest.mark.parametrize("data", [b"", b"\0\xff", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", b"x" * 61_000])
def test_a_file_that_is_none_says_what_to_do(editor, data):
    shown = bring(editor, data)

    assert shown.status_code == 422
    assert "file" in shown.text.lower()


def test_a_file_that_is_far_too_large_says_so_on_a_page(editor):
    shown = bring(editor, b"x" * 70_000)

    assert (shown.status_code, shown.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "up to 60 kB" in shown.text


def test_nonsense_in_the_form_of_a_calendar_is_no_failure(editor):
    sent = {"entry": ["x", "2026-09-01|9999-12-31|t", "|||", "2026-09-01|2026-10-23|\0"], "kind": ["term"] * 4}

    done = editor.post(f"{WHERE}/calendar/take", **sent, seen=["x", "2026-27:99999999999999", "²:²"], keep="true")

    assert done.status_code == 422


def test_the_download_is_read_back(editor):
    editor.post(f"{WHERE}/calendar/take", **fields(bring(editor, FILE)), complete="true", settled="true", keep="true")

    file = editor.client.get(f"/adviser{WHERE}/term-dates.ics")
    again = fields(bring(editor, file.content))

    assert file.headers["content-type"].startswith("text/calendar")
    assert set(again["kind"]) == {"term", "closure"}
    assert "2026-12-01|2026-12-01|Line closed: moving house" in again["entry"]


def test_another_councils_line_is_not_there(editor):
    paths = ("", "/hours", "/terms/2026-27", "/welcome", "/calendar", "/term-dates.ics")

    assert [editor.client.get(f"/adviser/line/kent{path}").status_code for path in paths] == [404] * len(paths)
    assert editor.post("/line/kent/hours", day=WEEK, seen="0").status_code == 404
