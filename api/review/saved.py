"""Filters that are saved: for who saved them, or for all advisers of a council."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from api.advisers.access import SignedIn, theirs
from api.advisers.audit import record
from api.advisers.problems import NotAllowed
from api.advisers.roles import may
from api.review.filters import Filters
from api.review.models import SavedFilter
from api.review.problems import NothingToSave, TooManySaved, UnknownFilter
from api.words import one_line

LONGEST_NAME, MOST = 60, 30


@dataclass(frozen=True)
class Saved:
    """A saved filter as an adviser sees it. `council`: whose advisers share it, empty for one's own."""

    id: str
    name: str
    address: str
    council: str
    removable: bool


def saved_for(engine: Engine, adviser: SignedIn) -> tuple[Saved, ...]:
    """The adviser's own and those of their councils, by name."""
    account = adviser.account
    own = (SavedFilter.adviser_id == account.id) & SavedFilter.council_slug.is_(None)
    with Session(engine) as session:
        query = select(SavedFilter).where(or_(own, SavedFilter.council_slug.in_(account.councils)))
        rows = session.scalars(query.order_by(func.lower(SavedFilter.name), SavedFilter.at)).all()
        return tuple(
            Saved(row.id, row.name, row.address, row.council_slug or "", _may_remove(adviser, row)) for row in rows
        )


def save(engine: Engine, adviser: SignedIn, filters: Filters, name: str, council: str) -> None:
    """Saves what is looked for, for oneself or for that council.

    Raises NothingToSave without a name or a filter, UnknownFilter for a council that is not theirs, and TooManySaved.
    """
    named = one_line(name)[:LONGEST_NAME].strip()
    if not named or not filters.chosen:
        raise NothingToSave
    if council and not theirs(adviser.account, council):
        raise UnknownFilter
    row = SavedFilter(
        id=str(uuid.uuid4()),
        adviser_id=adviser.account.id,
        council_slug=council or None,
        name=named,
        address=filters.address(),
        at=datetime.now(UTC),
    )
    with Session(engine) as session, session.begin():
        kept = SavedFilter.adviser_id == row.adviser_id
        if (session.scalar(select(func.count()).select_from(SavedFilter).where(kept)) or 0) >= MOST:
            raise TooManySaved
        session.add(row)
        # Neither the name nor what is looked for: both may name somebody.
        record(session, adviser.actor, "filter_saved", row.id, {"filters": _fields(filters)}, row.council_slug)


def remove(engine: Engine, adviser: SignedIn, filter_id: str) -> None:
    """Removes it. Raises UnknownFilter for what they do not see, NotAllowed for what a colleague shares."""
    with Session(engine) as session, session.begin():
        row = session.get(SavedFilter, filter_id)
        if row is None or not _sees(adviser, row):
            raise UnknownFilter
        if not _may_remove(adviser, row):
            raise NotAllowed
        session.delete(row)
        record(session, adviser.actor, "filter_removed", row.id, council=row.council_slug)


def _sees(adviser: SignedIn, row: SavedFilter) -> bool:
    if row.council_slug is None:
        return row.adviser_id == adviser.account.id
    return theirs(adviser.account, row.council_slug)


def _may_remove(adviser: SignedIn, row: SavedFilter) -> bool:
    return row.adviser_id == adviser.account.id or may(adviser.account.role, "editor")


def _fields(filters: Filters) -> Sequence[str]:
    return sorted(filters.chosen)
