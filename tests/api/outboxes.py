"""Builders for the tests of the outbox: a clock that tests move on, requests, senders."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.callback_form import CallbackDetails
from api.callback_models import Outbox
from api.callbacks import Asked, CallbackStore
from api.conversations import ConversationStore, NewRow
from api.delivery import SmtpDelivery
from api.outbox_store import OutboxStore
from api.sender import Sender
from kb.settings import Settings
from tests.api.requests_for_calls import ABOUT, EMAIL, NAME, PHONE, TIMES
from tests.kb.knowledge import an_answer_book

DETAILS = CallbackDetails(NAME, PHONE, EMAIL, TIMES, ABOUT, share_summary=True)


class Clock:
    """A clock that tests move on."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC) + timedelta(seconds=1)  # after what was stored just now

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


def a_request(engine: Engine, council: str = "kent") -> str:
    """Stores a call-back request of a new chat, with its mail; returns its reference."""
    known, _, _ = ConversationStore(engine).begin(council, "api", NewRow("assistant", "Hello"))
    asked = Asked(known.id, None, council, "advice@kent.example", consent="Yes", summary="- A title")
    return CallbackStore(engine, 30).ask(asked, DETAILS)


def a_sender(engine: Engine, clock: Callable[[], datetime], port: int, owner: str = "one", **settings: Any) -> Sender:
    """A sender to the mail server on that port."""
    smtp = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": "none", "mail_from": "askline@example.org"}
    chosen = Settings(**(smtp | {"smtp_timeout": 20} | settings))
    outbox, callbacks = OutboxStore(engine, owner), CallbackStore(engine, 30)
    return Sender(outbox, callbacks, SmtpDelivery(chosen), an_answer_book, chosen, clock)


def the_mail(engine: Engine) -> Outbox:
    with Session(engine, expire_on_commit=False) as session:
        return session.scalars(select(Outbox)).one()
