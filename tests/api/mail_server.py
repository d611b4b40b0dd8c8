"""A real mail server for tests, that works, refuses, dawdles or dies as it is told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.stack import free_port


class Postbox:
    """Takes mails, answering each command with what stands next in `says`, and with "taken" when nothing does.

    `says` holds answers such as "451 later"; "drop" cuts the connection, "drop after" takes the mail before.
    """

    def __init__(self, *says: str, at: str = "DATA", slow: float = 0) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.tries = 0
        self._says, self._at, self._slow = list(says), at, slow

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._at == "RCPT":
            self.tries += 1
            if self._says:
                return self._says.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self._slow)
        said = "250 taken"
        if self._at == "DATA":
            self.tries += 1
            said = self._says.pop(0) if self._says else said
        if said.startswith("250") or said == "drop after":
            mail: Any = message_from_bytes(envelope.content or b"", policy=policy.default)
            self.mails.append(mail)
            self.recipients += envelope.rcpt_tos
        if said.startswith("drop"):
            server.transport.abort()  # type: ignore[union-attr]
        return said

    @contextmanager
    def open(self) -> Iterator[int]:
        """Serves on a free port; gives the port."""
        controller = Controller(self, hostname="127.0.0.1", port=free_port())
        controller.start()
        try:
            yield controller.port
        finally:
            controller.stop()
