"""An answer on its way to parents: written by one editor, approved by another. Any part of the console begins one."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import orjson
from sqlalchemy import Engine, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.answers.access import Place
from api.answers.models import AnswerDraft, AnswerVersion
from api.answers.problems import DraftChanged, NoSuchDraft, WroteItThemselves
from api.answers.versions import WRITTEN, keep_base, next_number, own_of, row_of, told_when_late
from kb.database import in_utc
from kb.models import Json
from kb.offers import ships
from kb.own_answers import OwnText, publish, settle

DRAFT, WAITING, SENT_BACK, PUBLISHED, WITHDRAWN = "draft", "waiting", "sent_back", "published", "withdrawn"


@dataclass(frozen=True)
class Draft:
    """An open draft. `own` is None until something was saved; `writers` are the ids of all who saved."""

    id: str
    place: Place
    state: str
    revision: int
    question: str
    own: OwnText | None
    reason: str
    by: str
    at: datetime
    writers: frozenset[str]
    words: str
    decided_by: str


@dataclass(frozen=True)
class Seen:
    """What an editor had before them when they saved: which revision of which draft, and what shipped."""

    draft: str = ""
    revision: int = 0
    shipped: str = ""


def begin(engine: Engine, who: Actor, place: Place, question: str = "") -> str:
    """Begins a draft of that council's answer, or finds the one that is open: its id.

    `question`: what parents asked, redacted; the editor reads it above the form.
    """
    try:
        with Session(engine) as session, session.begin():
            return (_open(session, place) or _begun(session, who, place, question)).id
    except IntegrityError:  # another editor began it in this very moment
        with Session(engine) as session:
            found = _open(session, place)
            assert found is not None  # its row is what ours collided with
            return found.id


def open_draft(engine: Engine, place: Place) -> Draft | None:
    """The draft that is being written or waits; None when there is none."""
    with Session(engine) as session:
        row = _open(session, place)
        return _draft(session, row) if row else None


def save(
    engine: Engine, who: Actor, place: Place, own: OwnText, reason: str, seen: Seen, question: str = "", *, send: bool
) -> Draft:
    """Saves the draft; `send`: and asks for a second person. Raises DraftChanged when somebody else did before."""
    try:
        with Session(engine) as session, session.begin():
            row = _for_writing(session, who, place, seen, question)
            now = datetime.now(UTC)
            version = row_of(place, own, now.date(), WRITTEN, who.adviser_id or "", reason, now)
            version.draft_id = row.id
            session.add(version)
            row.state, row.words = WAITING if send else DRAFT, ""
            if seen.shipped == fingerprint(now_ships := ships(session, place.topic, place.council)):
                row.shipped = now_ships
            detail = {"topic": place.topic, "draft": row.id, "sent": send}
            record(session, who, "answer_drafted", _subject(place), detail, place.council)
            session.flush()
            return _draft(session, row)
    except IntegrityError:  # another editor began it in this very moment
        raise DraftChanged from None


def approve(
    engine: Engine, who: Actor, place: Place, revision: int, today: date, sound: Callable[[OwnText], None]
) -> int:
    """Publishes what waits, as its second person saw it: its number. `sound` raises what stops it.

    Raises NoSuchDraft, DraftChanged and WroteItThemselves.
    """
    with told_when_late(), Session(engine) as session, session.begin():
        row, draft = _waiting(session, place)
        if who.adviser_id in draft.writers:
            raise WroteItThemselves
        _decided(session, row, revision, who, PUBLISHED)
        assert draft.own is not None  # what waits was saved
        sound(draft.own)
        number = next_number(session, place)
        publish(session, place.topic, place.council, draft.own, number, today)
        settle(session, place.topic, place.council, row.shipped)
        newest = session.scalars(_saved(row.id)).first()
        assert newest is not None
        newest.number, newest.published_by, newest.published_at = number, who.adviser_id or "", datetime.now(UTC)
        detail = {"topic": place.topic, "draft": row.id, "version": number}
        record(session, who, "answer_published", _subject(place), detail, place.council)
    return number


def send_back(engine: Engine, who: Actor, place: Place, revision: int, words: str) -> None:
    """Gives what waits back to its writer, with words. Raises NoSuchDraft and DraftChanged."""
    with Session(engine) as session, session.begin():
        row, _ = _waiting(session, place)
        _decided(session, row, revision, who, SENT_BACK)
        row.words = words
        detail = {"topic": place.topic, "draft": row.id}
        record(session, who, "answer_sent_back", _subject(place), detail, place.council)


def withdraw(engine: Engine, who: Actor, place: Place, revision: int) -> None:
    """Gives the draft up; its versions stay. Raises NoSuchDraft and DraftChanged."""
    with Session(engine) as session, session.begin():
        row = _open(session, place)
        if row is None:
            raise NoSuchDraft
        _decided(session, row, revision, who, WITHDRAWN)
        detail = {"topic": place.topic, "draft": row.id}
        record(session, who, "answer_withdrawn", _subject(place), detail, place.council)


def fingerprint(shipped: Json) -> str:
    """What two readings of what ships have in common when they are the same."""
    return hashlib.sha256(orjson.dumps(shipped, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _open(session: Session, place: Place) -> AnswerDraft | None:
    return session.scalar(select(AnswerDraft).where(AnswerDraft.open_for == _subject(place)))


def _begun(session: Session, who: Actor, place: Place, question: str) -> AnswerDraft:
    keep_base(session, place)
    row = AnswerDraft(
        id=str(uuid.uuid4()),
        topic_name=place.topic,
        council_slug=place.council,
        open_for=_subject(place),
        state=DRAFT,
        revision=0,
        question=question,
        shipped=ships(session, place.topic, place.council),
        begun_by=who.adviser_id or "",
        begun_at=datetime.now(UTC),
        words="",
    )
    session.add(row)
    session.flush()
    record(session, who, "answer_begun", _subject(place), {"topic": place.topic, "draft": row.id}, place.council)
    return row


def _for_writing(session: Session, who: Actor, place: Place, seen: Seen, question: str) -> AnswerDraft:
    """The draft, held for this transaction, when it is as the editor saw it; a new one when they saw none."""
    row = _open(session, place)
    if row is None and not seen.draft:
        row = _begun(session, who, place, question)
    if row is None or row.id != (seen.draft or row.id) or row.revision != seen.revision:
        raise DraftChanged(_saved_by(session, row.id) if row else "")
    _count(session, row, seen.revision)
    return row


def _count(session: Session, row: AnswerDraft, revision: int) -> None:
    """Counts the revision on, if it is still that one: of two who save at once, the later is told."""
    same = AnswerDraft.id == row.id, AnswerDraft.revision == revision, AnswerDraft.open_for.is_not(None)
    counted = update(AnswerDraft).where(*same).values(revision=revision + 1).returning(AnswerDraft.id)
    if session.scalar(counted) is None:
        raise DraftChanged
    session.refresh(row)


def _decided(session: Session, row: AnswerDraft, revision: int, who: Actor, state: str) -> None:
    if row.revision != revision:
        raise DraftChanged(_saved_by(session, row.id))
    _count(session, row, revision)
    row.state, row.decided_by, row.decided_at = state, who.adviser_id, datetime.now(UTC)
    if state in (PUBLISHED, WITHDRAWN):
        # What a parent asked is kept no longer than it is needed.
        row.open_for, row.question = None, ""


def _waiting(session: Session, place: Place) -> tuple[AnswerDraft, Draft]:
    row = _open(session, place)
    if row is None or row.state != WAITING:
        raise NoSuchDraft
    return row, _draft(session, row)


def _saved(draft_id: str) -> Select[AnswerVersion]:
    return select(AnswerVersion).where(AnswerVersion.draft_id == draft_id).order_by(AnswerVersion.id.desc())


def _saved_by(session: Session, draft_id: str) -> str:
    newest = session.scalars(_saved(draft_id)).first()
    return _name(session, newest.saved_by) if newest else ""


def _name(session: Session, adviser_id: str | None) -> str:
    found = session.get(Adviser, adviser_id) if adviser_id else None
    return found.display_name if found else ""


def _draft(session: Session, row: AnswerDraft) -> Draft:
    saved = session.scalars(_saved(row.id)).all()
    newest = saved[0] if saved else None
    return Draft(
        id=row.id,
        place=Place(row.topic_name, row.council_slug),
        state=row.state,
        revision=row.revision,
        question=row.question,
        own=own_of(newest) if newest else None,
        reason=newest.reason if newest else "",
        by=_name(session, newest.saved_by if newest else row.begun_by),
        at=in_utc(newest.saved_at if newest else row.begun_at),
        writers=frozenset(one.saved_by for one in saved),
        words=row.words,
        decided_by=_name(session, row.decided_by),
    )


def _subject(place: Place) -> str:
    return f"{place.council}/{place.topic}"
