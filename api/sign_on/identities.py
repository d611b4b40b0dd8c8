"""Which account may log in as whom at the council's provider. An administrator decides; the first log-in ties it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.accounts import normalised
from api.advisers.audit import Actor, record
from api.advisers.models import AdviserSession
from api.advisers.problems import WrongName
from api.sign_on.models import AdviserIdentity
from api.sign_on.person import Person
from api.sign_on.problems import NameTaken

LONGEST = 200


@dataclass(frozen=True)
class Identity:
    """Who an account is at the provider, and whether they have come yet."""

    name: str
    tied: bool


class Identities:
    """The identities of one database. Every change is in the audit log."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._now = engine, now

    def of(self, adviser_id: str) -> Identity | None:
        """Whom that account logs in as."""
        with Session(self._engine) as session:
            row = session.get(AdviserIdentity, adviser_id)
            return Identity(row.name, row.subject is not None) if row else None

    def allow(self, who: Actor, adviser_id: str, issuer: str, name: str) -> None:
        """Whoever comes first with that name logs in to this account. Raises WrongName and NameTaken."""
        name = normalised(name)
        if not 2 <= len(name) <= LONGEST or not name.isprintable():
            raise WrongName("Please type the e-mail address or name that they log in with at the council.")
        row = AdviserIdentity(adviser_id=adviser_id, issuer=issuer, name=name, allowed_at=self._now())
        try:
            with Session(self._engine) as session, session.begin():
                session.execute(delete(AdviserIdentity).where(AdviserIdentity.adviser_id == adviser_id))
                _end(session, adviser_id)
                session.add(row)
                record(session, who, "sign_on_allowed", adviser_id)
        except IntegrityError as error:
            raise NameTaken from error

    def take_away(self, who: Actor, adviser_id: str) -> None:
        """They log in with their password only; log-ins by the council's account end."""
        with Session(self._engine) as session, session.begin():
            gone = session.execute(delete(AdviserIdentity).where(AdviserIdentity.adviser_id == adviser_id))
            _end(session, adviser_id)
            if gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has it
                record(session, who, "sign_on_removed", adviser_id)

    def found(self, person: Person, address: str) -> str | None:
        """The account of that person. Their first time ties it to them: from then on no name counts any more."""
        same = AdviserIdentity.issuer == person.issuer
        with Session(self._engine) as session, session.begin():
            mine = select(AdviserIdentity.adviser_id).where(same, AdviserIdentity.subject == person.subject)
            if adviser_id := session.scalar(mine):
                return adviser_id
            free = same, AdviserIdentity.name == normalised(person.name), AdviserIdentity.subject.is_(None)
            adviser_id = session.scalar(select(AdviserIdentity.adviser_id).where(*free)) if person.name else None
            if adviser_id is None:
                return None
            first = update(AdviserIdentity).where(AdviserIdentity.adviser_id == adviser_id, *free)
            tied = session.execute(first.values(subject=person.subject, tied_at=self._now()))
            if not tied.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
                return None
            record(session, Actor(adviser_id, address), "sign_on_tied", adviser_id)
            return adviser_id


def _end(session: Session, adviser_id: str) -> None:
    theirs = AdviserSession.adviser_id == adviser_id, AdviserSession.by_sign_on
    session.execute(delete(AdviserSession).where(*theirs))
