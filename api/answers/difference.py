"""What is different between two versions of an answer, word by word. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from api.answers.typed import NAMES, SHOWN_AS
from kb.own_answers import OwnText

HOW, WHEN = "How it is shown", "To be reviewed by"
ALIKE = 0.5  # below it hardly a word is the same: the older whole, then the newer whole, is easier to read

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
    return tuple(Changed(name, _told(name, older.get(name, ""), newer.get(name, ""))) for name in names)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The words of both, in order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new)
    if matcher.ratio() < ALIKE:
        yield from whole(before, after)
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))


def whole(before: str, after: str) -> Iterator[Piece]:
    """The older text as one piece, then the newer."""
    if before:
        yield Piece("gone", before)
    if after:
        yield Piece("new", f"\n\n{after}" if "\n" in before else f" {after}" if before else after)


def _told(name: str, before: str, after: str) -> tuple[Piece, ...]:
    return tuple((whole if name in (HOW, WHEN) else pieces)(before, after))


def _order() -> list[str]:
    return [HOW, *NAMES.values(), WHEN]


def _parts(own: OwnText | None) -> Mapping[str, str]:
    if own is None:
        return {}
    texts = {NAMES[part]: text for part, text in own.texts.items() if part in NAMES}
    return {
        HOW: SHOWN_AS.get(own.mode, "The answer for all England"),
        **texts,
        WHEN: f"{own.review_by:%-d %B %Y}",
    }
