"""Cleans what a parent typed. Pure."""

import re
import unicodedata

from api.errors import EmptyMessage, TooLong

# Control characters, those that turn the direction of writing, and halves of characters (surrogates, which no database
# takes): nobody types them, and they can hide words.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# Rasa strips every kind of space before it looks for a slash, so we look behind every kind of space too.
_COMMAND = re.compile(r"^[\s/]+")


def cleaned(text: str, limit: int) -> str:
    """The text without invisible characters, outer spaces and leading slashes (Rasa obeys typed commands).

    Raises EmptyMessage when nothing is left, and TooLong when it is longer than `limit` characters.
    """
    plain = _COMMAND.sub("", without_invisible(text)).strip()
    if len(plain) > limit:
        raise TooLong(len(plain), limit)
    if not plain:
        raise EmptyMessage
    return plain


def without_invisible(text: str) -> str:
    """The text without invisible characters and outer spaces, its lines kept."""
    return visible(text).strip()


def visible(text: str) -> str:
    """The text without invisible characters, its lines and spaces kept."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """The text without invisible characters, on one line: nobody writes a second header line into it."""
    return " ".join(without_invisible(text).split())


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: emoji alone say nothing that we could answer."""
    return any(character.isalnum() for character in text)
