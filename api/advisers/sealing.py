"""Secrets at rest: sealed with a key that does not lie in the database, and bound to whose they are (AES-GCM)."""

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kb.errors import AsklineError
from kb.settings import Settings

SEALED = "sealed:"  # before it stands what is stored as it is, from before there were seals
FILE = "secret.key"


class WrongSecretKey(AsklineError):
    """The key in force is not the one that something was sealed with."""

    def __init__(self) -> None:
        super().__init__(
            "The second factors were stored with another key. Set ASKLINE_SECRET_KEY to it, or put secret.key back "
            "into the folder ASKLINE_VAR. If the key is lost, remove each second factor: "
            "python -m api.advisers remove-factor NAME"
        )


@dataclass(frozen=True)
class Seal:
    """One key of 256 bits."""

    key: bytes

    def sealed(self, secret: str, whose: str) -> str:
        """The secret as it is stored."""
        nonce = os.urandom(12)
        kept = AESGCM(self.key).encrypt(nonce, secret.encode(), whose.encode())
        return SEALED + base64.urlsafe_b64encode(nonce + kept).decode()

    def opened(self, stored: str, whose: str) -> str:
        """The secret again. What was never sealed comes back as it is. Raises WrongSecretKey."""
        if not stored.startswith(SEALED):
            return stored
        try:
            kept = base64.urlsafe_b64decode(stored.removeprefix(SEALED))
            return AESGCM(self.key).decrypt(kept[:12], kept[12:], whose.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise WrongSecretKey from error


def seal_of(settings: Settings) -> Seal:
    """The seal of the settings; where none is set, of a key file in `var` that only we may read."""
    given = settings.secret_key.get_secret_value()
    return Seal(hashlib.sha256((given or _from_file(settings.var / FILE)).encode()).digest())


def _from_file(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        # Of two processes that begin at once, one makes the key, whole, and both read it.
        with suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_text().strip()
