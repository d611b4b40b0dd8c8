"""A Rasa featuriser: the sentence encoder that the knowledge base uses too, as token and sentence features."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from kb.encoder import Encoder, encoder

TRAINING_THREADS = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Dense features of 384 dimensions: a row for each token, and one row of length one for the sentence."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`sequences`: a row for each token too. Our classifier reads sentences, so it is off: in training Rasa
        fingerprints every feature after every step, and these are twenty times as many."""
        return {**DenseFeaturizer.get_default_config(), "sequences": True}

    def __init__(self, config: dict[str, Any], name: str, model: Encoder | None = None) -> None:
        super().__init__(name, config)
        self._encoder = model or encoder()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(config, execution_context.node_name)

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds token and sentence features to each message that has text."""
        for message in messages:
            if message.get(TEXT):
                self._add_features(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to every training example, on two threads (ONNX Runtime frees the lock)."""
        examples = [e for e in training_data.training_examples if e.get(TEXT)]
        with ThreadPoolExecutor(TRAINING_THREADS) as pool:
            list(pool.map(self._add_many, (examples[n::TRAINING_THREADS] for n in range(TRAINING_THREADS))))
        return training_data

    def _add_many(self, messages: list[Message]) -> None:
        texts = [m.get(TEXT) for m in messages]
        for i, sequence, sentence in self._encoder.tokens_and_sentences(texts, [spans(m) for m in messages]):
            self._set(messages[i], sequence, sentence)

    def _add_features(self, message: Message) -> None:
        if self._sequences:
            self._set(message, *self._encoder.tokens_and_sentence(message.get(TEXT), spans(message)))
        else:
            # The API may have handed the numbers over with the message (bot/channel.py).
            self._set(message, None, self._encoder.sentence(message.get(TEXT))[None, :])

    @property
    def _sequences(self) -> bool:
        return bool(self._config.get("sequences", True))

    def _set(self, message: Message, sequence: np.ndarray | None, sentence: np.ndarray) -> None:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        if self._sequences:
            message.add_features(Features(sequence, FEATURE_TYPE_SEQUENCE, TEXT, alias))
        message.add_features(Features(sentence, FEATURE_TYPE_SENTENCE, TEXT, alias))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to set."""


def spans(message: Message) -> list[tuple[int, int]]:
    """Where each token of the message begins and ends."""
    tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
    return [(token.start, token.end) for token in tokens]
