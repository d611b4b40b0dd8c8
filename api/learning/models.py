"""The tables of models that were tried, and of every switch from one to another."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class ModelTrial(Base):
    """A model that is trained from approved corrections and compared with the running one. It holds no parent's words:
    of a correction only the id."""

    __tablename__ = "model_trial"
    __table_args__ = (Index("ix_model_trial_asked_at", "asked_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    # waiting, training, comparing; then ready or failed.
    state: Mapped[str]
    # True until it is ready or failed, then NULL: of what is unique, databases hold one True and many NULLs.
    under_way: Mapped[bool | None] = mapped_column(unique=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # When whoever works on it was last heard of.
    beat_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # The corrections that it learns from, by id; and how many of these Rasa did not know, knew, or could not believe.
    learnt: Mapped[list[str]] = mapped_column(JSON, default=list)
    examples: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    disputed: Mapped[int] = mapped_column(default=0)
    # Why it failed, in words for advisers.
    reason: Mapped[str] = mapped_column(Text, default="")
    model_id: Mapped[str] = mapped_column(default="")
    compared_with: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ModelSwitch(Base):
    """That from then on another model answered, and what each of the two had learnt."""

    __tablename__ = "model_switch"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    adviser_id: Mapped[str | None]
    trial_id: Mapped[str | None]
    model_id: Mapped[str]
    model_before: Mapped[str]
    learnt: Mapped[list[str]] = mapped_column(JSON, default=list)
    learnt_before: Mapped[list[str]] = mapped_column(JSON, default=list)
    # Why somebody switched although the comparison spoke against it.
    words: Mapped[str] = mapped_column(Text, default="")
