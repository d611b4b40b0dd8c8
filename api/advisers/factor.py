"""The second factor: codes from an app on the adviser's phone, and recovery codes for when the phone is lost."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
import segno
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, RecoveryCode
from api.advisers.problems import WrongCode
from api.advisers.sealing import Seal

STEP = 30  # seconds in which an app shows one code
CLOCK_IS_OFF_BY = 1  # steps that a phone's clock may be before or behind ours
RECOVERY_CODES = 10


class SecondFactor:
    """The second factors of one database."""

    def __init__(self, engine: Engine, seal: Seal, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine, self._seal, self._now = engine, seal, now

    def seal_all(self) -> None:
        """Seals the keys that are stored as they are, from before there were seals. Raises WrongSecretKey."""
        with Session(self._engine) as session, session.begin():
            for row in session.scalars(select(Adviser).where(Adviser.factor_secret.is_not(None))):
                secret = self._secret(row)
                if secret and row.factor_secret == secret:
                    row.factor_secret = self._seal.sealed(secret, row.id)

    def begin(self, adviser_id: str) -> str:
        """The key that the app has to be given; the same one until it is confirmed."""
        with Session(self._engine) as session, session.begin():
            row = session.get_one(Adviser, adviser_id)
            if row.factor_since is not None:
                return ""  # once it is asked for, nobody is shown the key again
            if row.factor_secret is None:
                row.factor_secret = self._seal.sealed(pyotp.random_base32(), adviser_id)
            return self._secret(row) or ""

    def confirm(self, adviser_id: str, code: str) -> list[str]:
        """From now on the code is asked for, since the app shows the right one. Returns the recovery codes.

        Raises WrongCode.
        """
        now, codes = self._now(), [_new_code() for _ in range(RECOVERY_CODES)]
        with Session(self._engine) as session, session.begin():
            row = session.get_one(Adviser, adviser_id)
            step = step_of(code, self._secret(row), now)
            if row.factor_since is not None or step is None:
                raise WrongCode
            row.factor_since, row.factor_step = now, step
            session.execute(delete(RecoveryCode).where(RecoveryCode.adviser_id == adviser_id))
            session.add_all(RecoveryCode(adviser_id=adviser_id, code_hash=_hash(c)) for c in codes)
        return codes

    def used(self, adviser_id: str, code: str) -> str:
        """Whether it was a `code` of the app or a `recovery` code. Each works once. Raises WrongCode."""
        with Session(self._engine) as session, session.begin():
            row = session.get_one(Adviser, adviser_id)
            step = step_of(code, self._secret(row), self._now()) if row.factor_since is not None else None
            # One UPDATE decides: of two browsers with the same code, one gets in.
            newer = update(Adviser).where(Adviser.id == adviser_id, Adviser.factor_step < (step or 0))
            if step and session.execute(newer.values(factor_step=step)).rowcount:  # type: ignore[attr-defined]
                return "code"
            same = RecoveryCode.adviser_id == adviser_id, RecoveryCode.code_hash == _hash(code)
            if session.execute(delete(RecoveryCode).where(*same)).rowcount:  # type: ignore[attr-defined]
                return "recovery"
        raise WrongCode

    def _secret(self, row: Adviser) -> str | None:
        return self._seal.opened(row.factor_secret, row.id) if row.factor_secret else None


def step_of(code: str, secret: str | None, now: datetime) -> int | None:
    """Which 30 seconds that code belongs to, counted since 1970; None when it is none of these minutes'."""
    digits = re.sub(r"\s", "", code)
    if not secret or not re.fullmatch(r"[0-9]{6}", digits):
        return None
    current, totp = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    steps = range(current - CLOCK_IS_OFF_BY, current + CLOCK_IS_OFF_BY + 1)
    return next((step for step in steps if secrets.compare_digest(totp.generate_otp(step), digits)), None)


def address_for_app(secret: str, name: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Askline")


def picture(address: str) -> str:
    """The picture that a phone's camera reads, as SVG that stands in the page itself."""
    shown: str = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)
    return shown


def _new_code() -> str:
    # 80 random bits: a plain hash of them is enough.
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[n : n + 4] for n in range(0, 16, 4))


def _hash(code: str) -> str:
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode()).hexdigest()
