"""Closures: announced, listed, taken back; and heard of by every process."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kb.__main__ import main
from kb.book import BookKeeper
from kb.closures import UnknownClosure, WrongClosure, announce, closures, take_back
from kb.database import connect, migrate
from kb.errors import UnknownCouncil
from kb.facts import ClosureFacts
from kb.loading import load
from kb.settings import Settings

THIRD, FOURTH = date(2026, 12, 3), date(2026, 12, 4)  # Thu, Fri


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)
    load(engine)
    return engine


def test_a_closure_is_heard_of_by_a_process_that_is_already_running(engine):
    keeper = BookKeeper(engine)
    assert keeper.book().councils["kent"].closures == ()

    announce(engine, "kent", THIRD, FOURTH, "staff training", by="Ann")
    assert keeper.refresh() is True

    assert keeper.book().councils["kent"].closures == (ClosureFacts(THIRD, FOURTH, "staff training"),)
    assert keeper.book().councils["islington"].closures == ()


def test_a_closure_that_is_taken_back_is_gone(engine):
    keeper = BookKeeper(engine)
    announced = announce(engine, "kent", THIRD, FOURTH, "staff training", by="Ann")
    keeper.book()

    assert take_back(engine, announced.id) == announced
    keeper.refresh()

    assert closures(engine) == []
    assert keeper.book().councils["kent"].closures == ()


def test_loading_the_content_again_keeps_closures(engine):
    announce(engine, "kent", THIRD, THIRD, "staff training", by="Ann")

    assert not load(engine)

    assert len(closures(engine)) == 1


def test_closures_are_listed_by_day_for_one_council_or_all_and_without_those_that_are_over(engine):
    later = announce(engine, "kent", FOURTH, FOURTH, "moving house", by="Ann")
    sooner = announce(engine, "islington", THIRD, THIRD, "staff training", by="Ann")

    assert closures(engine) == [sooner, later]
    assert closures(engine, "kent") == [later]
    assert closures(engine, since=FOURTH) == [later]


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [(FOURTH, THIRD, "x"), (THIRD, THIRD, "  "), (THIRD, THIRD, "x" * 81), (THIRD, date(2028, 1, 1), "x")],
)
def test_a_closure_that_cannot_be_is_refused(engine, first, last, reason):
    with pytest.raises(WrongClosure):
        announce(engine, "kent", first, last, reason, by="Ann")


def test_an_unknown_council_and_an_unknown_number_are_refused(engine):
    with pytest.raises(UnknownCouncil):
        announce(engine, "atlantis", THIRD, THIRD, "x", by="Ann")
    with pytest.raises(UnknownClosure):
        take_back(engine, 99)


@pytest.mark.usefixtures("engine")
def test_the_command_announces_lists_and_takes_back(tmp_path, capsys):
    chosen = Settings(var=tmp_path)

    def run(*arguments: str) -> str:
        assert main(["closures", *arguments], chosen) == 0
        return capsys.readouterr().out

    assert "kent" in run("add", "kent", "2099-12-03", "--reason", "staff training", "--by", "Ann")
    assert "2099-12-03                staff training (announced by Ann)" in run("list")
    assert run("list", "islington") == "No closures.\n"
    assert "staff training" in run("remove", "1")
    assert run("list", "--all") == "No closures.\n"


@pytest.mark.usefixtures("engine")
def test_the_command_says_in_one_line_what_cannot_be(tmp_path, capsys):
    assert main(["closures", "remove", "99"], Settings(var=tmp_path)) == 2
    assert capsys.readouterr().err.count("\n") == 1
