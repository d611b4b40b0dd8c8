"""The audit log: who looked at, took away, changed or deleted what, and who logged in. It only ever grows.

What is recorded is ids, counts and names of fields: never what a parent wrote, and no password or code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.models import Audit

# Every action with the words that administrators read. A new one is named here first.
ACTIONS = {
    "logged_in": "logged in",
    "login_failed": "failed to log in",
    "logged_out": "logged out",
    "password_changed": "changed a password",
    "factor_set_up": "set up a second factor",
    "factor_removed": "removed a second factor",
    "recovery_code_used": "used a recovery code",
    "account_made": "made an account",
    "account_changed": "changed an account",
    "account_disabled": "disabled an account",
    "account_enabled": "enabled an account",
    "sign_on_allowed": "let an account log in with the council's account",
    "sign_on_tied": "logged in with the council's account for the first time",
    "sign_on_removed": "let an account log in with its password only",
    "audit_read": "read the audit log",
    "audit_forgotten": "deleted old months of the audit log",
    "duty_changed": "went on or off duty",
    "chat_taken": "took a parent",
    "chat_handed_back": "left a parent to the assistant",
    "chat_ended": "ended a chat",
    "callback_viewed": "read a call-back request",
    "callback_claimed": "took a call-back request",
    "callback_released": "gave a call-back request back",
    "callback_noted": "wrote on a call-back request",
    "conversation_viewed": "read a conversation",
    "conversations_listed": "listed conversations",
    "conversations_searched": "searched conversations",
    "conversation_noted": "wrote a note on a conversation",
    "conversation_labelled": "labelled a conversation",
    "conversation_reviewed": "marked a conversation as reviewed",
    "conversation_given": "gave a conversation to an adviser",
    "filter_saved": "saved a filter",
    "filter_removed": "removed a saved filter",
    "erasure_looked_for": "looked for what is stored under a reference",
    "erased": "erased a parent's data",
    "hold_placed": "put a conversation on hold",
    "hold_released": "released a conversation from hold",
    "retention_run": "ran retention",
    "correction_made": "corrected a message",
    "correction_decided": "decided on a correction",
    "unanswered_listed": "looked at questions without an answer",
    "model_asked": "asked for a new model",
    "model_switched": "switched to a new model",
    "model_switched_against": "switched to a new model against its comparison",
    "model_went_back": "went back to the model before",
    "line_changed": "changed the line",
    "closure_announced": "announced a closure of the line",
    "closure_taken_back": "took a closure of the line back",
    "answer_begun": "began a draft of an answer",
    "answer_drafted": "saved a draft of an answer",
    "answer_published": "approved and published an answer",
    "answer_sent_back": "sent a draft of an answer back",
    "answer_withdrawn": "gave up a draft of an answer",
    "answer_gone_back": "went back to an older answer",
    "answer_shipped_seen": "looked at what ships for an answer",
    "answers_switched": "switched answers off or on",
    "exported": "exported",
}
# A page that looks for news by itself is one long view: it is recorded again after so long.
SAME_VIEW = timedelta(minutes=10)

# In the place of an address: it was done by a command on the machine that Askline runs on.
COMMAND = "command"


@dataclass(frozen=True)
class Actor:
    """Who does something, and from which address. `adviser_id` is None while nobody knows who it is."""

    adviser_id: str | None
    address: str


def record(
    session: Session,
    who: Actor,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    council: str | None = None,
) -> None:
    """Adds a line to the log, in the transaction of what it tells of: neither is kept without the other.

    `subject` is the id of what it was done to; `council` whose it is. Raises KeyError for an action that has no words.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    session.add(
        Audit(
            at=datetime.now(UTC),
            adviser_id=who.adviser_id,
            action=action,
            subject=subject[:200],
            council_slug=council,
            address=who.address,
            detail=dict(detail or {}),
        )
    )


def recorded(
    engine: Engine,
    who: Actor,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    council: str | None = None,
) -> None:
    """As `record`, in a transaction of its own: for what changes nothing else in the database."""
    with Session(engine) as session, session.begin():
        record(session, who, action, subject, detail, council)


def viewed(
    engine: Engine,
    who: Actor,
    conversation_id: str,
    council: str | None,
    by_hand: bool,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Records that they read a conversation. What a page fetches by itself belongs to the view that opened it."""
    with Session(engine) as session, session.begin():
        if by_hand or not _viewed_since(session, who, conversation_id, now() - SAME_VIEW):
            record(session, who, "conversation_viewed", conversation_id, council=council)


def _viewed_since(session: Session, who: Actor, conversation_id: str, since: datetime) -> bool:
    same = Audit.subject == conversation_id, Audit.adviser_id == who.adviser_id
    before = select(Audit.id).where(*same, Audit.action == "conversation_viewed", Audit.at >= since)
    return session.scalar(before.limit(1)) is not None
