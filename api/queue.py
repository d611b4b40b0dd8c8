"""Who waits for an adviser and who is with one, and where each conversation stands that somebody watches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from api.advisers.models import Adviser
from api.models import Conversation
from kb.database import in_utc

AT_ONCE = 500  # ids in one query: databases limit how many parameters they take


@dataclass(frozen=True)
class Live:
    """A conversation that waits for an adviser, or is with one."""

    id: str
    council: str
    state: str
    crisis: bool
    topic: str | None
    asked_at: datetime | None
    adviser_id: str | None
    adviser: str | None


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands, as its parent may see it. `revision` grows with every change."""

    revision: int
    state: str
    place: int | None
    adviser: str | None


@dataclass(frozen=True)
class Board:
    """What one look at the database found. `live`: the whole queue, in the order in which it is served."""

    live: tuple[Live, ...]
    standings: dict[str, Standing] = field(default_factory=dict)


def look(engine: Engine, ids: Collection[str]) -> Board:
    """The queue, and where these conversations stand; one that is not found there is deleted."""
    with Session(engine) as session:
        live = queue(session)
        rows = [row for some in _parts(list(ids)) for row in session.execute(_states(some))]
    places = places_in(live)
    return Board(live, {row.id: _standing(row, places) for row in rows})


def queue(session: Session, councils: Collection[str] | None = None) -> tuple[Live, ...]:
    """Those who wait, a parent in danger first, then by how long; then those who are with an adviser."""
    columns = Conversation.id, Conversation.council_slug, Conversation.state, Conversation.crisis
    query = select(*columns, Conversation.topic, Conversation.asked_at, Conversation.adviser_id, Adviser.display_name)
    query = query.outerjoin(Adviser, Adviser.id == Conversation.adviser_id)
    query = query.where(Conversation.state.in_(("waiting", "adviser")))
    if councils is not None:
        query = query.where(Conversation.council_slug.in_(councils))
    order = Conversation.state.desc(), Conversation.crisis.desc(), Conversation.asked_at, Conversation.id
    return tuple(_live(row) for row in session.execute(query.order_by(*order)))


def first_waiting(session: Session, councils: Sequence[str]) -> str | None:
    """The id of the parent whom these councils serve next."""
    return next((one.id for one in queue(session, councils) if one.state == "waiting"), None)


def places_in(live: Iterable[Live]) -> dict[str, int]:
    """Each waiting conversation's place in its council's queue, beginning with 1."""
    places: dict[str, int] = {}
    served: dict[str, int] = {}
    for one in live:
        if one.state == "waiting":
            served[one.council] = places[one.id] = served.get(one.council, 0) + 1
    return places


def _standing(row: Any, places: dict[str, int]) -> Standing:
    adviser = row.display_name if row.state == "adviser" else None
    return Standing(row.revision, row.state, places.get(row.id), adviser)


def _states(ids: Sequence[str]) -> Select[str, int, str, str]:
    columns = Conversation.id, Conversation.revision, Conversation.state, Adviser.display_name
    query = select(*columns).outerjoin(Adviser, Adviser.id == Conversation.adviser_id)
    return query.where(Conversation.id.in_(ids))


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[n : n + AT_ONCE] for n in range(0, len(ids), AT_ONCE))


def _live(row: Any) -> Live:
    asked = row.asked_at and in_utc(row.asked_at)
    return Live(
        row.id, row.council_slug, row.state, bool(row.crisis), row.topic, asked, row.adviser_id, row.display_name
    )
