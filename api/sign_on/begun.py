"""Log-ins that a browser has begun: kept until the provider's answer comes, which counts once."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from api.sign_on.models import SignOnBegun
from api.sign_on.person import Begun
from api.sign_on.problems import SignOnStale
from kb.database import in_utc

WITHIN = timedelta(minutes=10)


class Begins:
    """The log-ins that have begun, in one database."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._now = engine, now

    def keep(self, begun: Begun) -> str:
        """Keeps one for ten minutes; returns what the browser's cookie holds. Those that ran out are cleared away."""
        cookie, now = secrets.token_urlsafe(32), self._now()
        row = SignOnBegun(
            key=_hash(cookie), state=begun.state, nonce=begun.nonce, verifier=begun.verifier, expires_at=now + WITHIN
        )
        with Session(self._engine) as session, session.begin():
            session.execute(delete(SignOnBegun).where(SignOnBegun.expires_at < now))
            session.add(row)
        return cookie

    def take(self, cookie: str, state: str) -> Begun:
        """The one that this browser has begun with that state; nobody gets it again. Raises SignOnStale."""
        with Session(self._engine) as session, session.begin():
            row = session.get(SignOnBegun, _hash(cookie)) if cookie and state else None
            if row is None or not secrets.compare_digest(row.state.encode(), state.encode()):
                raise SignOnStale
            found, late = Begun("", row.state, row.nonce, row.verifier), in_utc(row.expires_at) <= self._now()
            # One DELETE decides: of two answers at once, one counts.
            gone = session.execute(delete(SignOnBegun).where(SignOnBegun.key == row.key))
            if late or not gone.rowcount:  # type: ignore[attr-defined]  # a DELETE's result has it
                raise SignOnStale
        return found


def _hash(cookie: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(cookie.encode()).hexdigest()
