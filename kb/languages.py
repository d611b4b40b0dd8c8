"""Which language a message is written in, and our line in it. Nothing leaves this process."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from kb.shipped import CONTENT, read_yaml

SURE = 0.75  # least confidence before we take a message for another language than English
ENGLISH_AT_MOST = 0.10
FEWEST_WORDS = 3  # in our alphabet; two words are too few to tell Polish from a misspelling
# Words that other languages do not share: one of them makes a message in our alphabet English, however misspelt.
_ENGLISH_WORDS = (
    "the my is for how to of with what who when where which does can you they we his her their this that have has want "
    "need and from school ehcp ehc ehcna iep sen send senco senko dla pip camhs child son daughter plan access change "
    "exam act best write common printed copy there but was if foster think"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")  # whole words: the "is" inside Lithuanian "šis" is not English
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True)
class Spoken:
    """A language other than English. `line` is ours in it, and empty where we have none."""

    name: str
    line: str
    right_to_left: bool


@lru_cache
def _lines(content: Path) -> dict[str, dict[str, Any]]:
    raw: dict[str, dict[str, Any]] = read_yaml(content / "languages.yml")
    return raw


@lru_cache
def _detector(content: Path) -> LanguageDetector:
    languages = [Language.ENGLISH, *(Language.from_str(name) for name in _lines(content))]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()


def other_language(text: str, content: Path = CONTENT) -> Spoken | None:
    """The language of a message that is not in English; None for English, and when we cannot tell."""
    letters = [c for c in text if c.isalpha()]
    foreign_script = len(_OTHER_SCRIPT.findall(text)) * 2 > len(letters) > 0
    if not foreign_script and len(re.findall(r"[^\W\d_]{2,}", text)) < FEWEST_WORDS:
        return None
    if not foreign_script and _ENGLISH & set(_WORD.findall(text.lower())):
        return None
    values = _detector(content).compute_language_confidence_values(text)
    best = values[0]
    english = next((v.value for v in values if v.language == Language.ENGLISH), 0.0)
    if best.language == Language.ENGLISH:
        return None
    if not foreign_script and (best.value < SURE or english > ENGLISH_AT_MOST):
        return None
    found = _lines(content)[best.language.name.lower()]
    return Spoken(found["name"], found.get("line", ""), bool(found.get("rtl")))
