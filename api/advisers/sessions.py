"""Advisers' log-ins: opened, found by their token, ended by time or by hand."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, AdviserCouncil, AdviserSession
from kb.database import in_utc

CODE_WITHIN = timedelta(minutes=10)  # from the password to the code of the second factor
NOTED_EVERY = timedelta(seconds=20)  # what is used all the time is not written down all the time


@dataclass(frozen=True)
class LogIn:
    """Whose log-in it is, and whether it came from the council's single sign-on."""

    adviser_id: str
    by_sign_on: bool


class Sessions:
    """The log-ins of one database. One that nobody used for `idle` ends, and so does any after `longest`."""

    def __init__(
        self,
        engine: Engine,
        longest: timedelta,
        idle: timedelta,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine, self._longest, self._idle, self._now = engine, longest, idle, now

    def open(self, adviser_id: str, awaits_code: bool = False, by_sign_on: bool = False) -> str:
        """A new log-in; returns its token, which is shown this once. Those that have run out are cleared away.

        `awaits_code`: the password was right; until the code of the second factor came too it opens nothing.
        """
        token, now = secrets.token_urlsafe(32), self._now()
        with Session(self._engine) as session, session.begin():
            session.execute(delete(AdviserSession).where(AdviserSession.expires_at < now))
            session.add(
                AdviserSession(
                    token_hash=_hash(token),
                    adviser_id=adviser_id,
                    created_at=now,
                    used_at=now,
                    expires_at=now + (CODE_WITHIN if awaits_code else self._longest),
                    awaits_code=awaits_code,
                    by_sign_on=by_sign_on,
                )
            )
        return token

    def find(self, token: str, acting: bool) -> LogIn | None:
        """Whose log-in it is; None when there is none, or it has ended.

        `acting`: the adviser did something by hand, which keeps the log-in; a page that refreshes itself does not.
        """
        now = self._now()
        with Session(self._engine) as session, session.begin():
            row = session.get(AdviserSession, _hash(token))
            if row is None or row.awaits_code:
                return None
            if in_utc(row.expires_at) <= now or in_utc(row.used_at) + self._idle <= now:
                session.delete(row)
                return None
            if acting and now - in_utc(row.used_at) >= NOTED_EVERY:
                row.used_at = now
            return LogIn(row.adviser_id, row.by_sign_on)

    def awaiting(self, token: str) -> str | None:
        """Whose log-in waits for the code of a second factor."""
        with Session(self._engine) as session:
            row = session.get(AdviserSession, _hash(token))
            waits = row is not None and row.awaits_code and in_utc(row.expires_at) > self._now()
            return row.adviser_id if row is not None and waits else None

    def complete(self, token: str) -> str | None:
        """The token of a new log-in in the place of one that waited for its code; None when it waits no more."""
        with Session(self._engine) as session, session.begin():
            row = session.get(AdviserSession, _hash(token))
            if row is None or not row.awaits_code:
                return None
            adviser_id, by_sign_on = row.adviser_id, row.by_sign_on
            session.delete(row)
        return self.open(adviser_id, by_sign_on=by_sign_on)

    def close(self, token: str) -> None:
        """Ends a log-in, and the adviser's duty with it."""
        with Session(self._engine) as session, session.begin():
            row = session.get(AdviserSession, _hash(token))
            if row is not None:
                theirs = update(AdviserCouncil).where(AdviserCouncil.adviser_id == row.adviser_id)
                session.execute(theirs.values(on_duty_since=None))
                session.delete(row)

    def seen(self, adviser_id: str) -> None:
        """Notes that a page of theirs is open in front of them."""
        now = self._now()
        with Session(self._engine) as session, session.begin():
            adviser = session.get(Adviser, adviser_id)
            if adviser is not None and (adviser.seen_at is None or now - in_utc(adviser.seen_at) >= NOTED_EVERY):
                adviser.seen_at = now


def form_token(token: str) -> str:
    """What every form of this log-in carries. Only who has the cookie can have made it."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(given: str, token: str) -> bool:
    """Whether a form was made for this log-in."""
    return hmac.compare_digest(given.encode(), form_token(token).encode())


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()
