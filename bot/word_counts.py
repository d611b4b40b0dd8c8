"""Counts words, pairs of words and pieces of words, as scikit-learn's CountVectorizer does; keeps plain lists only.

Rasa's CountVectorsFeaturizer writes every number as one word, so that "6,000" and "20 weeks" are lost on it, and in
training it copies and fingerprints a sparse matrix for every example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer

# How texts are taken apart, and in how many examples a piece has to stand to count at all.
WAYS = (
    {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b", "min_df": 2},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3},
)


class WordCounts:
    """One column for each word, pair of words, or piece of a word that was learnt."""

    def __init__(self, vocabularies: Sequence[Sequence[str]]) -> None:
        self.vocabularies = [list(vocabulary) for vocabulary in vocabularies]
        self._columns: list[dict[str, int]] = []
        begin = 0
        for vocabulary in self.vocabularies:
            self._columns.append({piece: begin + n for n, piece in enumerate(vocabulary)})
            begin += len(vocabulary)
        self._taken_apart: list[Callable[[str], Iterable[str]]] = [
            CountVectorizer(**way).build_analyzer() for way in WAYS
        ]

    @classmethod
    def learnt(cls, texts: Sequence[str]) -> tuple[WordCounts, csr_matrix]:
        """The pieces that these texts share, and the texts' counts of them, one row a text."""
        vectorizers = [CountVectorizer(**way, dtype=np.float32) for way in WAYS]
        counts = hstack([vectorizer.fit_transform(texts) for vectorizer in vectorizers]).tocsr()
        return cls([vectorizer.get_feature_names_out().tolist() for vectorizer in vectorizers]), counts

    def of(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The columns that one text fills, and its counts there: the same as its row in training has."""
        found: Counter[int] = Counter()
        for columns, apart in zip(self._columns, self._taken_apart, strict=True):
            found.update(columns[piece] for piece in apart(text) if piece in columns)
        return np.fromiter(found, np.int64, len(found)), np.fromiter(found.values(), np.float32, len(found))
