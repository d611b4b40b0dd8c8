"""The tables of the knowledge base. What runs is what stands here; `kb/content/` is what it was loaded from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kb.database import Base

Json = dict[str, Any]


class Council(Base):
    """An English local authority with a leaflet."""

    __tablename__ = "council"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[list[str]] = mapped_column(JSON)
    local_offer: Mapped[Json | None] = mapped_column(JSON)
    parent_forum: Mapped[Json | None] = mapped_column(JSON)
    safeguarding: Mapped[Json | None] = mapped_column(JSON)
    term_dates: Mapped[Json] = mapped_column(JSON)
    service: Mapped["Service"] = relationship(back_populates="council", cascade="all, delete-orphan")


class Service(Base):
    """The council's SEND information, advice and support service, with its line."""

    __tablename__ = "service"

    council_slug: Mapped[str] = mapped_column(ForeignKey("council.slug", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    line_name: Mapped[str]
    phones: Mapped[list[Json]] = mapped_column(JSON)
    emails: Mapped[list[Json]] = mapped_column(JSON)
    hours: Mapped[Json | None] = mapped_column(JSON)
    site: Mapped[Json | None] = mapped_column(JSON)
    address: Mapped[Json | None] = mapped_column(JSON)
    formats: Mapped[Json | None] = mapped_column(JSON)
    status: Mapped[str]
    council: Mapped[Council] = relationship(back_populates="service")


class Closure(Base):
    """Days on which a service says that its line is not answered, first to last, with who said so and when."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_slug: Mapped[str] = mapped_column(ForeignKey("council.slug", ondelete="CASCADE"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    announced_by: Mapped[str]
    announced_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class LineEdit(Base):
    """What a council's advisers changed of its line, a row each time: the newest of a part counts.

    It lies over what `kb/content/` ships; no load touches it.
    """

    __tablename__ = "line_edit"
    __table_args__ = (Index("ix_line_edit_part", "council_slug", "part", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    council_slug: Mapped[str] = mapped_column(ForeignKey("council.slug", ondelete="CASCADE"))
    # hours, welcome, or the terms of a school year: "terms 2026-27" (kb/line_edits.py).
    part: Mapped[str]
    # False: they went back to what ships.
    own: Mapped[bool]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Source(Base):
    """A document that can be cited. `parts` holds what may be cited from it, in our words."""

    __tablename__ = "source"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str]
    url: Mapped[str | None]
    dated: Mapped[date | None]
    dated_text: Mapped[str]
    as_of: Mapped[date | None]
    part_word: Mapped[str]
    parts: Mapped[Json] = mapped_column(JSON)


class Passage(Base):
    """A paragraph of an imported source: its heading, its place and its exact words."""

    __tablename__ = "passage"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str] = mapped_column(Text)


class Topic(Base):
    """One thing that parents ask about. Its name is a Rasa intent."""

    __tablename__ = "topic"

    name: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    question: Mapped[str]
    group: Mapped[str]
    next: Mapped[list[str]] = mapped_column(JSON)
    notices: Mapped[list[str]] = mapped_column(JSON)
    leaflet: Mapped[dict[str, str]] = mapped_column(JSON)


class Answer(Base):
    """Our words on a topic: national when `council_slug` is empty, else one council's own."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("topic_name", "council_slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_name: Mapped[str] = mapped_column(ForeignKey("topic.name", ondelete="CASCADE"), index=True)
    # An empty string, not NULL, stands for "national": NULLs would escape the unique rule.
    council_slug: Mapped[str] = mapped_column(default="")
    mode: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    more: Mapped[str] = mapped_column(Text)
    follow_ups: Mapped[dict[str, str]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(default="published")
    version: Mapped[int] = mapped_column(default=1)
    reviewed: Mapped[date]
    review_by: Mapped[date]
    # Written by the council's editors in the console: loading what ships leaves it alone.
    edited: Mapped[bool] = mapped_column(default=False)
    citations: Mapped[list["Citation"]] = relationship(cascade="all, delete-orphan", order_by="Citation.position")


class Citation(Base):
    """That an answer rests on a part of a source."""

    __tablename__ = "citation"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    source_id: Mapped[str] = mapped_column(ForeignKey("source.id"))
    part: Mapped[str]


class ShippedAnswer(Base):
    """What ships for an answer that a council's editors have written: `now`, and as they last took note of it.

    Each holds the texts of the national answer and of the council's own (None where none ships).
    """

    __tablename__ = "shipped_answer"

    topic_name: Mapped[str] = mapped_column(ForeignKey("topic.name", ondelete="CASCADE"), primary_key=True)
    council_slug: Mapped[str] = mapped_column(primary_key=True)
    now: Mapped[Json] = mapped_column(JSON)
    settled: Mapped[Json] = mapped_column(JSON)


class SwitchedOff(Base):
    """That a council has switched a topic off, or all of Askline (no topic); `words` are what parents read instead."""

    __tablename__ = "switched_off"

    council_slug: Mapped[str] = mapped_column(primary_key=True)
    # An empty string, not NULL, stands for all topics: it is part of the key.
    topic_name: Mapped[str] = mapped_column(primary_key=True, default="")
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    switched_by: Mapped[str]
    switched_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class BookVersion(Base):
    """One row: a number that grows with every change of the knowledge, so that processes notice it."""

    __tablename__ = "book_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
