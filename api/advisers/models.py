"""The tables of advisers: accounts, the councils they work for, log-ins, and waits after wrong passwords."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey
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


class LoginWait(Base):
    """Wrong passwords in a row for one account or from one address, and until when no further one is tried."""

    __tablename__ = "login_wait"

    # A hash of the account's name or of the address: what strangers type is not kept.
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
