"""The intent classifier: a linear SVM on words, pieces of words and meaning, beside the nearest example by meaning.

Rasa's own LogisticRegressionClassifier takes minutes on these features, DIET longer; both understood real messages less
well when measured side by side (docs/adr/0004). This one trains in seconds and keeps plain arrays, no pickles.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from bot.known_words import KnownWords, says_nothing
from bot.topic_sense import fit_sense
from bot.word_counts import WordCounts

FILE, WORDS, KNOWN = "topic_classifier.npz", "words.json", "known_words.json"
HARDLY_HEARD = 0.15  # of its confidence is left to a message of empty words: under the fallback's threshold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message; confidences are between 0 and 1 and add up to 1 before the ranking is cut.

    All are 0 for a message that is not made of words.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What was measured to be best (docs/adr/0004).

        `meaning_weight`: meaning against words. `nearness`: what the nearest example counts beside the SVM's margin,
        for the `considered` best intents. `sharpness`: how steeply scores become confidences (calibrated).
        """
        return {
            "c": 0.3,
            "meaning_weight": 1.4,
            "nearness": 5.0,
            "considered": 12,
            "sharpness": 4.0,
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._learnt: dict[str, np.ndarray] = {}
        self._words = WordCounts(([], []))
        self._known = KnownWords([])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder, np.load(folder / FILE, allow_pickle=False) as arrays:
            component._learnt = dict(arrays)
            component._words = WordCounts(json.loads((folder / WORDS).read_text(encoding="utf-8")))
            if (folder / KNOWN).exists():  # a model that was trained before has none
                component._known = KnownWords(json.loads((folder / KNOWN).read_text(encoding="utf-8")))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that has an intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        labels = [e.get(INTENT) for e in examples]
        texts = [e.get(TEXT) for e in examples]
        self._words, counts = WordCounts.learnt(texts)
        self._known = KnownWords.learnt([*texts, *_listed(training_data)])
        meaning = np.vstack([meaning_of(e) for e in examples])
        # Rare words say more: inverse document frequency, as in scikit-learn's TfidfTransformer.
        idf = np.log((1 + counts.shape[0]) / (1 + np.diff(counts.tocsc().indptr))) + 1
        svm = LinearSVC(C=self._config["c"], random_state=0).fit(self._joined(counts, meaning, idf), labels)
        order = np.argsort(labels, kind="stable")
        self._learnt = {
            "intents": np.array(svm.classes_, dtype=str),
            "idf": idf.astype(np.float32),
            "weights": svm.coef_.T.astype(np.float32),
            "bias": svm.intercept_.astype(np.float32),
            # Every example's meaning, intent by intent, and where each intent's begin.
            "examples": meaning[order].astype(np.float16),
            "begins": np.append(np.searchsorted(np.array(labels)[order], svm.classes_), len(labels)),
        }
        self._learnt |= fit_sense(meaning, labels)
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / FILE, **self._learnt)
            (folder / WORDS).write_text(json.dumps(self._words.vocabularies), encoding="utf-8")
            (folder / KNOWN).write_text(json.dumps(sorted(self._known.words)), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent` and `intent_ranking` of each message."""
        for message in messages:
            if not message.get(TEXT) or not message.features:
                continue
            scores = softmax(self._config["sharpness"] * self._score(message)[None, :])[0]
            scores *= self._heard(message.get(TEXT))
            order = np.argsort(-scores, kind="stable")[: self._config["ranking_length"]]
            ranking = [
                {INTENT_NAME_KEY: str(self._learnt["intents"][i]), PREDICTED_CONFIDENCE_KEY: float(scores[i])}
                for i in order
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component learns from its guesses, so training data passes unchanged."""
        return training_data

    def _heard(self, text: str) -> float:
        """What share of its confidence a message deserves: none when its words are strange, little when they are empty.

        The order of the intents stays: should a real question be so misspelt, the right topic is still offered.
        """
        if self._known.strange(text):
            return 0.0
        return HARDLY_HEARD if says_nothing(text) else 1.0

    def _score(self, message: Message) -> np.ndarray:
        """Each intent's margin, and for the best of them how near its nearest example comes in meaning.

        The SVM knows which words and meanings tell intents apart; an example knows one way of asking, however rare.
        """
        places, found = self._words.of(message.get(TEXT))
        meaning = meaning_of(message)
        margins = self._margins(places, found, meaning)
        best = np.argsort(-margins, kind="stable")[: self._config["considered"]]
        near = np.array([(self._examples_of(intent) @ meaning).max() for intent in best])
        scores: np.ndarray = margins + self._config["nearness"] * near.min()
        scores[best] = margins[best] + self._config["nearness"] * near
        return scores

    def _margins(self, places: np.ndarray, found: np.ndarray, meaning: np.ndarray) -> np.ndarray:
        """How far a message lies on the right side of each intent: as `_joined` has it, without sparse matrices.

        Making those for a single row takes longer than the arithmetic.
        """
        weighted = (1 + np.log(found)) * self._learnt["idf"][places]
        length = float(np.linalg.norm(weighted)) or 1.0
        words, dense = np.split(self._learnt["weights"], [len(self._learnt["idf"])])
        margins: np.ndarray = (weighted / length) @ words[places] + self._config["meaning_weight"] * meaning @ dense
        return margins + self._learnt["bias"]

    def _examples_of(self, intent: int) -> np.ndarray:
        begins = self._learnt["begins"]
        return self._examples[begins[intent] : begins[intent + 1]]

    @cached_property
    def _examples(self) -> np.ndarray:
        # Stored in half the space; arithmetic wants the whole.
        return self._learnt["examples"].astype(np.float32)

    def _joined(self, counts: csr_matrix, meaning: np.ndarray, idf: np.ndarray) -> csr_matrix:
        weighted = counts.astype(np.float32).tocsr(copy=True)
        weighted.data = 1 + np.log(weighted.data)
        weighted = normalize(weighted.multiply(idf).tocsr())
        return hstack([weighted, csr_matrix(self._config["meaning_weight"] * meaning)]).tocsr()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every setting is a number; Rasa checks the names."""


def _listed(training_data: TrainingData) -> list[str]:
    """The names of councils and places: they stand in look-up tables, not in examples."""
    return [name for table in training_data.lookup_tables for name in table["elements"] if isinstance(name, str)]


def meaning_of(message: Message) -> np.ndarray:
    """The message's sentence vector."""
    found: np.ndarray = next(
        feature.features[0]
        for feature in message.features
        if feature.is_dense() and feature.type == FEATURE_TYPE_SENTENCE
    )
    return found


def softmax(scores: np.ndarray) -> np.ndarray:
    """Each row as shares that add up to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
