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

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.!?…\n\r]+|[,;:()–—\-]")
_NEGATED = re.compile(r"(ca|wo|do|does|did|is|was|are|were|has|have|had|would|could|should|ai|need)n'?t")
_TAIL = re.compile(r"'(s|m|re|ve|ll|d|am|em)?$")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑–](?=\w)")
_DEAR = re.compile(r"(ds|dd|dc|dh|dw)\d*(yo)?")  # "DS10": dear son, ten
_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "*": "", "_": " ", "/": " ", "&": " and "})
SHORTEST_MENDED, LONGEST_MENDED = 5, 20
MANY, SEVERAL = "number", 6  # "about 20 tablets" is read as "about number tablet"


@dataclass(frozen=True)
class Spelling:
    """How words are read: what is written out, what is left out, and which words are worth mending."""

    written_out: Mapping[str, str]
    dropped: frozenset[str]
    kept: frozenset[str]  # words without a lemma: pronouns and the like
    watched: tuple[str, ...] = ()  # words that matter: a near miss counts as the word

    def read(self, text: str) -> tuple[list[str], list[str]]:
        """The words of a text and their lemmas, ending in a stop."""
        words: list[str] = []
        tokens = self._tokens(text)
        for i, token in enumerate(tokens):
            pair = " ".join(tokens[i : i + 2])
            if " " in pair and pair in self.written_out:
                tokens[i + 1] = ""
                words += self.written_out[pair].split()
            elif token:
                words += self._plain(token)
        words = [w for i, w in enumerate(words) if not self._left_out(w, words[i + 1 : i + 2])]
        words.append(STOP)
        return words, [self.base(w) for w in words]

    def base(self, word: str) -> str:
        """The form in which a word is compared: its lemma, unless it keeps its own."""
        return word if word in self.kept else lemma(word)

    def _tokens(self, text: str) -> list[str]:
        flat = unicodedata.normalize("NFKC", text).lower().translate(_ALIKE)
        tokens = [m.group() for m in _TOKEN.finditer(_HYPHEN.sub(" ", flat))]
        return [STOP if t[0] in ".!?…\n\r" else PAUSE if t[0] in ",;:()–—-" else t for t in tokens]

    def _plain(self, token: str) -> list[str]:
        if token in self.written_out:
            return self.written_out[token].split()
        if token.isdigit():
            return [MANY if int(token[:9]) >= SEVERAL else token]
        if negated := _NEGATED.fullmatch(token):
            return ["can", "not"] if negated[1] == "ca" else ["not"]
        if dear := _DEAR.fullmatch(token):
            return [dear[1]]
        word = _TAIL.sub("", token).replace("'", "")
        return [self._mended(word)] if word else []

    def _mended(self, word: str) -> str:
        if len(word) < SHORTEST_MENDED or not word.isascii() or len(word) > LONGEST_MENDED:
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
