"""Passwords: what a good one is, and their hashes (argon2id)."""

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

from api.advisers.problems import WeakPassword

SHORTEST, LONGEST = 12, 256  # characters; the length is what makes a password hard to guess

_HASHES = PasswordHash.recommended()
# What is compared when there is no such account: it takes as long as when there is one.
_NOBODYS = _HASHES.hash("nobody's")


def hashed(password: str, name: str = "") -> str:
    """The hash that is stored. Raises WeakPassword."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(
            f"Please choose a password of {SHORTEST} to {LONGEST} characters. Three or four words are good."
        )
    if name and name.casefold() in password.casefold():
        raise WeakPassword("Please choose a password that does not hold the user name.")
    if len(set(password)) < SHORTEST // 2:
        raise WeakPassword("Please choose a password with more different characters.")
    return _HASHES.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password of that hash. Without a hash it takes as long, and is never true."""
    if len(password) > LONGEST:
        return False
    try:
        right = _HASHES.verify(password, password_hash or _NOBODYS)
    except UnknownHashError:  # an account whose password was never set
        return False
    return right and password_hash is not None
