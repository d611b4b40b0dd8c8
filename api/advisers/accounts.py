"""The accounts of advisers: made, listed, disabled, and checked at log-in."""

import re
import unicodedata
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, AdviserCouncil, AdviserSession, RecoveryCode
from api.advisers.passwords import hashed, matches
from api.advisers.problems import WrongName
from api.advisers.roles import ROLES

# An e-mail address or a user name; a name that parents see holds nothing that could be taken for Markdown or HTML.
_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,119}")
_SHOWN = re.compile(r"[^\W\d_](?:[^\W_]|[ .'’-]){0,79}")


@dataclass(frozen=True)
class Account:
    """An adviser as the pages know them."""

    id: str
    name: str
    display_name: str
    disabled: bool
    councils: tuple[str, ...]
    on_duty: frozenset[str]
    role: str = "adviser"
    must_change: bool = False
    second_factor: bool = False


class Accounts:
    """The accounts of one database."""

    def __init__(
        self,
        engine: Engine,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        compare: Callable[[str, str | None], bool] = matches,
    ) -> None:
        self._engine, self._now, self._compare = engine, now, compare

    def add(
        self,
        name: str,
        display_name: str,
        password: str,
        councils: Sequence[str],
        role: str = "adviser",
        must_change: bool = False,
    ) -> Account:
        """A new account; `must_change`: its password is good for one log-in. Raises WrongName and WeakPassword."""
        name = normalised(name)
        if not _NAME.fullmatch(name):
            raise WrongName("A user name has 2 to 120 letters, digits and signs of an e-mail address.")
        adviser = Adviser(
            id=str(uuid.uuid4()),
            name=name,
            display_name=_shown(display_name),
            password_hash=hashed(password, name),
            disabled=False,
            created_at=self._now(),
            role=_known(role),
            must_change=must_change,
        )
        try:
            with Session(self._engine) as session, session.begin():
                session.add(adviser)
                session.flush()
                session.add_all(AdviserCouncil(adviser_id=adviser.id, council_slug=c) for c in dict.fromkeys(councils))
        except IntegrityError as error:
            raise WrongName(f"There is an account called {name} already.") from error
        return self.named(name)

    def change(self, name: str, display_name: str, role: str, councils: Sequence[str]) -> Account:
        """Another name, role and councils. They are logged out when they may do less or other than before.

        Raises WrongName.
        """
        before, shown = self.named(name), _shown(display_name)
        with Session(self._engine) as session, session.begin():
            values = {"display_name": shown, "role": _known(role)}
            session.execute(update(Adviser).where(Adviser.id == before.id).values(**values))
            if (role, set(councils)) != (before.role, set(before.councils)):
                _log_out(session, before.id)
            theirs = AdviserCouncil.adviser_id == before.id
            session.execute(delete(AdviserCouncil).where(theirs, AdviserCouncil.council_slug.not_in(councils)))
            new = [c for c in dict.fromkeys(councils) if c not in before.councils]
            session.add_all(AdviserCouncil(adviser_id=before.id, council_slug=c) for c in new)
        return self.named(name)

    def listed(self) -> list[Account]:
        """Every account, by name."""
        with Session(self._engine) as session:
            return [_account(session, row) for row in session.scalars(select(Adviser).order_by(Adviser.name))]

    def find(self, adviser_id: str) -> Account | None:
        """The account with that id, when it may be used."""
        with Session(self._engine) as session:
            row = session.get(Adviser, adviser_id)
            return _account(session, row) if row is not None and not row.disabled else None

    def checked(self, name: str, password: str) -> Account | None:
        """The account, when all is right and it may be used. A name that is not known takes as long as one that is."""
        with Session(self._engine) as session:
            row = session.scalar(select(Adviser).where(Adviser.name == normalised(name)))
            right = self._compare(password, row.password_hash if row else None)
            return _account(session, row) if row is not None and right and not row.disabled else None

    def set_disabled(self, name: str, disabled: bool) -> Account:
        """Disables or enables an account. A disabled one is logged out and off duty at once. Raises WrongName."""
        account = self.named(name)
        with Session(self._engine) as session, session.begin():
            session.execute(update(Adviser).where(Adviser.id == account.id).values(disabled=disabled))
            if disabled:
                _log_out(session, account.id)
        return self.named(name)

    def set_password(self, name: str, password: str, must_change: bool = False) -> Account:
        """A new password; whoever was logged in with the old one is logged out. Raises WrongName and WeakPassword."""
        account = self.named(name)
        values = {"password_hash": hashed(password, account.name), "must_change": must_change}
        with Session(self._engine) as session, session.begin():
            session.execute(update(Adviser).where(Adviser.id == account.id).values(**values))
            _log_out(session, account.id)
        return account

    def id_of(self, name: str) -> str | None:
        """The id of the account with that name, whether it may be used or not."""
        with Session(self._engine) as session:
            return session.scalar(select(Adviser.id).where(Adviser.name == normalised(name)))

    def remove_factor(self, name: str) -> Account:
        """Takes the second factor away, with its recovery codes, and logs them out. Raises WrongName."""
        account = self.named(name)
        with Session(self._engine) as session, session.begin():
            values = {"factor_secret": None, "factor_since": None, "factor_step": 0}
            session.execute(update(Adviser).where(Adviser.id == account.id).values(**values))
            session.execute(delete(RecoveryCode).where(RecoveryCode.adviser_id == account.id))
            _log_out(session, account.id)
        return self.named(name)

    def named(self, name: str) -> Account:
        """The account with that name, whether it may be used or not. Raises WrongName."""
        with Session(self._engine) as session:
            row = session.scalar(select(Adviser).where(Adviser.name == normalised(name)))
            if row is None:
                raise WrongName(f"There is no account called {normalised(name)}.")
            return _account(session, row)


def normalised(name: str) -> str:
    """A name as it is stored: however it is typed, it is the same account."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _shown(display_name: str) -> str:
    shown = unicodedata.normalize("NFC", display_name).strip()
    if not _SHOWN.fullmatch(shown):
        raise WrongName("The name that parents see has letters, spaces, full stops, hyphens and apostrophes only.")
    return shown


def _known(role: str) -> str:
    if role not in ROLES:
        raise WrongName(f"A role is one of {', '.join(ROLES)}.")
    return role


def _log_out(session: Session, adviser_id: str) -> None:
    session.execute(delete(AdviserSession).where(AdviserSession.adviser_id == adviser_id))
    theirs = update(AdviserCouncil).where(AdviserCouncil.adviser_id == adviser_id)
    session.execute(theirs.values(on_duty_since=None))


def _account(session: Session, row: Adviser) -> Account:
    councils = select(AdviserCouncil).where(AdviserCouncil.adviser_id == row.id).order_by(AdviserCouncil.council_slug)
    found = list(session.scalars(councils))
    on_duty = frozenset(c.council_slug for c in found if c.on_duty_since is not None)
    return Account(
        row.id,
        row.name,
        row.display_name,
        row.disabled,
        tuple(c.council_slug for c in found),
        on_duty,
        role=row.role,
        must_change=row.must_change,
        second_factor=row.factor_since is not None,
    )
