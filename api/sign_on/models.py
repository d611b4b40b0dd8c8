"""The tables of single sign-on: which account is whose at the council's provider, and log-ins that have begun."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kb.database import Base


class AdviserIdentity(Base):
    """That an account may log in at a provider. From the first log-in on only issuer and subject count."""

    __tablename__ = "adviser_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("issuer", "name", name="uq_identity_name"),
    )

    adviser_id: Mapped[str] = mapped_column(ForeignKey("adviser.id", ondelete="CASCADE"), primary_key=True)
    issuer: Mapped[str]
    # The e-mail address or name there that an administrator wrote down: whoever comes first with it is the one.
    name: Mapped[str]
    # What the provider calls them for good; None until they have come.
    subject: Mapped[str | None]
    allowed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    tied_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SignOnBegun(Base):
    """A log-in that a browser has begun and the provider has still to answer: it is answered once."""

    __tablename__ = "sign_on_begun"

    # A hash of the cookie of the browser that has begun it.
    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
