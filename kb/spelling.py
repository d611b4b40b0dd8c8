"""What parents type, read as plain words: text-speak written out, key words' misspellings mended, inflections removed.

"hes cuttin his arms, dont no what 2 do" reads as: he cut his arm , not no what 2 do
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.english import known_words, lemma

STOP, PAUSE, OTHER = ".", ",", "~"

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.!?…\n\r]+|[,;:()–—\-]")  # noqa: RUF001
_NEGATED = re.compile(r"(ca|wo|do|does|did|is|was|are|were|has|have|had|would|could|should|ai|need)n'?t")
_TAIL = re.compile(r"'(s|m|re|ve|ll|d|am|em)?$")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑–](?=\w)")  # noqa: RUF001
_DEAR = re.compile(r"(ds|dd|dc|dh|dw)\d*(yo)?")  # "DS10": dear son, ten
_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "*": "", "_": " ", "/": " ", "&": " and "})  # noqa: RUF001
LONGEST_MISSPELLING = 20


@dataclass(frozen=True)
class Spelling:
    """How words are read: what is written out, what is left out, and which words are worth mending."""

    written_out: Mapping[str, str]
    dropped: frozenset[str]
    kept: frozenset[str]  # words without a lemma: pronouns and the like
    watched: tuple[str, ...]  # words that matter: a near miss counts as the word

    def read(self, text: str) -> tuple[list[str], list[str]]:
        """The words of a text and their lemmas, ending in a stop."""
        words: list[str] = []
        for token in self._tokens(text):
            words += self._plain(token)
        words = [w for i, w in enumerate(words) if not self._left_out(w, words[i + 1 : i + 2])]
        words.append(STOP)
        return words, [w if w in self.kept else lemma(w) for w in words]

    def _tokens(self, text: str) -> list[str]:
        flat = unicodedata.normalize("NFKC", text).lower().translate(_ALIKE)
        tokens = [m.group() for m in _TOKEN.finditer(_HYPHEN.sub(" ", flat))]
        return [STOP if t[0] in ".!?…\n\r" else PAUSE if t[0] in ",;:()–—-" else t for t in tokens]  # noqa: RUF001

    def _plain(self, token: str) -> list[str]:
        if token in self.written_out:
            return self.written_out[token].split()
        if negated := _NEGATED.fullmatch(token):
            return ["can", "not"] if negated[1] == "ca" else ["not"]
        if dear := _DEAR.fullmatch(token):
            return [dear[1]]
        word = _TAIL.sub("", token).replace("'", "")
        return [self._mended(word)] if word else []

    def _mended(self, word: str) -> str:
        if len(word) < 5 or not word.isascii() or len(word) > LONGEST_MISSPELLING:
            return word
        if word in self.kept or (base := lemma(word)) != word or base in known_words():
            return word
        if word.endswith("in") and lemma(word + "g") != word + "g":
            return word + "g"
        limit = 2 if len(word) >= 8 else 1
        near = process.extractOne(word, self.watched, scorer=OSA.distance, score_cutoff=limit)
        return str(near[0]) if near and near[0][0] == word[0] else word

    def _left_out(self, word: str, following: list[str]) -> bool:
        return word in self.dropped or (word in ("do", "does", "did") and following == ["not"])
