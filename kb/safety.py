"""Whether somebody may be in danger: a check that runs first, on every message, and needs no Rasa.

The patterns are data, in `kb/content/safety_patterns.yml`. Where none fires, what was learned from many short sentences
listens once more (kb/danger.py); where no encoder is installed, the patterns guard alone. All of it leans to caution: a
crisis that is missed costs more than a card with phone numbers that nobody needed. It never decides what help is given,
only that help comes first.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from spacy.tokens import Doc

from kb.danger import danger_weights, likeliest_kind, listen, meaning_of, passages, weigh
from kb.shipped import CONTENT, read_yaml
from kb.spelling import OTHER, PAUSE, SHORTEST_MENDED, STOP, Spelling
from kb.word_patterns import NEGATIONS, WordPattern, document

Kind = Literal["suicide", "self_harm", "abuse", "violence", "missing", "overdose", "breaking_point", "danger"]

# What cannot wait comes first: the order of a message's kinds.
URGENCY: tuple[Kind, ...] = (
    "overdose", "danger", "suicide", "missing", "violence", "abuse", "self_harm", "breaking_point",
)  # fmt: skip
LONGEST_HEARD = 4_000  # characters: the learned ear takes some 3 ms for each 40 words
MARGIN_AT_SAYINGS = 2.0  # "I'd rather die than phone them": the encoder hears the dying, the patterns know the saying


@dataclass(frozen=True)
class Crisis:
    """What kinds of danger a message speaks of, the most urgent first."""

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


Named = list[tuple[Kind, str, str, bool]]


def crisis(text: str, named: Named | None = None) -> Crisis | None:
    """The danger that a message speaks of, or None. `named`: what `dangers_named` found in it before."""
    named = dangers_named(text) if named is None else named
    found = {kind for kind, _, _, is_denied in named if not is_denied}
    if not found and (kind := suspected(text, denials=bool(named))):
        found = {kind}
    return Crisis(tuple(sorted(found, key=URGENCY.index))) if found else None


def as_read(text: str) -> tuple[list[str], bool]:
    """The lemmas of a text without what is only a saying, and whether there was such a saying."""
    patterns = safety_patterns()
    words, lemmas = patterns.spelling.read(text)
    left = _without_idioms(words, lemmas, patterns)
    return left, left != lemmas


def suspected(text: str, denials: bool = True) -> Kind | None:
    """The kind of danger that a message sounds like, by what was learned from many; None where nothing sounds so.

    `denials` says whether the message may deny a danger somewhere.
    """
    weights = danger_weights()
    loudest: tuple[float, Kind | None] = (0.0, None)
    for passage in passages(text[:LONGEST_HEARD]):
        if denials and denied(passage):  # the learned ear is deaf to "not"
            continue
        meaning = meaning_of(passage)
        if meaning is None:
            return None
        lemmas, saying = as_read(passage)
        margin = weights.threshold + (MARGIN_AT_SAYINGS if saying else 0.0)
        heard = weigh(meaning, lemmas, weights) - margin
        if heard > loudest[0]:
            loudest = heard, cast(Kind, likeliest_kind(meaning, weights))
    return loudest[1]


def evidence(text: str) -> list[tuple[Kind, str, str]]:
    """What fired, for tests and for whoever tends the patterns: kind, pattern, and the words as they were read."""
    return [(kind, written, words) for kind, written, words, denied in dangers_named(text) if not denied]


def denied(text: str) -> bool:
    """Whether a danger is named only to say that there is none."""
    found = dangers_named(text)
    return bool(found) and all(is_denied for *_, is_denied in found)


def listen_ahead(text: str) -> None:
    """Works out what the learned ear will need, so that others can work meanwhile."""
    for passage in passages(text[:LONGEST_HEARD]):
        listen(passage)


def dangers_named(text: str) -> Named:
    """Every pattern that fits: kind, pattern, the words as they were read, and whether the message denies it."""
    patterns = safety_patterns()
    words, lemmas = patterns.spelling.read(text)
    lemmas = _without_idioms(words, lemmas, patterns)
    seen = frozenset(words) | frozenset(lemmas)
    doc = document(words, lemmas, patterns.known)
    found: list[tuple[Kind, str, str, bool]] = []
    for kind, pattern in patterns.rules:
        spans = pattern.spans(doc) if pattern.may_match(seen) else []
        said = [span for span in spans if not _denied(doc, *span, pattern, patterns)]
        if spans:
            start, end = (said or spans)[0]
            found.append((kind, pattern.written, " ".join(words[start:end]), not said))
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
