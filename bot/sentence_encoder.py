"""A Rasa featuriser: the sentence encoder that the knowledge base uses too, as token and sentence features."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

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
        """Adds the features to every training example, on two threads: ONNX Runtime lets go of the interpreter's lock."""
        with ThreadPoolExecutor(TRAINING_THREADS) as pool:
            list(pool.map(self._add_features, [e for e in training_data.training_examples if e.get(TEXT)]))
        return training_data

    def _add_features(self, message: Message) -> None:
        tokens: list[Token] = message.get(TOKENS_NAMES[TEXT]) or []
        sequence, sentence = self._encoder.tokens_and_sentence(message.get(TEXT), [(t.start, t.end) for t in tokens])
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        message.add_features(Features(sequence, FEATURE_TYPE_SEQUENCE, TEXT, alias))
        message.add_features(Features(sentence, FEATURE_TYPE_SENTENCE, TEXT, alias))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to set."""
