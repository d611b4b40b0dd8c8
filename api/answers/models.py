"""The tables of answers in the making: drafts, and every version that was saved or published."""

from datetime import date, datetime

from sqlalchemy import JSON, DateTime, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base
from kb.models import Json


class AnswerDraft(Base):
    """A council's answer on its way to parents: being written, waiting for a second person, or decided on."""

    __tablename__ = "answer_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    topic_name: Mapped[str]
    council_slug: Mapped[str] = mapped_column(index=True)
    # "topic/council" while it is open, then NULL, which escapes the unique rule: one open draft of each answer.
    open_for: Mapped[str | None] = mapped_column(unique=True)
    # draft, waiting, sent_back (open); published, withdrawn (over).
    state: Mapped[str]
    # Grows with every save: who saves or approves says which one they had before them.
    revision: Mapped[int] = mapped_column(default=0)
    # What parents asked and got no answer to, when that is why it was begun.
    question: Mapped[str] = mapped_column(Text, default="")
    # What shipped when the writer last looked (kb.offers).
    shipped: Mapped[Json] = mapped_column(JSON)
    begun_by: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # With which it was sent back.
    words: Mapped[str] = mapped_column(Text, default="")


class AnswerVersion(Base):
    """A council's answer as it was saved at some time. One with a number was published."""

    __tablename__ = "answer_version"
    __table_args__ = (UniqueConstraint("council_slug", "topic_name", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_name: Mapped[str]
    council_slug: Mapped[str]
    number: Mapped[int | None]
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("answer_draft.id", ondelete="CASCADE"), index=True)
    # written, back (an older one again), shipped.
    origin: Mapped[str]
    # add, replace; none: the council has no answer of its own.
    mode: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    more: Mapped[str] = mapped_column(Text)
    follow_ups: Mapped[dict[str, str]] = mapped_column(JSON)
    review_by: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    saved_by: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    published_by: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
