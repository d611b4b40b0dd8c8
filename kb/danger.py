"""A learned ear for danger beside the patterns: how much a message sounds like one from somebody in danger, and which.

A weighing of the sentence encoder's numbers and of single words and pairs. The weights are data, learned from short
sentences by `make danger`; the sentences themselves are not needed to run.
"""

import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from kb.encoder import EncoderMissing, Floats, encoder
from kb.english import sentences
from kb.shipped import CONTENT

SENTENCES = CONTENT / "danger_sentences.yml"  # what the weights are learned from
TOGETHER = 40  # words of neighbouring sentences that are weighed at once: in a long story a danger would drown


@dataclass(frozen=True)
class DangerWeights:
    """What was learned: one weight for each of the encoder's numbers and each word, and a row for each kind."""

    threshold: float
    bias: float
    meaning: Floats
    words: Mapping[str, float]
    kinds: tuple[str, ...]
    kind_meaning: Floats
    kind_bias: Floats


@lru_cache
def danger_weights(content: Path = CONTENT) -> DangerWeights:
    """The shipped weights."""
    raw = json.loads((content / "danger_weights.json").read_text(encoding="utf-8"))
    rows = {key: np.array(raw[key], dtype=np.float32) for key in ("meaning", "kind_meaning", "kind_bias")}
    return DangerWeights(raw["threshold"], raw["bias"], words=raw["words"], kinds=tuple(raw["kinds"]), **rows)


def passages(text: str) -> list[str]:
    """The message in passages of whole sentences, each of about TOGETHER words at most."""
    found: list[list[str]] = [[]]
    for sentence in sentences(text):
        if found[-1] and len(" ".join([*found[-1], sentence]).split()) > TOGETHER:
            found.append([])
        found[-1].append(sentence)
    return [" ".join(passage) for passage in found if passage]


def features(lemmas: Sequence[str]) -> frozenset[str]:
    """The words and the pairs of words that are weighed."""
    return frozenset(lemmas) | frozenset(f"{a} {b}" for a, b in pairwise(lemmas))


def weigh(meaning: Floats, lemmas: Sequence[str], weights: DangerWeights) -> float:
    """How much a passage speaks of danger: above 0 it probably does."""
    seen = features(lemmas)
    said: float = sum(weights.words.get(feature, 0.0) for feature in seen) / math.sqrt(max(len(seen), 1))
    return float(meaning @ weights.meaning) + said + weights.bias


def likeliest_kind(meaning: Floats, weights: DangerWeights) -> str:
    """The kind of danger that a passage sounds most like."""
    return weights.kinds[int(np.argmax(weights.kind_meaning @ meaning + weights.kind_bias))]


def meaning_of(passage: str) -> Floats | None:
    """The passage in the encoder's numbers, or None where no encoder is installed: then only the patterns guard."""
    try:
        row: Floats = encoder().sentence(passage)
    except EncoderMissing:
        return None
    encoder().leave(passage, row)  # most messages are one passage, and Rasa wants the same numbers next
    return row


def listen(passage: str) -> None:
    """Works out the passage's numbers and leaves them for `meaning_of`."""
    with suppress(EncoderMissing):
        encoder().leave(passage, encoder().sentences([passage])[0])
