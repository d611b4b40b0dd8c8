"""Retention: what is too old is shown first, then deleted; what is held stays."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, func, literal, select, update
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.callback_models import Outbox
from api.models import Conversation, Message
from api.privacy.disk import overwritten
from api.privacy.erasing import HOLD_OVER, Order, erase
from api.privacy.holds import is_held
from api.privacy.kinds import CALLBACKS, CONVERSATIONS, KINDS, MAILS, TITLES, Kind
from api.privacy.mails import MailFiles
from api.privacy.models import ConversationHold, RetentionRun
from api.privacy.past import keep_figures
from api.privacy.problems import OnHold
from api.privacy.reach import Wanted, reach_of
from api.references import reference_of
from api.review.models import Correction
from kb.database import in_utc
from kb.settings import Settings

AT_ONCE = 200  # conversations or rows in one transaction: writers between them wait for moments only
Counts = dict[str, dict[str, int]]  # kind -> council ("" for none) -> how many


@dataclass
class Due:
    """What would go of one kind: how many by council, since when the oldest, and how many are due but held."""

    kind: str
    title: str
    days: int
    councils: dict[str, int] = field(default_factory=dict)
    oldest: datetime | None = None
    held: int = 0

    @property
    def total(self) -> int:
        """How many, of all councils together."""
        return sum(self.councils.values())


class Retention:
    """The retention of one database and the files beside it."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self._mails = MailFiles(settings.var / "mail")

    def preview(self, councils: Sequence[str] | None = None, now: datetime | None = None) -> list[Due]:
        """What would go now, in these councils; None: in all, and what is of no council. Nothing is changed."""
        now = now or datetime.now(UTC)
        kinds = [kind for kind in KINDS if councils is None or kind.council is not None]
        with Session(self._engine) as session:
            found = [self._due(session, kind, councils, now) for kind in kinds]
        if councils is None:
            files = self._stray_files(now)
            oldest = min(map(MailFiles.written, files), default=None)
            found.append(
                Due(MAILS, TITLES[MAILS], self._settings.callback_days, {"": len(files)} if files else {}, oldest)
            )
        return found

    def run(self, councils: Sequence[str] | None = None, who: Actor | None = None, now: datetime | None = None) -> Due:
        """Deletes all of that, a part at a time, and records how much it was. Returns the sum of it."""
        now = now or datetime.now(UTC)
        held = sum(one.held for one in self.preview(councils, now) if one.kind == CONVERSATIONS.name)
        counts: Counts = {}
        for kind in KINDS:
            if councils is None or kind.council is not None:
                counts[kind.name] = self._delete(kind, councils, now)
        if wished := self._wished(councils, now):
            counts["wished"] = wished
        if councils is None:
            gone, _ = MailFiles.delete(self._stray_files(now))
            counts[MAILS] = {"": gone} if gone else {}
        counts = {kind: some for kind, some in counts.items() if some}
        with Session(self._engine) as session, session.begin():
            row = RetentionRun(
                at=now,
                adviser_id=who.adviser_id if who else None,
                councils=list(councils) if councils is not None else None,
                counts=counts,
                held=held,
            )
            session.add(row)
            if who:
                record(
                    session, who, "retention_run", detail={kind: sum(some.values()) for kind, some in counts.items()}
                )
        overwritten(self._engine)
        total: dict[str, int] = {}
        for some in counts.values():
            for council, count in some.items():
                total[council] = total.get(council, 0) + count
        return Due("all", "All", 0, total, None, held)

    def _due(self, session: Session, kind: Kind, councils: Sequence[str] | None, now: datetime) -> Due:
        conditions, held = kind.due(self._settings, now, councils), kind.held(now)
        query = _from(select(_council_of(kind), func.count(), func.min(kind.age)), kind).where(*conditions)
        if held is not None:
            query = query.where(~held)
        if kind.council is not None:
            query = query.group_by(kind.council)
        due = Due(kind.name, kind.title, kind.kept(self._settings))
        for slug, count, oldest in session.execute(query):
            if count:
                due.councils[slug or ""] = due.councils.get(slug or "", 0) + count
                due.oldest = min(filter(None, (due.oldest, in_utc(oldest))))
        if held is not None:
            due.held = session.scalar(_from(select(func.count()), kind).where(*conditions, held)) or 0
        return due

    def _delete(self, kind: Kind, councils: Sequence[str] | None, now: datetime) -> dict[str, int]:
        gone: dict[str, int] = {}
        while some := self._delete_some(kind, councils, now):
            for council in some:
                gone[council] = gone.get(council, 0) + 1
        return gone

    def _delete_some(self, kind: Kind, councils: Sequence[str] | None, now: datetime) -> list[str]:
        query = _from(select(kind.key, _council_of(kind)), kind).where(*kind.due(self._settings, now, councils))
        if (held := kind.held(now)) is not None:
            query = query.where(~held)
        with Session(self._engine) as session, session.begin():
            rows = session.execute(query.limit(AT_ONCE)).all()
            keys = [key for key, _ in rows]
            if kind is CONVERSATIONS:
                keys = self._delete_conversations(session, keys, now)
            elif kind is CALLBACKS:
                numbers = session.scalars(select(Outbox.id).where(Outbox.callback_reference.in_(keys))).all()
                MailFiles.delete(self._mails.of(numbers))
                session.execute(delete(kind.table).where(kind.key.in_(keys)))
            else:
                session.execute(delete(kind.table).where(kind.key.in_(keys)))
        return [slug or "" for key, slug in rows if key in set(keys)]

    def _delete_conversations(self, session: Session, ids: list[str], now: datetime) -> list[str]:
        """Deletes these, unless somebody has just placed a hold; what the model learns from stays, without its chat."""
        still = update(Conversation).where(Conversation.id.in_(ids), ~_held(now))
        kept = session.scalars(still.values(revision=Conversation.revision + 1).returning(Conversation.id)).all()
        going = session.scalars(select(Conversation).where(Conversation.id.in_(kept))).all()
        keep_figures(session, going)
        theirs = select(Message.id).where(Message.conversation_id.in_(kept))
        learned = update(Correction).where(Correction.message_id.in_(theirs), Correction.state == "approved")
        session.execute(learned.values(message_id=None).execution_options(synchronize_session=False))
        session.flush()
        session.expunge_all()
        reach_of(self._engine).remove(session, Wanted(tuple(kept)))
        return list(kept)

    def _wished(self, councils: Sequence[str] | None, now: datetime) -> dict[str, int]:
        """Erases what somebody wished erased while it was held, now that the hold is over."""
        query = select(Conversation.id, func.coalesce(Conversation.council_slug, "")).distinct()
        query = query.join(ConversationHold).where(ConversationHold.wanted_at.is_not(None), ~_held(now))
        if councils is not None:
            query = query.where(Conversation.council_slug.in_(councils))
        with Session(self._engine) as session:
            wished = session.execute(query).all()
        gone: dict[str, int] = {}
        for chat, council in wished:
            with suppress(OnHold):  # somebody has held it anew in this moment
                erase(self._engine, self._mails, Order(Wanted((chat,)), reference_of(chat), HOLD_OVER), now=now)
                gone[council] = gone.get(council, 0) + 1
        return gone

    def _stray_files(self, now: datetime) -> list[Path]:
        with Session(self._engine) as session:
            known = set(session.scalars(select(Outbox.id)))
        return self._mails.stray(now, known)


def _from(query: Any, kind: Kind) -> Any:
    query = query.select_from(kind.table)
    for table, condition in kind.joins:
        query = query.outerjoin(table, condition)
    return query


def _council_of(kind: Kind) -> Any:
    return literal("") if kind.council is None else kind.council


def _held(now: datetime) -> ColumnElement[bool]:
    return is_held(now, Conversation.id.expression)
