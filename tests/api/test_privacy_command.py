"""`python -m api.privacy` previews, deletes, finds, erases, and erases again what a backup brings back."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.models import Conversation
from api.privacy.__main__ import main
from api.privacy.holds import place
from api.references import reference_of
from kb.database import connect
from kb.settings import Settings
from tests.api.marker import files_with_it, planted, where

SAM = Actor("sam", "192.0.2.7")


@pytest.fixture
def run(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs a command; returns its exit status and what it printed. Rasa is away."""
    assert engine
    chosen = Settings(var=tmp_path, database_url="", rasa_url="http://127.0.0.1:9")

    def ran(*arguments: str) -> tuple[int, str]:
        status = main(arguments, chosen)
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return ran


async def test_what_is_erased_by_command_is_gone_and_what_is_left_to_do_is_said(engine, run, tmp_path):
    parent = await planted(engine, tmp_path)

    assert "Messages: 4" in run_in_thread(run, "find", parent.callback)[1]
    status, said = run_in_thread(run, "erase", parent.callback)

    assert status == 0
    assert "Rasa did not answer" in said
    assert "mailbox" in said
    assert where(engine) == set()
    assert files_with_it(tmp_path) == []
    assert run("erase", parent.callback)[0] == 1
    assert parent.callback in run("erased")[1]


def run_in_thread(run, *arguments):
    """The command makes an event loop of its own: not within that of the test."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run, *arguments).result()


async def test_what_a_backup_brings_back_is_erased_again(engine, run, tmp_path):
    parent = await planted(engine, tmp_path)
    engine.dispose()
    connect(f"sqlite:///{tmp_path}/askline.db").dispose()
    backup = tmp_path.parent / f"{tmp_path.name}.db"
    shutil.copy(tmp_path / "askline.db", backup)
    run_in_thread(run, "erase", reference_of(parent.chat))
    listed = tmp_path / "erased.txt"
    listed.write_text(run("erased")[1])

    shutil.copy(backup, tmp_path / "askline.db")
    assert where(engine)
    assert "Erased" in run_in_thread(run, "again", str(listed))[1]

    assert where(engine) == set()
    assert run("again", str(listed))[1].strip() == "Nothing of that was there."
    backup.unlink()


async def test_retention_by_command_deletes_what_it_showed(engine, run, tmp_path):
    parent = await planted(engine, tmp_path)
    with Session(engine) as session, session.begin():
        session.execute(update(Conversation).values(updated_at=datetime(2020, 1, 1, tzinfo=UTC)))

    assert "Chats (kept 180 days): kent 1" in run("preview")[1]
    assert run("retention")[0] == 0

    assert run("find", parent.chat)[0] != 0
    assert "Chats (kept 180 days): none" in run("preview")[1]
    assert run("pack")[0] == 0


async def test_what_is_held_is_refused_by_command_too(engine, run, tmp_path):
    parent = await planted(engine, tmp_path)
    place(engine, SAM, parent.chat, "Complaint", (datetime.now(UTC) + timedelta(days=5)).date())

    status, said = run("erase", parent.chat)

    assert status == 1
    assert "has to keep this chat until" in said


@pytest.mark.parametrize("typed", ["nonsense", "\0", "", "' OR 1=1 --"])
def test_what_is_no_reference_is_said_in_one_line(run, typed):
    status, said = run("erase", typed)

    assert (status, said.count("\n")) == (1, 1)
    assert "That is not a reference" in said
