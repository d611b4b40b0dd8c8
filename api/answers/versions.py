"""Every version of a council's answer: who saved it, when and why; and going back to one that parents have read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.answers.access import Place
from api.answers.models import AnswerVersion
from api.answers.problems import DraftChanged, NoSuchDraft
from kb.database import in_utc
from kb.models import Json
from kb.offers import OWN, ships, texts_of_answer
from kb.own_answers import OwnText, own_text, publish, settle, stored, take_shipped

NOTHING = "none"  # the mode of a version in which the council has no answer of its own
WRITTEN, BACK, SHIPPED = "written", "back", "shipped"
MOST_SHOWN = 200


@dataclass(frozen=True)
class Version:
    """An answer as it was saved; `number` when it was published."""

    id: int
    number: int | None
    origin: str
    own: OwnText | None
    reason: str
    by: str
    at: datetime
    approved_by: str
    published_at: datetime | None


@contextmanager
def told_when_late() -> Iterator[None]:
    """Raises DraftChanged for the later of two who publish the same answer in the same moment."""
    try:
        yield
    except IntegrityError:
        raise DraftChanged from None


def versions(engine: Engine, place: Place) -> tuple[Version, ...]:
    """Every version, the newest first; what was saved on the way among them."""
    with Session(engine) as session:
        return tuple(_versions(session, place, limit=MOST_SHOWN))


def two_versions(engine: Engine, place: Place, older: int, newer: int) -> tuple[Version, Version]:
    """Two of them by their ids. Raises NoSuchDraft."""
    with Session(engine) as session:
        found = {one.id: one for one in _versions(session, place, AnswerVersion.id.in_([older, newer]))}
    if older not in found or newer not in found:
        raise NoSuchDraft
    return found[older], found[newer]


def go_back(engine: Engine, who: Actor, place: Place, number: int, reason: str, today: date) -> int:
    """Publishes an older version again, as a new one: it was approved before. Raises NoSuchDraft."""
    with told_when_late(), Session(engine) as session, session.begin():
        its = AnswerVersion.topic_name == place.topic, AnswerVersion.council_slug == place.council
        old = session.scalar(select(AnswerVersion).where(*its, AnswerVersion.number == number))
        if old is None:
            raise NoSuchDraft
        new = next_number(session, place)
        own, shipped = own_of(old), ships(session, place.topic, place.council)[OWN]
        if as_it_ships := own == (own_text(shipped) if shipped else None):
            take_shipped(session, place.topic, place.council, new)
        else:
            # Where the council had nothing of its own and something ships now, theirs is empty.
            publish(session, place.topic, place.council, own or OwnText("", old.review_by), new, today)
        add_published(session, place, own, new, who, SHIPPED if as_it_ships else BACK, reason)
        detail = {"topic": place.topic, "from": number, "version": new}
        record(session, who, "answer_gone_back", f"{place.council}/{place.topic}", detail, place.council)
    return new


def take_what_ships(engine: Engine, who: Actor, place: Place, reason: str) -> int:
    """Gives the council's answer up for what ships now, as a new version. Raises NoSuchDraft when it wrote none."""
    with told_when_late(), Session(engine) as session, session.begin():
        _edited(session, place)
        new = next_number(session, place)
        own = take_shipped(session, place.topic, place.council, new)
        add_published(session, place, own, new, who, SHIPPED, reason)
        _record_shipped(session, who, place, "taken")
    return new


def keep_ours(engine: Engine, who: Actor, place: Place) -> None:
    """Notes that editors have seen what ships now, and keep their own. Raises NoSuchDraft when they wrote none."""
    with Session(engine) as session, session.begin():
        _edited(session, place)
        settle(session, place.topic, place.council)
        _record_shipped(session, who, place, "kept ours")


def keep_base(session: Session, place: Place) -> int:
    """Writes down what parents read before the first edit; returns the number of what they read now, 0 for nothing."""
    answer = stored(session, place.topic, place.council)
    if answer is None:
        return 0
    same = AnswerVersion.topic_name == place.topic, AnswerVersion.council_slug == place.council
    known = session.scalar(select(AnswerVersion.id).where(*same, AnswerVersion.number == answer.version))
    kept = texts_of_answer(answer)
    if known is None and kept is not None:
        add_published(
            session, place, own_text(kept), answer.version, Actor("", ""), SHIPPED, "As it came with Askline."
        )
    return answer.version


def next_number(session: Session, place: Place) -> int:
    """The number of the version that is published next; what parents read until then is written down first."""
    now = keep_base(session, place)
    same = AnswerVersion.topic_name == place.topic, AnswerVersion.council_slug == place.council
    return max(now, session.scalar(select(func.max(AnswerVersion.number)).where(*same)) or 0) + 1


def add_published(
    session: Session, place: Place, own: OwnText | None, number: int, who: Actor, origin: str, reason: str
) -> None:
    """Adds a version that is published in the moment in which it is saved."""
    now = datetime.now(UTC)
    row = row_of(place, own, now.date(), origin, who.adviser_id or "", reason, now)
    row.number, row.published_by, row.published_at = number, who.adviser_id or "", now
    session.add(row)
    session.flush()


def row_of(
    place: Place, own: OwnText | None, today: date, origin: str, by: str, reason: str, at: datetime
) -> AnswerVersion:
    """A version about to be stored."""
    return AnswerVersion(
        topic_name=place.topic,
        council_slug=place.council,
        origin=origin,
        mode=own.mode if own else NOTHING,
        text=own.answer if own else "",
        more=own.more if own else "",
        follow_ups=dict(own.follow_ups) if own else {},
        review_by=own.review_by if own else today,
        reason=reason,
        saved_by=by,
        saved_at=at,
    )


def own_of(row: AnswerVersion) -> OwnText | None:
    """The answer in a version; None when the council had none of its own then."""
    if row.mode == NOTHING:
        return None
    return OwnText(row.text, row.review_by, row.mode, row.more, dict(row.follow_ups))


def _versions(
    session: Session, place: Place, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Version]:
    writer, approver = aliased(Adviser), aliased(Adviser)
    query = (
        select(AnswerVersion, writer.display_name, approver.display_name)
        .outerjoin(writer, writer.id == AnswerVersion.saved_by)
        .outerjoin(approver, approver.id == AnswerVersion.published_by)
        .where(AnswerVersion.topic_name == place.topic, AnswerVersion.council_slug == place.council, *conditions)
        .order_by(AnswerVersion.id.desc())
        .limit(limit)
    )
    return [
        Version(
            id=row.id,
            number=row.number,
            origin=row.origin,
            own=own_of(row),
            reason=row.reason,
            by=by or "",
            at=in_utc(row.saved_at),
            approved_by=approved or "",
            published_at=in_utc(row.published_at) if row.published_at else None,
        )
        for row, by, approved in session.execute(query)
    ]


def _edited(session: Session, place: Place) -> None:
    answer = stored(session, place.topic, place.council)
    if answer is None or not answer.edited:
        raise NoSuchDraft


def _record_shipped(session: Session, who: Actor, place: Place, done: str) -> None:
    detail: Mapping[str, Json | str] = {"topic": place.topic, "done": done}
    record(session, who, "answer_shipped_seen", f"{place.council}/{place.topic}", detail, place.council)
