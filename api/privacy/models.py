"""The tables of privacy: holds, what was erased, when retention runs, and the figures that outlive words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class ConversationHold(Base):
    """That a conversation must not be deleted until a day, with who said so and why. Released ones stay as history."""

    __tablename__ = "conversation_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    council_slug: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text)
    placed_by: Mapped[str]
    placed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    released_by: Mapped[str | None]
    released_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # When somebody wanted it erased while it was held: that is made good on once the hold is over.
    wanted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Erasure(Base):
    """That something was erased: when, by whom, how many rows of what. Nothing of what it said."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    # parent, adviser, command or hold_over (asked for while it was held).
    by: Mapped[str]
    adviser_id: Mapped[str | None]
    council_slug: Mapped[str | None] = mapped_column(index=True)
    # What the parent called it by: what comes back from a backup can be erased again.
    reference: Mapped[str] = mapped_column(index=True)
    # Table or store -> how many.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    # What could not be erased at once, and what people have to do by hand: names of api/privacy/leftovers.py.
    left: Mapped[list[str]] = mapped_column(JSON)


class RetentionPlan(Base):
    """One row: when retention runs next, and until when one process has taken that on."""

    __tablename__ = "retention_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    taken_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RetentionRun(Base):
    """A run of retention: when, by whom (nobody: by itself), for which councils (none: all), what was deleted."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    adviser_id: Mapped[str | None]
    councils: Mapped[list[str] | None] = mapped_column(JSON)
    # Kind -> council -> how many; and how many conversations were due but held.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    held: Mapped[int]


class PastCount(Base):
    """How often something was so in a week's conversations that retention has deleted: figures, nobody's words."""

    __tablename__ = "past_count"

    week: Mapped[date] = mapped_column(primary_key=True)
    # An empty string: of no council.
    council_slug: Mapped[str] = mapped_column(primary_key=True)
    # By the state of the line: open/conversations, closed/topic:who_decides, unknown/crisis and so on.
    what: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
