"""The e-mail that asks a service to call a parent back: plain text, and headers that nobody can write into. Pure."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from api.callback_models import Callback
from api.callback_summary import long_day
from api.words import one_line
from kb.callback_words import said
from kb.contacts import service_words
from kb.database import in_utc
from kb.facts import CouncilFacts
from kb.hours import LONDON, clock


def callback_mail(callback: Callback, council: CouncilFacts, sender: str, recipient: str, number: str) -> EmailMessage:
    """The message for the service. The same `number` makes the same Message-ID, so that a second copy shows as one.

    Its headers hold nothing that a parent typed but their checked e-mail address, as the address to answer.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address("Askline", addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = said("mail.subject", reference=callback.reference, council=council.short_name)
    mail["Date"] = format_datetime(in_utc(callback.created_at).astimezone(LONDON))
    mail["Message-ID"] = f"<{number}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # so that no absence note answers
    if callback.email:
        mail["Reply-To"] = Address(addr_spec=callback.email)
    mail.set_content(_text(callback, council), cte="quoted-printable")
    return mail


def _text(callback: Callback, council: CouncilFacts) -> str:
    asked = in_utc(callback.created_at).astimezone(LONDON)
    fields = [
        ("reference", callback.reference),
        ("asked_at", f"{long_day(asked)}, {clock(asked)}"),
        ("name", one_line(callback.name)),
        ("phone", callback.phone or ""),
        ("email", callback.email or ""),
        ("best_times", one_line(callback.best_times)),
    ]
    lines = [f"{said('mail.' + label)}: {value or said('mail.nothing')}" for label, value in fields]
    lines.append(f"{said('mail.about')}:{_quoted(callback.about) or ' ' + said('mail.nothing')}")
    parts = [
        said("mail.opening", service=service_words(council)),
        "\n".join(lines),
        said("mail.when_ringing"),
        f"{said('summary.title')}\n{callback.summary}" if callback.summary else "",
        said("mail.closing", delete_on=long_day(in_utc(callback.delete_after))),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _quoted(text: str) -> str:
    """What a parent wrote, each line behind ">": it cannot pass for one of our own lines."""
    return "".join(f"\n  > {line}" for line in text.splitlines())
