"""Hands an e-mail over: to the mail server, or as a file in `var/mail/` where there is none."""

import asyncio
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

import aiosmtplib

from kb.settings import Settings

NEVER = range(500, 600)  # codes with which a mail server refuses for good


class NotDelivered(Exception):
    """A mail that was not taken. `problem` is a kind and a code: a server's own words may hold an address."""

    def __init__(self, problem: str, for_good: bool) -> None:
        super().__init__(problem)
        self.problem, self.for_good = problem, for_good


class Delivery(Protocol):
    """A way to hand e-mails over."""

    async def deliver(self, mail: EmailMessage, number: str) -> None:
        """Hands over one mail. Raises NotDelivered."""


class SmtpDelivery:
    """Over SMTP."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def deliver(self, mail: EmailMessage, number: str) -> None:  # noqa: ARG002  # the mail bears it already
        """Hands one mail to the mail server, within the time-out for everything together."""
        try:
            async with asyncio.timeout(self._settings.smtp_timeout):
                await self._send(mail)
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [refused.code for refused in error.recipients]
            raise NotDelivered(f"recipient refused {min(codes)}", all(c in NEVER for c in codes)) from None
        except aiosmtplib.SMTPResponseException as error:
            # A log-in or a sender that is refused is ours to mend: the mail itself may still go.
            content_refused = isinstance(error, aiosmtplib.SMTPDataError) and error.code in NEVER
            raise NotDelivered(f"{type(error).__name__} {error.code}", content_refused) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            raise NotDelivered(type(error).__name__, for_good=False) from None
        except ValueError as error:
            raise NotDelivered(type(error).__name__, for_good=True) from None

    async def _send(self, mail: EmailMessage) -> None:
        here = self._settings
        await aiosmtplib.send(
            mail,
            hostname=here.smtp_host,
            port=here.smtp_port,
            username=here.smtp_user or None,
            password=here.smtp_password.get_secret_value() or None,
            use_tls=here.smtp_tls == "tls",
            start_tls=here.smtp_tls == "starttls",
            timeout=here.smtp_timeout,
        )


class FileDelivery:
    """As files that a mail program opens: the default, for one machine without a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, mail: EmailMessage, number: str) -> None:
        """Writes one mail, for its owner's eyes only. A second copy takes the place of the first."""
        try:
            await asyncio.to_thread(self._write, mail.as_bytes(), f"{number}.eml")
        except OSError as error:
            raise NotDelivered(type(error).__name__, for_good=False) from None

    def _write(self, content: bytes, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._folder / f".{name}"
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(content)
        unfinished.replace(self._folder / name)


def delivery_of(settings: Settings) -> Delivery:
    """The way that the settings name."""
    return SmtpDelivery(settings) if settings.smtp_host else FileDelivery(settings.var / "mail")
