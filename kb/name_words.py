"""The words of a message as candidates for names, and the lists that decide: `kb/content/name_words.yml`. Pure.

Two more lists stand as plain words beside it, for speed: `rare_names.txt` (first names of many countries that no
English dictionary knows) and `surnames.txt`. Both come from the name lists of Faker (MIT licence), with more by hand.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.english import known_words, lemma
from kb.places import gazetteer
from kb.shipped import CONTENT, read_yaml

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_ENDING = re.compile(r"['’](?:s|d|ll|ve|re|m)?$", re.IGNORECASE)
_STROKES = str.maketrans("łøđıßæœþ", "lodisaot")  # letters that Unicode does not take apart
_STROKES = str.maketrans("łøđıßæœþ", "lodisaot")  # letters that Unicode does not take apart
_PART = r"(?:Mc|Mac|O['’]|D['’]|De|Le|La)?[^\W\d_a-z][^\W\d_A-Z]+"
_NAME_CASE = re.compile(rf"{_PART}(?:[-'’]{_PART})*")


@dataclass(frozen=True)
class Word:
    """A word of the message and where it stands."""

    text: str
    start: int
    end: int
    low: str  # in lower case, without "'s" and the like, and without accents: as long as the text or shorter
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
    own_call: frozenset[str]
    mostly_names: frozenset[str]
    small_letter_words: frozenset[str]
    before_dates: frozenset[str]
    labels: frozenset[str]
    spoke: frozenset[str]
    between: frozenset[str]
    rare_names: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]

    # Every word of a message is looked up in these, so each is made once.

    @cached_property
    def names(self) -> frozenset[str]:
        """Every first name that we know."""
        return self.first_names | self.rare_names

    @cached_property
    def clear_names(self) -> frozenset[str]:
        """The first names that mean nothing else."""
        return self.names - self.words_too

    @cached_property
    def unlikely(self) -> frozenset[str]:
        """Never a name, nor a small word."""
        return self.never | self.small_words

    @cached_property
    def not_names(self) -> frozenset[str]:
        """What cannot be a name wherever it stands."""
        return self.never | self.relations | self.titles | (self.small_words - self.words_too)

    @cached_property
    def words_or_places(self) -> frozenset[str]:
        """Names that mean something else too."""
        return self.words_too | self.places


@lru_cache
def name_words(content: Path = CONTENT) -> NameWords:
    """The shipped lists."""
    lists = {key: frozenset(words) for key, words in read_yaml(content / "name_words.yml").items()}
    lists["first_names"] |= lists["words_too"]
    for key in ("rare_names", "surnames"):
        lists[key] = frozenset((content / f"{key}.txt").read_text(encoding="utf-8").split())
    for key in ("rare_names", "surnames"):
        lists[key] = frozenset((content / f"{key}.txt").read_text(encoding="utf-8").split())
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
    return Word(text, match.start(), match.end(), _plain(bare), text[0].isupper() and not acronym)


def _plain(text: str) -> str:
    """Small letters without accents, one for one: "Łukasz" is looked up as "lukasz". Other scripts stay."""
    return text.lower() if text.isascii() else "".join(map(_plain_letter, text))


@lru_cache(maxsize=512)
def _plain_letter(letter: str) -> str:
    low = letter.lower()[0].translate(_STROKES)
    base = unicodedata.normalize("NFD", low)[0]
    return base if base.isascii() else low


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
