"""What is different between two versions of an answer, word by word. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from api.answers.typed import MODES, NAMES
from kb.own_answers import OwnText

_WORD = re.compile(r"\s*\S+|\s+$")


@dataclass(frozen=True)
class Piece:
    """Some words that are in both versions, only in the older (gone), or only in the newer (new)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One part of an answer that is not the same in both."""

    name: str
    pieces: tuple[Piece, ...]


def differences(before: OwnText | None, after: OwnText | None) -> tuple[Changed, ...]:
    """The parts that differ, in the order of the form; None stands for no answer of the council's own."""
    older, newer = _parts(before), _parts(after)
    names = [name for name in _order() if older.get(name, "") != newer.get(name, "")]
    return tuple(Changed(name, tuple(pieces(older.get(name, ""), newer.get(name, "")))) for name in names)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The words of both, in order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))


def _order() -> list[str]:
    return ["How it is shown", *NAMES.values(), "To be reviewed by"]


def _parts(own: OwnText | None) -> Mapping[str, str]:
    if own is None:
        return {}
    texts = {NAMES[part]: text for part, text in own.texts.items() if part in NAMES}
    return {
        "How it is shown": MODES.get(own.mode, "The answer for all England"),
        **texts,
        "To be reviewed by": f"{own.review_by:%-d %B %Y}",
    }
