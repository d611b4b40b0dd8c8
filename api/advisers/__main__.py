"""`python -m api.advisers`: makes and keeps the accounts of advisers. A password is asked for, or read from stdin."""

import argparse
import getpass
import sys
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from api.advisers.accounts import Account, Accounts
from api.advisers.audit import COMMAND, Actor, recorded
from api.advisers.audit_retention import TooFewMonths, first_kept, forget, old_lines
from api.advisers.problems import WeakPassword, WrongName
from api.advisers.roles import ROLES
from kb.database import connect, migrate
from kb.hours import LONDON
from kb.places import council_names
from kb.settings import settings

# What each command is to the audit log.
RECORDED = {
    "add": "account_made",
    "set-role": "account_changed",
    "remove-factor": "factor_removed",
    "disable": "account_disabled",
    "enable": "account_enabled",
    "set-password": "password_changed",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command says; returns its exit status."""
    chosen = _parser().parse_args(arguments)
    engine = connect(settings().database)
    migrate(engine)
    try:
        for line in _forgotten(engine, chosen) if chosen.command == "forget-audit" else _done(Accounts(engine), chosen):
            print(line)  # noqa: T201
        if action := RECORDED.get(chosen.command):
            recorded(engine, Actor(None, COMMAND), action, Accounts(engine).id_of(chosen.name) or "")
    except (WrongName, WeakPassword, TooFewMonths) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    finally:
        engine.dispose()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.advisers", description="The accounts of advisers.")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="make an account; the password is asked for, or read from stdin")
    add.add_argument("name", help="what they type to log in: an e-mail address or a user name")
    add.add_argument("--council", action="append", required=True, metavar="SLUG", help="may be given several times")
    add.add_argument("--shown-as", metavar="NAME", help="the name that parents see, such as their first name")
    add.add_argument("--role", choices=list(ROLES), default="adviser", help="what they may do; adviser unless given")
    role = commands.add_parser("set-role", help="let them do more or less; they are logged out")
    role.add_argument("name")
    role.add_argument("role", choices=list(ROLES))
    commands.add_parser("list", help="list the accounts")
    forget = commands.add_parser("forget-audit", help="delete old months of the audit log; says first what would go")
    forget.add_argument("months", type=int, help="how many whole months to keep, besides this one")
    forget.add_argument("--yes", action="store_true", help="delete them, do not only count them")
    for command, does in (
        ("disable", "log them out and let them in no more"),
        ("enable", "let them in again"),
        ("remove-factor", "let them log in without their second factor, when the phone is lost"),
        ("set-password", "give them another password; it is asked for, or read from stdin"),
    ):
        commands.add_parser(command, help=does).add_argument("name")
    return parser


def _done(accounts: Accounts, chosen: argparse.Namespace) -> list[str]:
    match chosen.command:
        case "add":
            if unknown := [slug for slug in chosen.council if slug not in council_names()]:
                raise WrongName(f"We know no council {', '.join(unknown)}. Kent's slug, for one, is kent.")
            shown = chosen.shown_as or chosen.name.partition("@")[0].replace(".", " ").title()
            return [f"Made {_line(accounts.add(chosen.name, shown, _password(), chosen.council, chosen.role))}"]
        case "disable" | "enable":
            return [_line(accounts.set_disabled(chosen.name, chosen.command == "disable"))]
        case "set-role":
            account = accounts.named(chosen.name)
            return [_line(accounts.change(account.name, account.display_name, chosen.role, account.councils))]
        case "remove-factor":
            return [_line(accounts.remove_factor(chosen.name))]
        case "set-password":
            return [f"New password for {accounts.set_password(chosen.name, _password()).name}."]
    return [_line(account) for account in accounts.listed()] or ["There are no accounts yet."]


def _forgotten(engine: Engine, chosen: argparse.Namespace) -> list[str]:
    day = first_kept(datetime.now(LONDON).date(), chosen.months)
    if not chosen.yes:
        return [f"{old_lines(engine, day)} lines are older than {day}. Add --yes to delete them for good."]
    return [f"Deleted {forget(engine, day)} lines that were older than {day}."]


def _line(account: Account) -> str:
    state = "disabled" if account.disabled else f"on duty for {', '.join(sorted(account.on_duty)) or 'none'}"
    return (
        f"{account.name} (parents see {account.display_name}): {', '.join(account.councils)}; {account.role}; {state}"
    )


def _password() -> str:
    # Never an argument: the machine's list of processes shows those to everyone.
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        raise WeakPassword("The two were not the same.")
    return first


if __name__ == "__main__":
    sys.exit(main())
