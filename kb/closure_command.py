"""`python -m kb closures add | list | remove`: days on which a line is not answered, at the command line."""

import argparse
import getpass
from datetime import date

from sqlalchemy import Engine

from kb.closures import announce, closures, take_back


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said after `python -m kb closures`."""
    doing = parser.add_subparsers(dest="doing", required=True)
    add = doing.add_parser("add", help="say that a line is not answered, for one day or up to a last one")
    add.add_argument("council", help="its slug, for example kent")
    add.add_argument("first_day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    add.add_argument("last_day", type=date.fromisoformat, nargs="?", metavar="YYYY-MM-DD", help="if there are several")
    add.add_argument("--reason", required=True, help="in a few words, as parents read it: “staff training”")
    add.add_argument("--by", default=None, help="who announces it; your user name, if left out")
    shown = doing.add_parser("list", help="show the closures that are not over")
    shown.add_argument("council", nargs="?", help="only this council's")
    shown.add_argument("--all", action="store_true", help="those that are over too")
    doing.add_parser("remove", help="take a closure back").add_argument("number", type=int)


def run(wanted: argparse.Namespace, engine: Engine, today: date) -> list[str]:
    """Does what is wanted; returns what to say."""
    if wanted.doing == "add":
        last_day = wanted.last_day or wanted.first_day
        by = wanted.by or getpass.getuser()
        announced = announce(engine, wanted.council, wanted.first_day, last_day, wanted.reason, by)
        return ["Announced:", announced.line()]
    if wanted.doing == "remove":
        return ["Taken back:", take_back(engine, wanted.number).line()]
    found = closures(engine, wanted.council, since=None if wanted.all else today)
    return [closure.line() for closure in found] or ["No closures."]
