"""Rules of `python -m kb`: what it says and how it ends."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kb.__main__ import main
from kb.database import Base, connect, migrate
from kb.models import Answer
from kb.report import Report
from kb.settings import Settings


def test_the_migrations_make_the_tables_of_the_models(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'a.db'}")
    ours = set(Answer.metadata.tables)

    migrate(engine)
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in ours}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert differences == []


def run(tmp_path: Path, *arguments: str) -> int:
    return main(arguments, Settings(var=tmp_path / "var"))


def test_load_says_what_changed_and_then_that_nothing_did(tmp_path, capsys):
    assert run(tmp_path, "load") == 0
    assert "added: council kent" in capsys.readouterr().out

    assert run(tmp_path, "load") == 0
    assert capsys.readouterr().out == "nothing changed\n"


def test_migrate_ends_well(tmp_path):
    assert run(tmp_path, "migrate") == 0


@pytest.mark.parametrize("command", ["load", "verify"])
def test_an_error_is_one_clear_line_and_ends_with_2(tmp_path, capsys, command):
    ended = run(tmp_path, command, "--leaflets", str(tmp_path / "gone"))

    error = capsys.readouterr().err
    assert ended == 2
    assert error.count("\n") == 1
    assert "there is no such folder" in error


def test_verify_ends_with_1_when_something_is_not_proved(tmp_path, monkeypatch):
    report = Report()
    report.fail("spades", "wrong")
    monkeypatch.setattr("kb.__main__.verify", lambda _: report)

    assert run(tmp_path, "verify") == 1
