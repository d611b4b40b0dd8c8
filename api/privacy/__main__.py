"""`python -m api.privacy`: what would be deleted, delete it, find and erase by a reference, holds, records, packing."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.advisers.audit import COMMAND, Actor, recorded
from api.privacy.disk import packed
from api.privacy.erasing import BY_COMMAND, Order, erase, refuse_held
from api.privacy.finding import Found, find
from api.privacy.leftovers import LEFTOVERS
from api.privacy.mails import MailFiles
from api.privacy.models import Erasure
from api.privacy.problems import NothingFound
from api.privacy.reach import Wanted
from api.privacy.register import title_of
from api.privacy.retention import Retention
from api.rasa import RasaClient
from kb.database import connect, in_utc
from kb.errors import AsklineError
from kb.settings import Settings, settings

REFUSED, FAILED = 1, 2
WHO = Actor(None, COMMAND)


def main(arguments: Sequence[str] | None = None, chosen: Settings | None = None) -> int:
    """Runs one command. Returns 0, 1 when it cannot be done, or 2 when the database does not answer."""
    wanted = _parser().parse_args(arguments)
    chosen = chosen or settings()
    engine = connect(chosen.database)
    try:
        for line in DO[wanted.command](engine, chosen, wanted):
            print(line)  # noqa: T201  # the command line is for people to read
    except AsklineError as error:
        print(f"api.privacy: {error}", file=sys.stderr)  # noqa: T201
        return REFUSED
    except (SQLAlchemyError, OSError) as error:
        print(f"api.privacy: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        return FAILED
    finally:
        engine.dispose()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.privacy", description="Retention and erasure, in all councils")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("preview", help="show what retention would delete now; change nothing")
    commands.add_parser("retention", help="delete it now")
    for name, does in (("find", "show what is stored under a reference"), ("erase", "erase it, everywhere")):
        commands.add_parser(name, help=does).add_argument("reference", help="of a chat or a call-back request")
    commands.add_parser("erased", help="list the references of what was erased, to keep beside the backups")
    again = commands.add_parser("again", help="erase anew what a backup has brought back: a file that `erased` wrote")
    again.add_argument("file", type=Path)
    commands.add_parser("pack", help="write the database anew without what was deleted; others wait meanwhile")
    return parser


def _preview(engine: Engine, chosen: Settings, _wanted: argparse.Namespace) -> list[str]:
    lines = []
    for due in Retention(engine, chosen).preview():
        councils = ", ".join(f"{slug or 'no council'} {count}" for slug, count in sorted(due.councils.items()))
        oldest = f", the oldest of {due.oldest:%Y-%m-%d}" if due.oldest else ""
        held = f"; {due.held} held" if due.held else ""
        lines.append(f"{due.title} (kept {due.days} days): {councils or 'none'}{oldest}{held}")
    return lines


def _retention(engine: Engine, chosen: Settings, _wanted: argparse.Namespace) -> list[str]:
    done = Retention(engine, chosen).run(who=WHO)
    return [f"Deleted {done.total}. Held: {done.held}."]


def _find(engine: Engine, chosen: Settings, wanted: argparse.Namespace) -> list[str]:
    found = find(engine, MailFiles(chosen.var / "mail"), wanted.reference, None)
    recorded(engine, WHO, "erasure_looked_for", found.reference, None, found.council)
    counts = [f"{title_of(store)}: {count}" for store, count in found.counts.items()]
    held = [f"On hold until {hold.until:%Y-%m-%d}: {hold.reason}" for hold in found.holds]
    return [f"{found.reference}, {found.council or 'no council'}", *counts, f"E-mails as files: {found.files}", *held]


def _erase(engine: Engine, chosen: Settings, wanted: argparse.Namespace) -> list[str]:
    return _erased_now(engine, chosen, find(engine, MailFiles(chosen.var / "mail"), wanted.reference, None))


def _erased_now(engine: Engine, chosen: Settings, found: Found) -> list[str]:
    for chat in found.wanted.conversations:
        refuse_held(engine, chat)
    left = set() if asyncio.run(_forgotten(chosen, found.wanted)) else {"rasa"}
    order = Order(found.wanted, found.reference, BY_COMMAND, WHO)
    erased = erase(engine, MailFiles(chosen.var / "mail"), order, left)
    counts = ", ".join(f"{title_of(store)} {count}" for store, count in erased.counts.items())
    return [f"Erased {found.reference}: {counts}.", *(LEFTOVERS[one] for one in erased.left)]


async def _forgotten(chosen: Settings, wanted: Wanted) -> bool:
    rasa = RasaClient(chosen.rasa_url, chosen.actions_url, chosen.rasa_timeout)
    try:
        return all([await rasa.forget(chat) for chat in wanted.conversations])
    finally:
        await rasa.close()


def _erased(engine: Engine, _chosen: Settings, _wanted: argparse.Namespace) -> list[str]:
    with Session(engine) as session:
        rows = session.scalars(select(Erasure).order_by(Erasure.id)).all()
    return [f"{row.reference}  {in_utc(row.at):%Y-%m-%d %H:%M}  {row.by}" for row in rows]


def _again(engine: Engine, chosen: Settings, wanted: argparse.Namespace) -> list[str]:
    lines = []
    for line in wanted.file.read_text(encoding="utf-8").splitlines():
        if line.strip():
            try:
                found = find(engine, MailFiles(chosen.var / "mail"), line.split()[0], None)
            except NothingFound:
                continue
            lines += _erased_now(engine, chosen, found)
    return lines or ["Nothing of that was there."]


def _pack(engine: Engine, _chosen: Settings, _wanted: argparse.Namespace) -> list[str]:
    packed(engine)
    return ["The database is written anew."]


DO: dict[str, Callable[[Engine, Settings, argparse.Namespace], list[str]]] = {
    "preview": _preview,
    "retention": _retention,
    "find": _find,
    "erase": _erase,
    "erased": _erased,
    "again": _again,
    "pack": _pack,
}

if __name__ == "__main__":
    sys.exit(main())
