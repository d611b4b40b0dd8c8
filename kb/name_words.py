"""The words of a message as candidates for names, and the lists that decide: `kb/content/name_words.yml`. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.english import known_words, lemma
from kb.places import gazetteer
from kb.shipped import CONTENT, read_yaml

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_ENDING = re.compile(r"['’](?:s|d|ll|ve|re|m)?$", re.IGNORECASE)
_PART = r"(?:Mc|Mac|O['’]|D['’]|De|Le|La)?[^\W\d_a-z][^\W\d_A-Z]+"
_NAME_CASE = re.compile(rf"{_PART}(?:[-'’]{_PART})*")


@dataclass(frozen=True)
class Word:
    """A word of the message and where it stands."""

    text: str
    start: int
    end: int
    low: str  # in lower case, without "'s" and the like
    capital: bool  # written like a name, so "SENCO", "IEPs" and "iPad" are not


@dataclass(frozen=True)
class NameWords:
    """The lists of name_words.yml, which explains them, and the names of places."""

    titles: frozenset[str]
    loose_titles: frozenset[str]
    relations: frozenset[str]
    capital_only: frozenset[str]
    first_names: frozenset[str]
    words_too: frozenset[str]
    never: frozenset[str]
    small_words: frozenset[str]
    after_places: frozenset[str]
    before_places: frozenset[str]
    follows: frozenset[str]
    person_words: frozenset[str]
    mine: frozenset[str]
    signed: frozenset[str]
    parent_of: frozenset[str]
    name_owners: frozenset[str]
    places: frozenset[str]


@lru_cache
def name_words(content: Path = CONTENT) -> NameWords:
    """The shipped lists."""
    lists = {key: frozenset(words) for key, words in read_yaml(content / "name_words.yml").items()}
    lists["first_names"] |= lists["words_too"]
    names = gazetteer()
    places = frozenset(names["council"]) | frozenset(names["place"]) | frozenset(names["nation"])
    places |= {w for p in places for w in p.split() if len(w) > 3} - lists["small_words"]
    return NameWords(places=places, **lists)


def words_of(text: str) -> list[Word]:
    """The words of a message. One in capitals throughout is read as small letters: they say no more."""
    shouted = text.isupper()
    return [_word(m, shouted) for m in _WORD.finditer(text)]


def _word(match: re.Match[str], shouted: bool) -> Word:
    text = match.group().lower() if shouted else match.group()
    bare = _ENDING.sub("", text)
    acronym = sum(c.isupper() for c in bare) > 1 and not _NAME_CASE.fullmatch(bare)
    return Word(text, match.start(), match.end(), bare.lower(), text[0].isupper() and not acronym)


def is_word(low: str) -> bool:
    """Whether the dictionary knows a word in any form; it cannot tell of other scripts, and takes those for words."""
    return lemma(low) in known_words() or lemma(low) != low or not low.isascii()


@lru_cache(maxsize=2048)
def nearly_a_word(low: str) -> bool:
    """Whether a word is one slip of the keyboard from one that the dictionary knows."""
    if len(low) < 4:
        return True
    return process.extractOne(low, _words_of_length(len(low)), scorer=OSA.distance, score_cutoff=1) is not None


@lru_cache(maxsize=32)
def _words_of_length(length: int) -> tuple[str, ...]:
    return tuple(w for w in known_words() if abs(len(w) - length) <= 1)
