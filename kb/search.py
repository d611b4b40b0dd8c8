"""What a message may be about, without Rasa: search over the answers, and the trained model's sense of meaning.

Search fuses words (BM25) and meaning (the encoder) by rank. It needs no training, but knows only the answers.
With a trained model its sense ranks, and words only add to it: that was right twice as often.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import bm25s
import numpy as np

from kb.answers import AnswerBook, AnswerText
from kb.encoder import Encoder
from kb.facts import TopicFacts
from kb.markers import without_markers
from kb.topic_sense import TopicSense

FUSION = 60  # of reciprocal rank fusion: the usual constant; larger flattens the difference between ranks
NEAR_ENOUGH = 0.30  # least cosine for an answer to be offered at all; below it we say that we found nothing
WORDS = 0.1  # what a BM25 score counts beside the sense, whose scores are logarithms: rare words tip the balance
_MARKUP = re.compile(r"[*_#>\[\]{}]")


@dataclass(frozen=True)
class Found:
    """A topic that may answer, and how near in meaning it is (cosine, -1 to 1)."""

    topic: str
    nearness: float


@dataclass(frozen=True)
class Sensed:
    """An intent that a message may have (a topic, or out_of_scope, greet and the like), and its share (0 to 1)."""

    intent: str
    share: float


class AnswerSearch:
    """An index of one answer book; built once, asked in a few milliseconds."""

    def __init__(
        self, book: AnswerBook, encoder: Encoder, sense: Callable[[], TopicSense | None] = lambda: None
    ) -> None:
        """Of that book. `sense` hands out the trained model's sense of now, or None while there is none."""
        self._encoder, self._sense = encoder, sense
        self._topics = [name for name in book.topics if book.has(name)]
        documents = [_document(book.topics[name], book.answers[(name, "")]) for name in self._topics]
        self._bm25 = bm25s.BM25()
        self._bm25.index(bm25s.tokenize(documents, stopwords="en", show_progress=False), show_progress=False)
        asked = [f"{book.topics[n].question} {book.topics[n].title}" for n in self._topics]
        answered = [d[:600] for d in documents]
        self._asked, self._answered = encoder.sentences(asked), encoder.sentences(answered)

    def search(self, text: str, count: int = 3) -> list[Found]:
        """The topics that fit best, best first; empty when none is near enough."""
        meaning = self._encoder.sentences([text])[0]
        near = np.maximum(self._asked @ meaning, self._answered @ meaning)
        words = self._word_scores(text)
        fused = 1 / (FUSION + _ranks(near)) + (1 / (FUSION + _ranks(words))) * (words > 0)
        order = np.argsort(-fused, kind="stable")
        return [Found(self._topics[i], float(near[i])) for i in order[:count] if near[i] >= NEAR_ENOUGH]

    def understand(self, text: str) -> list[Sensed]:
        """Every intent that the model knows, likeliest first; empty while there is no trained model."""
        sense = self._sense()
        if sense is None:
            return []
        words = dict(zip(self._topics, self._word_scores(text), strict=True))
        meant = sense.scores(self._encoder.sentences([text])[0])
        scores = meant + WORDS * np.array([words.get(intent, 0.0) for intent in sense.intents])
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        return [Sensed(sense.intents[i], float(shares[i])) for i in np.argsort(-shares, kind="stable")]

    def _word_scores(self, text: str) -> np.ndarray:
        tokens = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
        # "is it not?" holds nothing but stop words, and bm25s fails on an empty question.
        return self._bm25.get_scores(tokens) if tokens else np.zeros(len(self._topics))


def _ranks(scores: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks


def _document(topic: TopicFacts, answer: AnswerText) -> str:
    text = without_markers(f"{topic.question} {topic.title}. {answer.texts['answer']} {answer.texts.get('more', '')}")
    return _MARKUP.sub(" ", text)
