"""Who is on duty: which advisers have said so for which councils, and have their page open."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, AdviserCouncil


def councils_on_duty(session: Session, seen_since: datetime) -> set[str]:
    """The councils with an adviser on duty whose page was seen since then."""
    here = select(AdviserCouncil.council_slug).join(Adviser, Adviser.id == AdviserCouncil.adviser_id)
    on = AdviserCouncil.on_duty_since.is_not(None), Adviser.disabled.is_(False), Adviser.seen_at >= seen_since
    return set(session.scalars(here.where(*on)))


def set_duty(session: Session, adviser_id: str, councils: Collection[str], now: datetime) -> None:
    """The adviser is on duty for these of their councils, and for no other."""
    theirs = session.scalars(select(AdviserCouncil).where(AdviserCouncil.adviser_id == adviser_id))
    for row in theirs:
        if row.council_slug not in councils:
            row.on_duty_since = None
        elif row.on_duty_since is None:
            row.on_duty_since = now


def lapse(session: Session, seen_since: datetime) -> None:
    """Takes off duty whose page was not seen since then: one who opens the laptop again says so anew."""
    gone = select(Adviser.id).where(Adviser.seen_at.is_(None) | (Adviser.seen_at < seen_since))
    on = AdviserCouncil.on_duty_since.is_not(None), AdviserCouncil.adviser_id.in_(gone)
    # Looked for first: this is done every few seconds, and writing, even nothing, keeps other writers off.
    if session.scalar(select(AdviserCouncil.adviser_id).where(*on).limit(1)) is not None:
        session.execute(update(AdviserCouncil).where(*on).values(on_duty_since=None))
