"""Cleans what a parent typed. Pure."""

import re
import unicodedata

from api.errors import EmptyMessage, TooLong

# Control characters, and those that turn the direction of writing: nobody types them, and they can hide words.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def cleaned(text: str, limit: int) -> str:
    """The text without invisible characters, outer spaces and leading slashes (Rasa obeys typed commands).

    Raises EmptyMessage when nothing is left, and TooLong when it is longer than `limit` characters.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()
    plain = plain.lstrip("/ \n\t")
    if len(plain) > limit:
        raise TooLong(len(plain), limit)
    if not plain:
        raise EmptyMessage
    return plain


def has_words(text: str) -> bool:
    """Whether there is a letter or a digit in it: emoji alone say nothing that we could answer."""
    return any(character.isalnum() for character in text)
