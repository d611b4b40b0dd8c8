"""What the PDF's fonts can show: what they cannot is named in brackets, so that nothing is lost unseen.

PDF/UA asks that every sign can be read aloud; a box in place of a letter cannot.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from api.transcript import transcript_words
from api.words import visible

FONTS = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
# The serif that Typst brings along shows Hebrew's letters.
HEBREW = frozenset(range(0x05D0, 0x05EB))
# Signs that only change the one before them, as in emoji, and marks without a letter of their own in our fonts.
_AGAIN = re.compile(r"(\[[^\[\]]+ letters\])(?:\s*\1)+")  # one naming for a whole sentence
CHANGES_ANOTHER = re.compile("[\u200b-\u200d\ufe00-\ufe0f\U000e0000-\U000e01ef\U0001f3fb-\U0001f3ff]")


def font_folders() -> list[Path]:
    """Where the fonts lie that come with the application."""
    return [Path(str(files(package) / "files")) for package in FONTS]


@lru_cache
def _shown() -> frozenset[int]:
    known: set[int] = set(HEBREW)
    for folder in font_folders():
        for font in folder.glob("*.ttf"):
            with TTFont(font, lazy=True) as opened:
                known |= set(opened.getBestCmap())
    return frozenset(known)


def showable(text: str) -> str:
    """The text with what no font can show named in brackets: [thumbs up sign], [words in Bengali letters]."""
    plain = visible(text)
    if all(ord(c) in _shown() or c == "\n" for c in plain):
        return plain
    plain = CHANGES_ANOTHER.sub("", plain)
    named = "".join(_named(kind, "".join(signs)) for kind, signs in groupby(plain, key=_kind))
    return _AGAIN.sub(r"\1", named)


def _kind(character: str) -> str:
    """Empty for what can be shown; "sign" for what is named one by one; a script's name for letters."""
    if ord(character) in _shown() or character == "\n":
        return ""
    name = unicodedata.name(character, "")
    if not name or unicodedata.category(character) in ("So", "Sk", "Sm", "Sc", "Po"):
        return "sign"
    return name.split()[0].capitalize()


def _named(kind: str, signs: str) -> str:
    if not kind:
        return signs
    if kind == "sign":
        return "".join(f"[{unicodedata.name(sign, 'unknown sign').lower()}]" for sign in signs)
    script = "Chinese or Japanese" if kind == "Cjk" else kind
    words: str = transcript_words()["unshown"].format(script=script)
    return words


def rightward(text: str) -> str | None:
    """ "ar" or "he" when the first letter of a text is written from right to left, else None."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return None
            case "AL":
                return "ar"
            case "R":
                return "he"
    return None
