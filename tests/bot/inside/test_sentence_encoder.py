"""The featuriser's contract: what the classifier after it relies on."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.sentence_encoder import SentenceEncoder
from kb.encoder import Encoder, EncoderMissing, encoder

QUESTION = "Who decides what help my son gets?"


def a_message(text: str) -> Message:
    """A message as it comes out of the tokenizer."""
    message = Message({TEXT: text})
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    message.set(TOKENS_NAMES[TEXT], tokenizer.tokenize(message, TEXT) if text else [])
    return message


def a_component() -> SentenceEncoder:
    return SentenceEncoder({FEATURIZER_CLASS_ALIAS: "encoder"}, "encoder")


def encoded(*texts: str) -> list[Message]:
    return a_component().process([a_message(text) for text in texts])


def token_rows(message: Message) -> np.ndarray:
    return message.get_dense_features(TEXT)[0].features


def sentence_row(message: Message) -> np.ndarray:
    return message.get_dense_features(TEXT)[1].features


class Features(unittest.TestCase):
    def test_every_token_and_the_sentence_get_384_numbers(self) -> None:
        [message] = encoded(QUESTION)

        self.assertEqual(token_rows(message).shape, (7, 384))
        self.assertEqual(sentence_row(message).shape, (1, 384))

    def test_no_token_is_left_without_meaning(self) -> None:
        [message] = encoded("senco’s EHCP — naïve 🙂 21 weeks??")

        self.assertTrue((np.abs(token_rows(message)).sum(axis=1) > 0).all())

    def test_the_sentence_has_length_one(self) -> None:
        for message in encoded(QUESTION, "help", "x" * 1000):
            self.assertAlmostEqual(float(np.linalg.norm(sentence_row(message))), 1.0, places=5)

    def test_the_features_carry_the_name_of_the_component(self) -> None:
        [message] = encoded(QUESTION)

        self.assertEqual({f.origin for f in message.features}, {"encoder"})

    def test_a_batch_gives_what_each_message_alone_gives(self) -> None:
        texts = [QUESTION, "ehcp how long", "My daughter is six and she can't sit still. " * 5]

        together = encoded(*texts)

        for message, text in zip(together, texts, strict=True):
            [alone] = encoded(text)
            np.testing.assert_array_equal(sentence_row(message), sentence_row(alone))
            np.testing.assert_array_equal(token_rows(message), token_rows(alone))

    def test_training_and_a_turn_give_the_same(self) -> None:
        texts = [QUESTION, "ehcp how long", "who pays"]

        trained = a_component().process_training_data(TrainingData([a_message(text) for text in texts]))

        for message, asked in zip(trained.training_examples, encoded(*texts), strict=True):
            # Equal but for the last bits: training runs equally long texts together.
            np.testing.assert_allclose(sentence_row(message), sentence_row(asked), atol=1e-5)

    def test_the_sentence_is_the_one_of_the_knowledge_base(self) -> None:
        [message] = encoded(QUESTION)

        np.testing.assert_array_equal(sentence_row(message), encoder().sentences([QUESTION]))

    def test_near_meanings_lie_nearer_than_far_ones(self) -> None:
        asked, near, far = (
            sentence_row(m)[0] for m in encoded(QUESTION, "Who chooses my boy's support?", "Bins are late")
        )

        self.assertGreater(asked @ near, asked @ far)

    def test_an_empty_message_passes_without_features(self) -> None:
        [message] = encoded("")

        self.assertEqual(message.features, [])

    def test_a_message_longer_than_the_model_reads_keeps_a_row_for_each_token(self) -> None:
        [message] = encoded("word " * 600)

        self.assertEqual(token_rows(message).shape, (600, 384))


class ModelFiles(unittest.TestCase):
    def folder(self, **files: str) -> Any:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, text in files.items():
            Path(folder.name, name.replace("_", ".")).write_text(text, encoding="utf-8")
        return mock.patch.dict(os.environ, ASKLINE_ENCODER_DIR=folder.name)

    def test_a_missing_model_is_named_together_with_the_remedy(self) -> None:
        with self.folder(), self.assertRaises(EncoderMissing) as missing:
            Encoder()

        self.assertIn("model.onnx is missing", str(missing.exception))
        self.assertIn("make install", str(missing.exception))
        self.assertIn("ASKLINE_ENCODER_DIR", str(missing.exception))

    def test_a_missing_tokenizer_is_named_too(self) -> None:
        with self.folder(model_onnx="not read"), self.assertRaisesRegex(EncoderMissing, "tokenizer.json is missing"):
            Encoder()
