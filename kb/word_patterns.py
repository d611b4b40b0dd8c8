"""A small language for patterns of words, compiled to spaCy Matchers. Lists of patterns live in YAML.

    want .. die|dead        one word or the other, in any form; ".." lets up to two words stand between, "..." up to six
    @adult hit @them        @name stands for a group of words
    =took|taken .. tablet   "=" wants exactly that form; "?" after a word makes it optional
No pattern reaches across the end of a sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kb.spelling import OTHER, STOP

GAPS = {"..": 2, "...": 6}
NEGATIONS = frozenset({"not", "never", "no", "without", "nor", "deny"})

# Our own vocabulary, apart from the pipeline's: it holds only words that stand in patterns, never a parent's.
_VOCAB = Vocab()


@dataclass(frozen=True)
class Element:
    """One place in a pattern: the words that may stand there."""

    words: frozenset[str]
    exact: bool = False
    optional: bool = False

    def token(self) -> dict[str, Any]:
        """The element in spaCy's terms."""
        return {"ORTH" if self.exact else "LEMMA": {"IN": sorted(self.words)}} | ({"OP": "?"} if self.optional else {})


class WordPattern:
    """One pattern, ready to find itself in a text that was read as words and lemmas."""

    def __init__(self, written: str, groups: Mapping[str, Sequence[str]], base: Callable[[str], str]) -> None:
        self.written = written
        parts = [GAPS.get(part) or _element(part, groups, base) for part in written.split()]
        self._parts = parts
        self.elements = [p for p in parts if isinstance(p, Element)]
        self._needs = [e.words for e in self.elements if not e.optional]
        self.negations = sum(bool(e.words & NEGATIONS) for e in self.elements)

    @cached_property
    def _matcher(self) -> Matcher:
        gap = {"LEMMA": {"NOT_IN": [STOP]}}
        tokens = [p.token() if isinstance(p, Element) else gap | {"OP": f"{{0,{p}}}"} for p in self._parts]
        matcher = Matcher(_VOCAB)
        matcher.add("found", [tokens])
        return matcher

    def may_match(self, seen: frozenset[str]) -> bool:
        """Whether every word that it needs is there at all: a cheap look before the matcher runs."""
        return all(not need.isdisjoint(seen) for need in self._needs)

    def spans(self, doc: Doc) -> list[tuple[int, int]]:
        """Where the pattern stands: first token, and the one after the last."""
        return [(start, end) for _, start, end in self._matcher(doc)]


def document(words: Sequence[str], lemmas: Sequence[str], known: frozenset[str]) -> Doc:
    """The text as spaCy's matcher reads it; words that stand in no pattern are not kept."""
    return Doc(
        _VOCAB,
        words=[w if w in known else OTHER for w in words],
        lemmas=[base if base in known else OTHER for base in lemmas],
    )


def group_words(groups: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The words of a group; a group may hold others as "@name"."""
    found: list[str] = []
    for word in groups[name]:
        found += group_words(groups, word[1:]) if word.startswith("@") else [word]
    return found


def _element(part: str, groups: Mapping[str, Sequence[str]], base: Callable[[str], str]) -> Element:
    exact, optional = part.startswith("="), part.endswith("?")
    words: list[str] = []
    for word in part.removeprefix("=").removesuffix("?").split("|"):
        words += group_words(groups, word[1:]) if word.startswith("@") else [word]
    return Element(frozenset(words if exact else map(base, words)), exact, optional)
