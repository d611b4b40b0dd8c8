"""Which language a message is written in, and our line in it. Nothing leaves this process.

lingua decides; the first message that may need it loads it (25-75 MB). Names, "EHCP" and the like are in no
language, so they are left out first. Letters and words that one language alone has (languages.yml) decide alone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from kb.english import known_words, lemma
from kb.name_words import name_words
from kb.shipped import CONTENT, read_yaml

SURE = 0.75  # least confidence before we take a message for another language than English
ENGLISH_AT_MOST = 0.10
MOSTLY_KNOWN = 0.6  # of the longer words in an English dictionary: then it is English, whatever lingua says
FEWEST_WORDS = 3  # in our alphabet; two words are too few to tell Polish from a misspelling
# Words that other languages do not share: one of them makes a message in our alphabet English, however misspelt.
_ENGLISH_WORDS = (
    "the my is for how to of with what who when where which does can you they we his her their this that have has want "
    "need and from school ehcp ehc ehcna iep sen send senco senko dla pip camhs child son daughter plan access change "
    "exam act best write common printed copy there but was if foster think"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# What is left of English words when nobody types the apostrophe, or when it parts them.
_BARE_PIECES = "im ive id ill youre hes shes its were theyre dont cant wont isnt didnt s t m re ve ll d"
_PIECES = frozenset(_BARE_PIECES.split())
_WORD = re.compile(r"[^\W\d_]+")  # whole words: the "is" inside Lithuanian "šis" is not English
_PLACEHOLDER = re.compile(r"<[^<>]{3,20}>")  # what redaction leaves
_ACCENTED = re.compile(r"[^\x00-\u00bféèêçñïöüâàäôûî\u0400-\uffff]", re.IGNORECASE)  # not as in "café" or "naïve"
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
    text = _PLACEHOLDER.sub(" ", text)
    letters = [c for c in text if c.isalpha()]
    foreign_script = len(_OTHER_SCRIPT.findall(text)) * 2 > len(letters) > 0
    words = [w for w in _WORD.findall(text) if not _in_no_language(w)]
    accented = any(w[0].islower() and _ACCENTED.search(w) for w in words)  # "Łukasz" is a name, "dziękuję" is not
    lows = [w.lower() for w in words]
    telling = len(_ENGLISH.intersection(lows))
    if not foreign_script and (telling > accented or all(w.istitle() for w in words)):
        return None  # one may be chance, as "to" and "we" are Polish too; only capitals are names
    own = _by_own_marks(text, words, content)
    if own is None and not foreign_script and not accented and _mostly_known(lows):
        return None
    if own is None and not (foreign_script or accented) and sum(len(w) > 1 for w in words) < FEWEST_WORDS:
        return None
    name = own or _by_lingua(" ".join(words), foreign_script, content)
    if name is None:
        return None
    found = _lines(content)[name]
    return Spoken(found["name"], found.get("line", ""), bool(found.get("rtl")))


def _in_no_language(word: str) -> bool:
    low = word.lower()
    return len(low) > 2 and (low in name_words().never or (word[0].isupper() and low in name_words().clear_names))


def _mostly_known(words: list[str]) -> bool:
    """Whether an English dictionary has most of the longer words."""
    long = [w for w in words if len(w) > 2]
    return bool(long) and sum(lemma(w) in known_words() for w in long) >= MOSTLY_KNOWN * len(long)


def _by_own_marks(text: str, words: list[str], content: Path) -> str | None:
    lows = {w.lower() for w in words}
    """The language whose own letters or words stand here: one in a short message, two in a longer one."""
    for name, own in _lines(content).items():
        enough = 1 if len(words) <= FEWEST_WORDS else 2
        if set(own.get("letters", "")) & set(text) or len(lows.intersection(own.get("words", ()))) >= enough:
            return name
    return None


def _by_lingua(text: str, foreign_script: bool, content: Path) -> str | None:
    values = _detector(content).compute_language_confidence_values(text)
    best = values[0]
    english = next((v.value for v in values if v.language == Language.ENGLISH), 0.0)
    unsure = not foreign_script and (best.value < SURE or english > ENGLISH_AT_MOST)
    return None if best.language == Language.ENGLISH or unsure else best.language.name.lower()
