"""The knowledge base at the command line: `python -m kb migrate | load | verify | export | places | closures | ...`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kb import closure_command, export, shipped
from kb.book import read_book
from kb.database import connect, migrate
from kb.errors import AsklineError
from kb.hours import LONDON
from kb.leaflets import read_leaflets
from kb.loading import load
from kb.models import LineEdit
from kb.places import nlu_yaml
from kb.settings import Settings, settings
from kb.term_dates import Kept, findings, of_facts, of_file
from kb.verify import verify

NOT_PROVED, FAILED = 1, 2
PLACES = Path("data/nlu/councils.yml")


def main(arguments: Sequence[str] | None = None, chosen: Settings | None = None) -> int:
    """Runs one command. Returns 0, 1 when something is not proved, or 2 with one clear line when it cannot run."""
    chosen = chosen or settings()
    wanted = _parser().parse_args(arguments)
    try:
        if wanted.command == "verify":
            return _verify(wanted.leaflets or chosen.leaflets_dir)
        if wanted.command == "check-dates":
            return _check_dates(chosen)
        if wanted.command == "places":
            PLACES.write_text(nlu_yaml(), encoding="utf-8")
            _say(f"{PLACES} holds the councils' names and towns.")
            return 0
        engine = connect(chosen.database)
        migrate(engine)
        if wanted.command == "load":
            _load(engine, wanted.leaflets or chosen.leaflets_dir)
        elif wanted.command == "export":
            _export(engine, wanted.folder, wanted.council)
        elif wanted.command == "closures":
            _say(*closure_command.run(wanted, engine, _today()))
        else:
            _say("The database has the newest shape.")
    except (AsklineError, SQLAlchemyError, OSError) as error:
        print(f"kb {wanted.command}: {_one_line(error)}", file=sys.stderr)  # noqa: T201
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kb", description="Askline's knowledge base")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("migrate", help="bring the database to the newest shape")
    commands.add_parser("places", help=f"make {PLACES} from the councils' names and towns")
    closure_command.add_arguments(commands.add_parser("closures", help="days on which a line is not answered"))
    commands.add_parser("check-dates", help="show which term dates run out or are not sure; exit 1 when it matters")
    command = commands.add_parser("export", help="write the answers that editors wrote as files of kb/content")
    command.add_argument("folder", type=Path, help="where to: its folder `topics` gets a file for each topic")
    command.add_argument("--council", metavar="SLUG", help="only this council's, like kent")
    for name, words in (
        ("load", "load kb/content, and the leaflets if given, into the database"),
        ("verify", "prove every answer from its sources; exit 1 when something is not proved"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--leaflets", type=Path, metavar="DIR", help="folder with the councils' leaflets")
    return parser


def _load(engine: Engine, leaflets: Path | None) -> None:
    changes = load(engine, leaflets=leaflets)
    notes = read_leaflets(leaflets, shipped.sources()).lines() if leaflets else []
    _say(*notes, *(changes.lines() or ["nothing changed"]))


def _export(engine: Engine, folder: Path, council: str | None) -> None:
    with Session(engine) as session:
        files = export.write(session, folder, [council] if council else None)
    _say(*(str(file) for file in files), f"{len(files)} {'topic' if len(files) == 1 else 'topics'} written.")


def _verify(leaflets: Path | None) -> int:
    report = verify(leaflets)
    _say(*report.lines())
    return NOT_PROVED if report.count else 0


def _check_dates(chosen: Settings) -> int:
    found = findings(_councils_that_run(chosen), _today())
    lines = [f"{'FAILURE' if f.failure else 'warning'}: {f.text}." for f in found]
    _say(*(lines or ["All term dates are in order."]))
    return NOT_PROVED if any(f.failure for f in found) else 0


def _councils_that_run(chosen: Settings) -> list[Kept]:
    """The councils of the database, with what their advisers changed; where nothing is loaded, those that ship."""
    engine = connect(chosen.database)
    try:
        loaded = inspect(engine).has_table(LineEdit.__tablename__) and read_book(engine).councils
    finally:
        engine.dispose()
    return [of_facts(c) for c in loaded.values()] if loaded else [of_file(c) for c in shipped.councils().values()]


def _today() -> date:
    return datetime.now(LONDON).date()


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _say(*lines: str) -> None:
    for line in lines:
        print(line)  # noqa: T201  # the command line is for people to read


if __name__ == "__main__":
    sys.exit(main())
