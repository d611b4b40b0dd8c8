"""What advisers changed of their line: it counts at once, survives a load, and every change is kept."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kb.__main__ import main
from kb.book import BookKeeper, current_version, read_book
from kb.closures import WrongClosure, announce
from kb.database import connect, migrate
from kb.errors import UnknownCouncil
from kb.line_changes import ChangedMeanwhile, edit
from kb.line_edits import HOURS, WELCOME, changes, newest, terms_part
from kb.loading import load, new_version
from kb.models import LineEdit
from kb.settings import Settings
from kb.term_dates import findings, known_until, of_facts
from tests.kb.content import a_content_folder, a_council_file

OURS = {"mon": ["09:00-17:00"], "term_time_only": True, "dated": "2026-11-24"}
THEIRS = {"mon": ["10:00-12:00"], "term_time_only": False, "dated": "2026-09-01"}
TERMS = {"status": "confirmed", "terms": [{"from": "2026-09-01", "to": "2026-10-23"}], "complete": False}
YEAR = "2026-27"


def content(folder: Path, hours: dict | None = THEIRS, **fields: object) -> Path:
    """Content with the council of Kent, whose line has these hours."""
    council = a_council_file("kent", **fields)
    return a_content_folder(folder, councils=[council | {"service": council["service"] | {"hours": hours}}])


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)
    load(engine, content(tmp_path / "shipped"))
    return engine


def change(engine: Engine, part: str, value: object, seen: int | None = None, own: bool = True) -> None:
    with Session(engine) as session, session.begin():
        last = newest(session).get(("kent", part))
        edit(session, "kent", part, value, "sam", seen if seen is not None else last.id if last else 0, own)


def kent(engine: Engine):
    return read_book(engine).councils["kent"]


def test_a_change_is_heard_of_by_a_process_that_is_already_running(engine):
    keeper = BookKeeper(engine)
    assert keeper.book().councils["kent"].service["hours"] == THEIRS

    change(engine, HOURS, OURS)

    assert keeper.refresh() is True
    assert keeper.book().councils["kent"].service["hours"] == OURS


def test_a_load_keeps_it_and_says_so(engine, tmp_path):
    change(engine, HOURS, OURS)
    change(engine, terms_part(YEAR), TERMS)

    same = load(engine, content(tmp_path / "same"))
    other = load(engine, content(tmp_path / "other", {**THEIRS, "tue": ["10:00-12:00"]}, term_dates={YEAR: {}}))

    told = "kept: hours of kent, as its advisers changed it: kb/content says otherwise"
    assert same.lines() == [told]
    assert other.lines() == [
        "changed: council kent",
        "changed: service kent",
        told,
        told.replace("hours", "terms 2026-27"),
    ]
    assert kent(engine).service["hours"] == OURS
    assert kent(engine).term_dates[YEAR] == TERMS


def test_a_load_that_only_keeps_makes_no_new_book(engine, tmp_path):
    change(engine, HOURS, OURS)
    version = current_version(engine)

    assert not load(engine, content(tmp_path / "same"))

    assert current_version(engine) == version


def test_what_agrees_with_what_ships_is_not_told(engine, tmp_path):
    change(engine, HOURS, THEIRS)
    change(engine, WELCOME, "Welcome.")

    assert load(engine, content(tmp_path / "same")).lines() == []


def test_one_can_go_back_to_what_ships_and_every_change_is_kept(engine):
    change(engine, HOURS, OURS)
    change(engine, HOURS, None, own=False)

    assert kent(engine).service["hours"] == THEIRS
    with Session(engine) as session:
        assert [(c.part, c.own, c.by) for c in changes(session, "kent")] == [
            (HOURS, False, "sam"),
            (HOURS, True, "sam"),
        ]
        assert session.scalars(select(LineEdit.value).order_by(LineEdit.id)).all() == [OURS, None]


def test_hours_that_are_not_known_are_none(engine):
    change(engine, HOURS, None)

    assert kent(engine).service["hours"] is None


def test_a_year_lies_over_that_year_only(engine, tmp_path):
    load(engine, content(tmp_path / "more", term_dates={"2027-28": TERMS}))
    change(engine, terms_part(YEAR), TERMS)

    assert sorted(kent(engine).term_dates) == [YEAR, "2027-28"]


def test_of_two_who_change_the_same_the_second_is_told(engine):
    change(engine, HOURS, OURS, seen=0)

    with pytest.raises(ChangedMeanwhile):
        change(engine, HOURS, THEIRS, seen=0)

    assert kent(engine).service["hours"] == OURS


def test_a_council_that_is_not_there_has_no_line(engine):
    with pytest.raises(UnknownCouncil), Session(engine) as session, session.begin():
        edit(session, "atlantis", HOURS, OURS, "sam", 0)


def test_of_two_new_books_at_once_both_are_counted(engine):
    version = current_version(engine)

    with Session(engine) as first, first.begin():
        new_version(first)
        new_version(first)

    assert current_version(engine) == version + 2


def test_the_watchdog_sees_what_runs(engine, tmp_path, capsys):
    change(engine, HOURS, OURS)
    assert [f.failure for f in findings([of_facts(kent(engine))], date(2026, 10, 1))] == [True]

    main(["check-dates"], Settings(var=tmp_path))

    assert "FAILURE: Kent's term dates are not known" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("today", "until"),
    [(date(2026, 10, 1), date(2026, 10, 23)), (date(2026, 10, 23), date(2026, 10, 23)), (date(2026, 10, 24), None)],
)
def test_up_to_when_the_dates_are_known(today, until):
    assert known_until({YEAR: TERMS}, today) == until


def test_dates_that_never_run_out_are_known_for_two_years():
    today = date(2026, 10, 1)
    all_year = TERMS | {"terms": [{"from": "2026-09-01", "to": "2036-10-23"}]}

    assert known_until({YEAR: all_year}, today) > today + timedelta(days=700)


@pytest.mark.parametrize("reason", ["[here](https://x.example)", "**now**"])
def test_the_reason_of_a_closure_is_plain_words(engine, reason):
    with pytest.raises(WrongClosure, match="plain words"):
        announce(engine, "kent", date(2026, 12, 3), date(2026, 12, 3), reason, by="Ann")
