"""The tables of what a parent asks of the service and says of Askline: call-back requests, their e-mails, feedback."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class Callback(Base):
    """A parent's request to be called back. The one table that holds who a parent is; no log and no chat does."""

    __tablename__ = "callback"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"),)

    reference: Mapped[str] = mapped_column(primary_key=True)
    # Empty once the chat is deleted: the request stays until its own time is over.
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"))
    client_id: Mapped[str | None]
    council_slug: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    best_times: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    # What was asked and answered, by title; None when the parent did not want it shared.
    summary: Mapped[str | None] = mapped_column(Text)
    # The words that the parent agreed to.
    consent: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    delete_after: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    # open, not_reached, reached, done; and which adviser has said that they will ring.
    state: Mapped[str] = mapped_column(default="open")
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class CallbackStep(Base):
    """What an adviser did about a request: a try that reached the parent or not, a note, the end. Goes with it."""

    __tablename__ = "callback_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_reference: Mapped[str] = mapped_column(ForeignKey("callback.reference", ondelete="CASCADE"), index=True)
    adviser_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # reached, not_reached, done, note, reopened
    what: Mapped[str]
    note: Mapped[str] = mapped_column(Text)


class Outbox(Base):
    """An e-mail to a service that waits, is being sent, was sent, or is stuck. Its text is made when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "next_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    callback_reference: Mapped[str] = mapped_column(ForeignKey("callback.reference", ondelete="CASCADE"), index=True)
    recipient: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # Which process sends it now, and until when nobody else may.
    leased_by: Mapped[str | None]
    leased_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # Why the last attempt failed: a kind and a code, never the mail server's words, which may hold an address.
    problem: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Feedback(Base):
    """Whether a message helped. The last word of a parent on a message counts. The reason is redacted."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
