"""The tables of advisers: accounts, their councils, log-ins, second factors, waits after wrong passwords, the audit."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class Adviser(Base):
    """A person of a council's service who may log in. An account is never deleted, only disabled."""

    __tablename__ = "adviser"

    id: Mapped[str] = mapped_column(primary_key=True)
    # What they type to log in: an e-mail address or a user name, in lower case.
    name: Mapped[str] = mapped_column(unique=True)
    # What parents see.
    display_name: Mapped[str]
    password_hash: Mapped[str]
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    # When one of their pages was last known to be open in front of them.
    seen_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    # adviser, editor or administrator (api/advisers/roles.py).
    role: Mapped[str] = mapped_column(default="adviser")
    # Somebody else chose the password: nothing is shown until they have chosen their own.
    must_change: Mapped[bool] = mapped_column(default=False)
    # The second factor: its key (sealed: api/advisers/sealing.py), since when it is asked for (a key alone is still
    # being set up), and the 30 seconds of the code that was used last, which is accepted once.
    factor_secret: Mapped[str | None]
    factor_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    factor_step: Mapped[int] = mapped_column(default=0)


class AdviserCouncil(Base):
    """That an adviser works for a council, and since when they are on duty for it."""

    __tablename__ = "adviser_council"

    adviser_id: Mapped[str] = mapped_column(ForeignKey("adviser.id", ondelete="CASCADE"), primary_key=True)
    council_slug: Mapped[str] = mapped_column(primary_key=True, index=True)
    on_duty_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AdviserSession(Base):
    """A log-in. The token is kept as a hash: who reads the database cannot use it."""

    __tablename__ = "adviser_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    adviser_id: Mapped[str] = mapped_column(ForeignKey("adviser.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    # The password was right, the code of the second factor is still to come: it opens nothing else.
    awaits_code: Mapped[bool] = mapped_column(default=False)
    # It came from the council's single sign-on, not from a password.
    by_sign_on: Mapped[bool] = mapped_column(default=False)


class RecoveryCode(Base):
    """A code that replaces the second factor once. Only its hash is kept; a used one is deleted."""

    __tablename__ = "recovery_code"

    adviser_id: Mapped[str] = mapped_column(ForeignKey("adviser.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(primary_key=True)


class Audit(Base):
    """Who did what, when, from where: ids only, nobody's words. The database refuses to change or delete a row."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    # None: somebody who is not known, such as a log-in with a name that no account has.
    adviser_id: Mapped[str | None] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    council_slug: Mapped[str | None] = mapped_column(index=True)
    address: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class LoginWait(Base):
    """Wrong passwords in a row for one account or from one address, and until when no further one is tried."""

    __tablename__ = "login_wait"

    # A hash of the account's name or of the address: what strangers type is not kept.
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
