"""Simpler ways to the same end, measured on the same messages: what must be beaten to be worth having."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from api.learning.scoring import FALLBACK, Understood
from kb import shipped
from kb.answers import AnswerBook
from kb.book import read_book
from kb.database import connect, migrate
from kb.encoder import encoder
from kb.loading import load
from kb.markers import without_markers
from kb.search import AnswerSearch
from kb.topic_sense import TopicSense
from tests.evaluation.examples import Example
from tests.kb.models import learnt

RANKED = 10

Way = Callable[[Sequence[Example], Sequence[str]], list[Understood]]


def tfidf_regression(examples: Sequence[Example], texts: Sequence[str]) -> list[Understood]:
    """Words, pairs of words and pieces of words, weighted by rarity; logistic regression. No meaning."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3)
    model = make_pipeline(make_union(words, pieces), LogisticRegression(C=10.0, max_iter=200, tol=1e-3))
    model.fit([e.text for e in examples], [e.topic for e in examples])
    return [ranked(model.classes_, row) for row in model.predict_proba(list(texts))]


def nearest_example(examples: Sequence[Example], texts: Sequence[str]) -> list[Understood]:
    """The topic of the training example that is nearest in meaning, by the encoder that Rasa uses too."""
    topics = np.array(sorted({e.topic for e in examples}))
    owners = np.array([e.topic for e in examples])
    near = encoder().sentences(list(texts)) @ meaning(tuple(e.text for e in examples)).T
    best = np.stack([near[:, owners == topic].max(axis=1) for topic in topics], axis=1)
    return [ranked(topics, row) for row in best]


def bm25_over_answers(_examples: Sequence[Example], texts: Sequence[str]) -> list[Understood]:
    """Search by words over the national answers. It learns nothing, and knows neither out of scope nor crisis."""
    topics = shipped.topics()
    documents = [without_markers(f"{t.question} {t.title}. {t.answer} {t.more}") for t in topics.values()]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(documents, stopwords="en", show_progress=False), show_progress=False)
    asked = bm25s.tokenize(list(texts), stopwords="en", return_ids=False, show_progress=False)
    names = np.array(list(topics))
    return [ranked(names, index.get_scores(words) if words else np.zeros(len(names))) for words in asked]


def answer_search(_examples: Sequence[Example], texts: Sequence[str]) -> list[Understood]:
    """kb.search without a trained model: BM25 and meaning over the answers together."""
    with shipped_book() as book:
        search = AnswerSearch(book, encoder())
    return [_found([(f.topic, f.nearness) for f in search.search(text, RANKED)]) for text in texts]


def sensed_search(examples: Sequence[Example], texts: Sequence[str]) -> list[Understood]:
    """kb.search as it serves while Rasa is away: with the sense that training keeps in the model."""
    sense = TopicSense(learnt([(e.topic, e.text) for e in examples], meaning))
    with shipped_book() as book:
        search = AnswerSearch(book, encoder(), lambda: sense)
    return [_found([(s.intent, s.share) for s in search.understand(text)[:RANKED]]) for text in texts]


@contextmanager
def shipped_book() -> Iterator[AnswerBook]:
    """The answers of kb/content, by way of a database as in life."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder).as_posix()}/answers.db")
        migrate(engine)
        load(engine)
        yield read_book(engine)
        engine.dispose()


@lru_cache(maxsize=2)
def meaning(texts: tuple[str, ...]) -> np.ndarray:
    """A row for each text. Kept: two ways read the same thousands of examples."""
    return encoder().sentences(list(texts))


WAYS: dict[str, Way] = {
    "tf-idf and logistic regression": tfidf_regression,
    "nearest example by meaning (kb.encoder)": nearest_example,
    "BM25 over the answers": bm25_over_answers,
    "BM25 and meaning over the answers (kb.search, no model)": answer_search,
    "search with the model's sense of meaning (kb.search)": sensed_search,
}


def ranked(topics: np.ndarray, scores: np.ndarray) -> Understood:
    """The topics by score, best first; a fallback when nothing scored at all."""
    best = np.argsort(-scores, kind="stable")[:RANKED]
    return _found([(str(topics[i]), float(scores[i])) for i in best if scores[i] > 0])


def _found(ranking: list[tuple[str, float]]) -> Understood:
    return Understood(ranking[0][0] if ranking else FALLBACK, tuple(ranking))
