"""The tables of what was said: conversations and messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class Conversation(Base):
    """A parent's chat. The token is kept as a hash: who reads the database cannot take part."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index("ix_conversation_newest", "created_at", "id"),
        Index("ix_conversation_council_newest", "council_slug", "created_at", "id"),
        Index("ix_conversation_given", "given_to", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    council_slug: Mapped[str | None]
    channel: Mapped[str]
    state: Mapped[str] = mapped_column(default="assistant", index=True)
    # Grows with every message and every change of state: who watches a conversation compares this one number.
    revision: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str | None]
    # A question that waits for the parent to say where they live; and how often in a row we did not understand.
    pending: Mapped[bool] = mapped_column(default=False)
    misses: Mapped[int] = mapped_column(default=0)
    crisis: Mapped[bool] = mapped_column(default=False, index=True)
    # When the parent asked for an adviser; who took the chat last, and when. `state` says whether it still holds.
    asked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    adviser_id: Mapped[str | None]
    # When an adviser looked it through afterwards, and who.
    reviewed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reviewed_by: Mapped[str | None]
    # Which adviser is to look after it.
    given_to: Mapped[str | None]
    # What advisers find it by (api/overview.py), all in this row: no filter looks at the messages. Several words in one
    # text stand between bars: |who_decides|sen_funding|.
    topics: Mapped[str] = mapped_column(Text, default="")
    reasons: Mapped[str] = mapped_column(Text, default="")
    least_confidence: Mapped[float | None]
    handed_off: Mapped[bool] = mapped_column(default=False)
    helped: Mapped[bool] = mapped_column(default=False)
    unhelpful: Mapped[bool] = mapped_column(default=False)
    # Whether the line was open when the parent last wrote; None when that is not known.
    line_open: Mapped[bool | None]
    # How long the parent waited until an adviser came to the chat, or until one took the call-back: the first time.
    waited_seconds: Mapped[int | None]
    ring_seconds: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


class Message(Base):
    """One message of a conversation, redacted before it comes here, with what was understood and answered."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id"),
        Index("ix_message_conversation_position", "conversation_id", "position", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    position: Mapped[int]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sender: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str | None]
    reply_to: Mapped[str | None]
    topic: Mapped[str | None] = mapped_column(index=True)
    council_slug: Mapped[str | None]
    # Citations, notices, choices and hand-off, as the parent got them.
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # Of the parent's messages: topic, confidence, ranking, entities. Of ours: why this reply, answer version, timings.
    understood: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str | None] = mapped_column(index=True)
    answer_version: Mapped[str | None]
    timings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
