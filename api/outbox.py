"""The outbox for staff: `python -m api.outbox list | retry [REFERENCE] | delete REFERENCE`. It shows no details."""

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.advisers.audit import COMMAND, Actor
from api.callbacks import CallbackStore
from api.outbox_store import OutboxStore, utc_now
from api.privacy.erasing import BY_COMMAND, Order, erase
from api.privacy.mails import MailFiles
from api.privacy.reach import Wanted
from kb.database import connect, in_utc
from kb.settings import Settings, settings

FAILED = 2


def main(arguments: Sequence[str] | None = None, chosen: Settings | None = None) -> int:
    """Runs one command. Returns 0, or 2 with one clear line when the database does not answer."""
    wanted = _parser().parse_args(arguments)
    chosen = chosen or settings()
    engine = connect(chosen.database)
    outbox = OutboxStore(engine, "staff")
    try:
        match wanted.command:
            case "list":
                lines = _listed(outbox)
            case "retry":
                lines = _retried(outbox, wanted.reference)
            case _:
                lines = [_deleted(engine, chosen, wanted.reference)]
    except SQLAlchemyError as error:
        print(f"api.outbox: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        return FAILED
    finally:
        engine.dispose()
    print("\n".join(lines))  # noqa: T201  # the command line is for people to read
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m api.outbox", description="E-mails to the services")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show what was not handed over yet, and why")
    retry = commands.add_parser("retry", help="send now what was not handed over: one request's e-mail, or all")
    retry.add_argument("reference", nargs="?", help="the reference of the call-back request")
    gone = commands.add_parser("delete", help="delete a call-back request, when its parent asks for it")
    gone.add_argument("reference")
    return parser


def _listed(outbox: OutboxStore) -> list[str]:
    rows = [
        f"{m.callback_reference}  {m.state:8}{m.attempts:3} attempts  asked {in_utc(m.created_at):%Y-%m-%d %H:%M}  "
        f"next {in_utc(m.next_at):%Y-%m-%d %H:%M} UTC  {m.problem or 'not tried yet'}"
        for m in outbox.unsent()
    ]
    return rows or ["Every e-mail was handed over."]


def _deleted(engine: Engine, chosen: Settings, reference: str) -> str:
    if CallbackStore(engine, days=0).find(reference) is None:
        return "There is no request of that reference."
    order = Order(Wanted(callbacks=(reference,)), reference, BY_COMMAND, Actor(None, COMMAND))
    erase(engine, MailFiles(chosen.var / "mail"), order)
    return "The request and its e-mail are deleted."


def _retried(outbox: OutboxStore, reference: str | None) -> list[str]:
    return [f"{outbox.retry(reference, utc_now())} e-mails are due now. A running API sends them."]


if __name__ == "__main__":
    sys.exit(main())
