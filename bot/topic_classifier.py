"""The intent classifier: a linear SVM on words, pieces of words and meaning.

Rasa's own LogisticRegressionClassifier takes minutes on these features, DIET longer; both understood real messages less
well when measured side by side (docs/adr/0004). This one trains in seconds and keeps plain arrays, no pickles.
"""

from __future__ import annotations

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
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from bot.topic_sense import fit_sense

FILE = "topic_classifier.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message; confidences are between 0 and 1 and add up to 1 before the ranking is cut."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`meaning_weight`: meaning against words. `sharpness`: how steeply margins become confidences (calibrated)."""
        return {"c": 0.3, "meaning_weight": 1.4, "sharpness": 4.0, "ranking_length": 10}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._learnt: dict[str, np.ndarray] = {}

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
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that has an intent."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        labels = [e.get(INTENT) for e in examples]
        counts, meaning = features(examples)
        # Rare words say more: inverse document frequency, as in scikit-learn's TfidfTransformer.
        idf = np.log((1 + counts.shape[0]) / (1 + np.diff(counts.tocsc().indptr))) + 1
        svm = LinearSVC(C=self._config["c"], random_state=0).fit(self._joined(counts, meaning, idf), labels)
        self._learnt = {
            "intents": np.array(svm.classes_, dtype=str),
            "idf": idf.astype(np.float32),
            "weights": svm.coef_.T.astype(np.float32),
            "bias": svm.intercept_.astype(np.float32),
        }
        self._learnt |= fit_sense(meaning, labels)
        with self._storage.write_to(self._resource) as folder:
            np.savez(folder / FILE, **self._learnt)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets `intent` and `intent_ranking` of each message."""
        for message in messages:
            if not message.features:
                continue
            scores = softmax(self._config["sharpness"] * self._margins(message)[None, :])[0]
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

    def _margins(self, message: Message) -> np.ndarray:
        """How far one message lies on the right side of each intent: as `_joined` has it, without sparse matrices.

        Making those for a single row takes ten times as long as the arithmetic.
        """
        places, found, meaning = counted(message)
        weighted = (1 + np.log(found)) * self._learnt["idf"][places]
        length = float(np.linalg.norm(weighted)) or 1.0
        words, dense = np.split(self._learnt["weights"], [len(self._learnt["idf"])])
        margins: np.ndarray = (weighted / length) @ words[places] + self._config["meaning_weight"] * meaning @ dense
        return margins + self._learnt["bias"]

    def _joined(self, counts: csr_matrix, meaning: np.ndarray, idf: np.ndarray) -> csr_matrix:
        weighted = counts.astype(np.float32).tocsr(copy=True)
        weighted.data = 1 + np.log(weighted.data)
        weighted = normalize(weighted.multiply(idf).tocsr())
        return hstack([weighted, csr_matrix(self._config["meaning_weight"] * meaning)]).tocsr()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every setting is a number; Rasa checks the names."""


def features(messages: list[Message]) -> tuple[csr_matrix, np.ndarray]:
    """The messages' sentence features: counts of words and pieces of words (sparse), and their meaning (dense)."""
    counts, meaning = [], []
    for message in messages:
        counts.append(message.get_sparse_features(attribute=TEXT)[1].features)
        meaning.append(message.get_dense_features(attribute=TEXT)[1].features)
    return vstack(counts).tocsr(), np.vstack(meaning)


def counted(message: Message) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The message's counts, as the places that are not empty and what stands there, and its meaning."""
    places, found, meaning, width = [], [], [], 0
    for feature in message.features:
        if feature.type != FEATURE_TYPE_SENTENCE or feature.attribute != TEXT:
            continue
        if feature.is_sparse():
            row = feature.features.tocoo()
            places.append(row.col + width)
            found.append(row.data)
            width += row.shape[1]
        else:
            meaning.append(feature.features[0])
    return np.concatenate(places), np.concatenate(found).astype(np.float32), np.concatenate(meaning)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Each row as shares that add up to one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
