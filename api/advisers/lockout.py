"""Growing waits after wrong passwords, for each account and for each address. Every process sees the same ones."""

import hashlib
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.accounts import normalised
from api.advisers.models import LoginWait
from api.advisers.problems import TryLater
from kb.database import in_utc

FREE_FOR_ACCOUNT, FREE_FOR_ADDRESS = 4, 20  # a council's office shares one address
FIRST_WAIT, LONGEST_WAIT = 15.0, 15 * 60.0  # seconds; the longest is short enough not to lock a person out for a day
FORGOTTEN = timedelta(hours=24)


class Lockout:
    """Counts an attempt before it is looked at: many at once get no further than one after the other."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._now = engine, now

    def attempt(self, name: str, address: str) -> None:
        """Counts an attempt to log in. Raises TryLater while one has to wait."""
        # The address first: one that has to wait cannot make accounts wait.
        for key, free in (
            (_key("address", _network(address)), FREE_FOR_ADDRESS),
            (_key("account", normalised(name)), FREE_FOR_ACCOUNT),
        ):
            if (left := self._count(key, free)) > 0:
                raise TryLater(left)

    def succeeded(self, name: str, address: str) -> None:
        """The password was right: the account begins anew, and the address has one failure less."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(LoginWait).where(LoginWait.key == _key("account", normalised(name))))
            theirs = update(LoginWait).where(LoginWait.key == _key("address", _network(address)))
            session.execute(theirs.values(failures=LoginWait.failures - 1, until=self._now()))

    def _count(self, key: str, free: int) -> float:
        """The seconds that are left to wait; 0 when the attempt may be made, and is counted."""
        for _ in range(3):
            try:
                return self._counted(key, free)
            except IntegrityError:  # two first attempts at once
                continue
        return FIRST_WAIT

    def _counted(self, key: str, free: int) -> float:
        now = self._now()
        with Session(self._engine) as session, session.begin():
            open_now = update(LoginWait).where(LoginWait.key == key, LoginWait.until <= now)
            counted = session.execute(open_now.values(failures=LoginWait.failures + 1))
            row = session.get(LoginWait, key, populate_existing=True)
            if row is None:
                session.execute(delete(LoginWait).where(LoginWait.changed_at < now - FORGOTTEN))
                session.add(LoginWait(key=key, failures=1, until=now, changed_at=now))
                return 0.0
            if not counted.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
                return (in_utc(row.until) - now).total_seconds()
            if now - in_utc(row.changed_at) > FORGOTTEN:
                row.failures = 1
            row.until, row.changed_at = now + timedelta(seconds=wait_after(row.failures, free)), now
            return 0.0


def wait_after(failures: int, free: int) -> float:
    """Seconds to wait after so many wrong passwords in a row: none at first, then twice as long each time."""
    return 0.0 if failures < free else min(FIRST_WAIT * 2.0 ** min(failures - free, 20), LONGEST_WAIT)


def _network(address: str) -> str:
    # Who has one IPv6 address has a whole network of them.
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network(f"{parsed}/64", strict=False))


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind}:{what}".encode()).hexdigest()
