"""Every table and every kind of file stands in the register of data, with what it holds and how long it is kept."""

from fnmatch import fnmatch
from pathlib import Path

import pytest
from sqlalchemy import inspect

from api.privacy.reach import reach_of
from api.privacy.register import register, title_of
from kb.settings import Settings
from tests.api.marker import planted
from tests.databases import KINDS, a_database

SEARCH = "message_words"  # SQLite keeps one search index in several tables of its own


def entry(name: str, kind: str) -> str:
    """What somebody who made a new table or file has to write down."""
    return (
        f"{name} is new and stands in no register of data. Add to kb/content/data_register.yml, under {kind}:\n"
        f"  {name}: {{about: parents|advisers|nobody, kept: chat|call|content|account or a sentence, "
        f'erased: true and a title when it goes with a parent\'s chat or call-back request, holds: "What it holds."}}\n'
        f"If it holds a parent's words, give it a foreign key to conversation, message or callback with ON DELETE "
        f"CASCADE: then it is erased with them (docs/adr/0021-privacy.md)."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_stands_in_the_register(kind, tmp_path):
    listed = {table.name: table for table in register(Settings()).tables}
    with a_database(kind, tmp_path) as engine:
        tables = {SEARCH if name.startswith(SEARCH) else name for name in inspect(engine).get_table_names()}
        reached = set(reach_of(engine).tables)

    assert not (tables - set(listed)), "\n".join(entry(name, "tables") for name in sorted(tables - set(listed)))
    erased = {name for name in tables - {SEARCH} if listed[name].erased}
    assert erased - reached == set(), (
        "these say `erased: true`, but no foreign key leads to them from a parent's things"
    )
    assert reached - erased - {SEARCH} == set(), (
        "these are erased with a parent's things: say `erased: true` in the register"
    )


def test_the_register_names_no_table_that_is_gone(tmp_path):
    with a_database("sqlite", tmp_path) as engine:
        tables = set(inspect(engine).get_table_names())

    assert {table.name for table in register(Settings()).tables} - tables == set(), "take them out of data_register.yml"


async def test_every_file_stands_in_the_register(tmp_path: Path):
    with a_database("sqlite", tmp_path) as engine:
        await planted(engine, tmp_path)
        files = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()]

    patterns = [one.name for one in register(Settings()).files]
    new = [name for name in files if not any(fnmatch(name, pattern) for pattern in patterns)]
    assert any(name.startswith("mail/") for name in files)
    assert not new, "\n".join(entry(name, "files") for name in new)


def test_how_long_a_thing_is_kept_comes_from_the_settings():
    kept = {one.name: one.kept for one in register(Settings(conversation_days=91, note_days=17)).tables}

    assert "91 days" in kept["message"]
    assert "17 days" in kept["conversation_note"]


def test_every_entry_says_about_whom_it_is_what_it_holds_and_how_long():
    found = register(Settings())
    entries = [*found.tables, *found.files, *found.elsewhere]

    assert {one.about for one in entries} == {"parents", "advisers", "nobody"}
    assert [one.name for one in entries if not (one.holds.endswith(".") and one.kept.endswith("."))] == []
    assert [one.name for one in entries if one.erased and one.about != "parents"] == []


def test_a_store_has_a_title_for_people():
    assert title_of("callback") == "Call-back requests"
    assert title_of("mail") == "E-mails as files"
    assert title_of("of_tomorrow") == "of_tomorrow"
    assert [one.name for one in register(Settings()).tables if one.erased and title_of(one.name) == one.name] == []
