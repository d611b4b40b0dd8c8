"""The register of data: every table and kind of file, what it holds and how long. Pure, but for reading it once."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.settings import Settings
from kb.shipped import CONTENT, read_yaml


@dataclass(frozen=True)
class Entry:
    """A table, a kind of file or another place. `erased`: it goes when a parent's things are erased."""

    name: str
    about: str
    holds: str
    kept: str
    erased: bool


@dataclass(frozen=True)
class Register:
    """All entries, by where they are."""

    tables: tuple[Entry, ...]
    files: tuple[Entry, ...]
    elsewhere: tuple[Entry, ...]


@lru_cache
def _written(content: Path = CONTENT) -> dict[str, Any]:
    return dict(read_yaml(content / "data_register.yml"))


def register(settings: Settings) -> Register:
    """The register, with the days that these settings say."""
    written = _written()

    def entry(name: str, fields: dict[str, Any]) -> Entry:
        kept = written["kept"].get(fields["kept"], fields["kept"]).format(**settings.model_dump())
        return Entry(name, fields["about"], fields["holds"], kept, bool(fields.get("erased")))

    return Register(
        tables=tuple(entry(name, fields) for name, fields in written["tables"].items()),
        files=tuple(entry(name, fields) for name, fields in written["files"].items()),
        elsewhere=tuple(entry(fields["name"], fields) for fields in written["elsewhere"]),
    )


def title_of(store: str) -> str:
    """What a table or store is called where it is erased."""
    if store == "mail":
        return "E-mails as files"
    return str(_written()["tables"].get(store, {}).get("title", store))
