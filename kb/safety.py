"""Whether somebody may be in danger: a check that runs first, on every message, and needs no Rasa.

The patterns are data, in `kb/content/safety_patterns.yml`. It leans to caution: a crisis that is missed costs more than
a card with phone numbers that nobody needed. It never decides what help is given, only that help comes first.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from spacy.tokens import Doc

from kb.shipped import CONTENT, read_yaml
from kb.spelling import OTHER, PAUSE, SHORTEST_MENDED, STOP, Spelling
from kb.word_patterns import NEGATIONS, WordPattern, document

Kind = Literal["suicide", "self_harm", "abuse", "violence", "missing", "overdose", "breaking_point", "danger"]


@dataclass(frozen=True)
class Crisis:
    """What kinds of danger a message speaks of, in the order of the patterns."""

    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class SafetyPatterns:
    """The patterns, compiled once."""

    spelling: Spelling
    carries_negation: frozenset[str]
    keeps_danger: frozenset[str]
    known: frozenset[str]
    idioms: tuple[WordPattern, ...]
    rules: tuple[tuple[Kind, WordPattern], ...]


@lru_cache
def safety_patterns(content: Path = CONTENT) -> SafetyPatterns:
    """The shipped patterns."""
    raw = read_yaml(content / "safety_patterns.yml")
    groups = raw["groups"]
    lists = {key: frozenset(raw[key]) for key in ("dropped", "kept", "carries_negation", "keeps_danger")}
    spelling = Spelling(raw["written_out"], lists["dropped"], lists["kept"])
    idioms = tuple(WordPattern(p, groups, spelling.base) for p in raw["idioms"])
    rules = tuple(
        (kind, WordPattern(p, groups, spelling.base)) for kind, listed in raw["rules"].items() for p in listed
    )
    known = NEGATIONS | lists["carries_negation"] | lists["keeps_danger"] | {STOP, PAUSE}
    known |= {w for p in (*idioms, *(p for _, p in rules)) for e in p.elements for w in e.words}
    watched = tuple(sorted(w for w in known if len(w) >= SHORTEST_MENDED))
    spelling = replace(spelling, watched=watched)
    return SafetyPatterns(spelling, lists["carries_negation"], lists["keeps_danger"], known, idioms, rules)


def crisis(text: str) -> Crisis | None:
    """The danger that a message speaks of, or None."""
    found = dict.fromkeys(kind for kind, _, _ in evidence(text))
    return Crisis(tuple(found)) if found else None


def evidence(text: str) -> list[tuple[Kind, str, str]]:
    """What fired, for tests and for whoever tends the patterns: kind, pattern, and the words as they were read."""
    patterns = safety_patterns()
    words, lemmas = patterns.spelling.read(text)
    lemmas = _without_idioms(words, lemmas, patterns)
    seen = frozenset(words) | frozenset(lemmas)
    doc = document(words, lemmas, patterns.known)
    found: list[tuple[Kind, str, str]] = []
    for kind, pattern in patterns.rules:
        if not pattern.may_match(seen):
            continue
        for start, end in pattern.spans(doc):
            if not _denied(doc, start, end, pattern, patterns):
                found.append((kind, pattern.written, " ".join(words[start:end])))
                break
    return found


def _without_idioms(words: list[str], lemmas: list[str], patterns: SafetyPatterns) -> list[str]:
    seen = frozenset(words) | frozenset(lemmas)
    doc = document(words, lemmas, patterns.known)
    left = list(lemmas)
    for pattern in patterns.idioms:
        if pattern.may_match(seen):
            for start, end in pattern.spans(doc):
                left[start:end] = [OTHER] * (end - start)
    return left


def _denied(doc: Doc, start: int, end: int, pattern: WordPattern, patterns: SafetyPatterns) -> bool:
    """Whether the message says that it is not so: "he has never hurt himself"."""
    lemmas = [token.lemma_ for token in doc]
    first = start
    while first > 0 and lemmas[first - 1] in patterns.carries_negation:
        first -= 1
    first -= first > 0 and lemmas[first - 1] in NEGATIONS
    # "cannot stop hitting", "not only": the danger stands.
    said = [i for i in range(first, end) if lemmas[i] in NEGATIONS and lemmas[i + 1] not in patterns.keeps_danger]
    return len(said) > pattern.negations
