"""The tables of what is counted: each council's weeks, and which of them have changed since."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class WeekCount(Base):
    """What was counted of a council's conversations that began in a week: numbers only (api/statistics/counting.py)."""

    __tablename__ = "week_count"

    council_slug: Mapped[str] = mapped_column(primary_key=True)
    monday: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)


class WeekChanged(Base):
    """That a conversation of that council, begun at that time, came, went or changed: its week is to be counted again.

    Triggers write it, in the transaction of the change itself (migration 0010): no way to change one is forgotten.
    """

    __tablename__ = "week_changed"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_slug: Mapped[str]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class WeekCounting(Base):
    """One row that whoever counts writes first, so that one counts at a time; and when it was done last."""

    __tablename__ = "week_counting"

    id: Mapped[int] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
