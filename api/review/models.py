"""The tables of what advisers write beside conversations: notes, labels, corrections."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class ConversationNote(Base):
    """What an adviser wrote on a conversation, for the other advisers of its council."""

    __tablename__ = "conversation_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    adviser_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    text: Mapped[str] = mapped_column(Text)


class ConversationLabel(Base):
    """A word or two under which advisers find a conversation again."""

    __tablename__ = "conversation_label"
    __table_args__ = (Index("ix_conversation_label_label", "label", "conversation_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)


class SavedFilter(Base):
    """What somebody looks for again and again: for themselves, or for all advisers of a council."""

    __tablename__ = "saved_filter"

    id: Mapped[str] = mapped_column(primary_key=True)
    adviser_id: Mapped[str] = mapped_column(index=True)
    # Whose advisers see it; None when only who saved it does.
    council_slug: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str]
    # The filters as they stand in an address.
    address: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Correction(Base):
    """What an adviser says a parent's message was about, until a second person decides.

    It goes with the message when a parent erases that; an approved one stays when the message was only too old.
    """

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("council_slug", "key", "verdict", "topic"),
        Index("ix_correction_state", "council_slug", "state", "proposed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    # Empty: the message was deleted because of its age (api/privacy/retention.py).
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    council_slug: Mapped[str]
    # Redacted a second time, on one line; `key` is what makes two of them the same.
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str]
    # right, other (another topic) or nothing (we have no answer).
    verdict: Mapped[str]
    understood: Mapped[str | None]
    # Empty when we have no answer: databases hold no two empty values (NULL) to be the same.
    topic: Mapped[str]
    # pending, approved or refused; and how often it was proposed.
    state: Mapped[str] = mapped_column(default="pending")
    times: Mapped[int] = mapped_column(default=1)
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
