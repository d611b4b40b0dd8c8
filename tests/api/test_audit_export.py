"""The audit log is taken away whole and harmless; old months are deleted by command only, on both databases."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, recorded
from api.advisers.audit_export import csv_lines, every_line, json_lines
from api.advisers.audit_retention import TooFewMonths, first_kept, forget, old_lines
from api.advisers.audit_search import AuditFilters
from api.advisers.models import Audit
from tests.api.desk import an_account
from tests.databases import a_database

SAM = Actor(None, "192.0.2.7")


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path) -> Iterator:
    with a_database(request.param, tmp_path) as made:
        yield made


def aged(engine, *ages: int) -> None:
    """Lines that are so many days old."""
    with Session(engine) as session, session.begin():
        at = datetime.now(UTC)
        session.add_all(
            Audit(
                at=at - timedelta(days=n), adviser_id=None, action="exported", subject=f"{n}", council_slug="kent",
                address="192.0.2.7", detail={},
            )
            for n in ages
        )  # fmt: skip


def kept(engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        return [(line.action, line.subject) for line in session.scalars(select(Audit).order_by(Audit.id))]


def test_more_lines_than_are_held_at_once_all_come_and_none_twice(engine, monkeypatch):
    monkeypatch.setattr("api.advisers.audit_export.AT_ONCE", 3)
    aged(engine, *range(8))

    found = list(every_line(engine, AuditFilters(), ["kent"]))

    assert [line.subject for line in found] == [str(n) for n in reversed(range(8))]


def test_another_councils_lines_are_not_taken_away(engine):
    aged(engine, 1)
    recorded(engine, SAM, "exported", "theirs", council="bexley")

    assert [line.subject for line in every_line(engine, AuditFilters(), ["kent"])] == ["1"]


def test_no_cell_of_the_csv_is_calculated(engine):
    recorded(engine, Actor(None, "=1+1"), "exported", "@SUM(A1)", {"x": "=1"}, council="kent")

    head, row = csv.reader(StringIO("".join(csv_lines(every_line(engine, AuditFilters(), ["kent"])))))

    assert (len(head), len(row)) == (9, 9)
    assert not [cell for cell in row if cell.startswith(("=", "@"))]
    assert row[7] == "'=1+1"


def test_json_lines_are_json_one_a_line(engine):
    recorded(engine, SAM, "exported", "list-1", {"rows": 12}, council="kent")

    (line,) = b"".join(json_lines(every_line(engine, AuditFilters(), ["kent"]))).splitlines()

    assert json.loads(line) | {"id": 0, "at": ""} == {
        "id": 0, "at": "", "who": "somebody unknown", "action": "exported", "subject": "list-1", "subject_name": "",
        "council": "kent", "address": "192.0.2.7", "detail": {"rows": 12},
    }  # fmt: skip


def test_old_months_go_by_command_and_that_is_recorded_and_everything_else_is_still_refused(engine):
    aged(engine, 400, 300, 10)
    day = datetime.now(UTC).date() - timedelta(days=200)

    assert old_lines(engine, day) == 2
    assert forget(engine, day) == 2

    assert kept(engine) == [("exported", "10"), ("audit_forgotten", "")]
    for attack in ("DELETE FROM audit", "UPDATE audit SET address = ''"):
        with pytest.raises(DBAPIError, match="can only grow"), engine.begin() as connection:
            connection.execute(text(attack))
    assert len(kept(engine)) == 2


def test_when_it_fails_on_the_way_the_log_and_its_guard_are_as_before(engine, monkeypatch):
    aged(engine, 400, 10)
    monkeypatch.setattr("api.advisers.audit_retention.record", lambda *_args, **_kw: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        forget(engine, datetime.now(UTC).date() - timedelta(days=200))

    assert [subject for _, subject in kept(engine)] == ["400", "10"]
    with pytest.raises(DBAPIError, match="can only grow"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit"))


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2026, 11, 24), 6, date(2026, 5, 1)),
        (date(2026, 11, 1), 12, date(2025, 11, 1)),
        (date(2026, 1, 31), 13, date(2024, 12, 1)),
        (date(2026, 11, 24), 99_999, date(1, 8, 1)),
    ],
)
def test_whole_months_are_kept_besides_this_one(today, months, first):
    assert first_kept(today, months) == first


@pytest.mark.parametrize("months", [5, 0, -1])
def test_a_few_months_are_always_kept(months):
    with pytest.raises(TooFewMonths, match="Nothing was deleted"):
        first_kept(date(2026, 11, 24), months)


def test_what_advisers_do_with_parents_and_their_duty_is_in_the_log(app, kent, waiting):
    kent.takes(waiting)
    kent.post(f"/chats/{waiting}/hand-back")
    kent.off_duty()

    with Session(app.engine) as session:
        lines = [line.action for line in session.scalars(select(Audit).order_by(Audit.id.desc()).limit(12))]
    assert {"chat_taken", "chat_handed_back", "duty_changed"} <= set(lines)


def test_an_administrator_takes_it_away_and_that_is_recorded(app, desk):
    desk.log_in(an_account(app.engine, "kent", role="administrator"))
    admin = desk.client

    spreadsheet, lines = (
        admin.get("/adviser/audit.csv"),
        admin.get("/adviser/audit.jsonl?action=exported"),
    )

    assert spreadsheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert spreadsheet.text.startswith("Line,When (London),Who")
    assert [json.loads(line)["detail"]["as"] for line in lines.text.splitlines()[:2]] == ["jsonl", "csv"]
    assert admin.get("/adviser/audit.csv?since=yesterday").status_code == 422
