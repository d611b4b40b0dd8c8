"""Keeps the answer book of this process: read once, served from memory, read again when the database has a new one."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kb.answers import AnswerBook, AnswerText
from kb.facts import ClosureFacts, CouncilFacts, SourceFacts, TopicFacts
from kb.line_edits import edited, newest
from kb.models import Answer, BookVersion, Closure, Council, Passage, Service, Source, SwitchedOff, Topic
from kb.quotes import leaflet_quotes


class BookKeeper:
    """Hands out the current answer book. A turn never waits for a query: the look for a newer one runs beside it."""

    def __init__(self, engine: Engine, check_seconds: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._check_seconds, self._clock = engine, check_seconds, clock
        self._lock = threading.Lock()
        self._book: AnswerBook | None = None
        self._checked = 0.0

    def book(self, at_least: int = 0) -> AnswerBook:
        """The newest book that this process has read; where somebody has seen a newer one, that is read first."""
        book = self._book
        if book is not None and book.version < at_least:
            self.refresh()
            book = self._book
        if book is None:
            with self._lock:
                book = self._book = self._book or read_book(self._engine)
                self._checked = self._clock()
        elif self._clock() - self._checked > self._check_seconds:
            self._checked = self._clock()
            threading.Thread(target=self.refresh, name="book-check", daemon=True).start()
        return book

    def refresh(self) -> bool:
        """Reads the book again if the database holds a newer one. Returns whether it did."""
        with self._lock:
            if self._book is not None and current_version(self._engine) == self._book.version:
                return False
            self._book = read_book(self._engine)
            return True


def current_version(engine: Engine) -> int:
    """The number of the knowledge now in the database; 0 when nothing is loaded yet."""
    with Session(engine) as session:
        return session.scalar(select(BookVersion.version)) or 0


def read_book(engine: Engine) -> AnswerBook:
    """Everything that answers are made from, in one reading."""
    with Session(engine) as session:
        version = session.scalar(select(BookVersion.version)) or 0
        topics = {t.name: _facts(TopicFacts, t) for t in session.scalars(select(Topic))}
        sources = {s.id: _facts(SourceFacts, s) for s in session.scalars(select(Source))}
        answers = {
            (a.topic_name, a.council_slug): _answer_text(a)
            for a in session.scalars(select(Answer).where(Answer.status == "published"))
        }
        closures = list(session.scalars(select(Closure).order_by(Closure.first_day, Closure.id)))
        edits = newest(session)
        councils = {c.slug: edited(_council(c, closures), edits) for c in session.scalars(select(Council))}
        passages = [
            (p.source_id, p.heading, p.text) for p in session.scalars(select(Passage).order_by(Passage.position))
        ]
        off = {(s.topic_name, s.council_slug): s.words for s in session.scalars(select(SwitchedOff))}
    return AnswerBook(
        version=version,
        topics=topics,
        answers=answers,
        sources=sources,
        councils=councils,
        quotes=leaflet_quotes(topics, answers, councils, passages),
        off=off,
    )


def _facts(shape: type[Any], row: Any, **own: Any) -> Any:
    values = {f.name: getattr(row, f.name) for f in fields(shape) if f.name not in own}
    return shape(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}, **own)


def _answer_text(answer: Answer) -> AnswerText:
    return AnswerText(
        topic=answer.topic_name,
        council=answer.council_slug,
        mode=answer.mode,
        version=answer.version,
        texts={"answer": answer.text, "more": answer.more, **answer.follow_ups},
        review_by=answer.review_by,
    )


def _council(council: Council, closures: Sequence[Closure]) -> CouncilFacts:
    columns = [c.key for c in Service.__mapper__.column_attrs if c.key != "council_slug"]
    service = {k: getattr(council.service, k) for k in columns}
    own = tuple(_facts(ClosureFacts, c) for c in closures if c.council_slug == council.slug)
    facts: CouncilFacts = _facts(CouncilFacts, council, service=service, closures=own, welcome="")
    return facts
