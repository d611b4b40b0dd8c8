"""The classifier on a tiny set: it learns, it is stored and read back, and its confidences are shares of one."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.topic_classifier import FILE, KNOWN, WORDS, TopicClassifier
from kb.encoder import encoder

LEARNT = {
    "transport": ["who pays for the taxi to school", "no bus for my son", "taxi to school", "school bus stopped"],
    "benefits": ["can I claim DLA", "PIP form help", "DLA for my child", "how do I claim PIP"],
    "exclusion": ["he was suspended", "excluded for two days", "my son is excluded", "suspended again today"],
    "greet": ["hello", "hi there", "good morning", "hello again"],
}
QUESTIONS = ["is there a taxi", "pip", "she was excluded", "hello", "suspended for my school bus"]
NODE = ExecutionContext(GraphSchema({}))


def a_message(text: str, intent: str | None = None) -> Message:
    """A message with its meaning, as the pipeline gives it."""
    message = Message({TEXT: text, **({INTENT: intent} if intent else {})})
    message.add_features(Features(encoder().sentences([text]), FEATURE_TYPE_SENTENCE, TEXT, "meaning"))
    return message


def training_data() -> TrainingData:
    return TrainingData([a_message(text, intent) for intent, texts in LEARNT.items() for text in texts])


class Classifier(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.storage = LocalModelStorage.create(Path(folder.name))
        self.resource = Resource("topics")

    def trained(self, **settings: Any) -> TopicClassifier:
        config = {**TopicClassifier.get_default_config(), **settings}
        component = TopicClassifier.create(config, self.storage, self.resource, NODE)
        component.train(training_data())
        return component

    def rankings(self, component: TopicClassifier) -> list[Any]:
        return [message.get("intent_ranking") for message in component.process([a_message(q) for q in QUESTIONS])]

    def test_it_finds_the_intent_of_messages_that_it_has_not_seen(self) -> None:
        found = [ranking[0]["name"] for ranking in self.rankings(self.trained())]

        self.assertEqual(found[:4], ["transport", "benefits", "exclusion", "greet"])

    def test_what_is_read_back_ranks_exactly_as_what_was_trained(self) -> None:
        trained = self.trained()

        loaded = TopicClassifier.load(TopicClassifier.get_default_config(), self.storage, self.resource, NODE)

        self.assertEqual(self.rankings(loaded), self.rankings(trained))

    def test_training_twice_gives_the_same_ranking(self) -> None:
        self.assertEqual(self.rankings(self.trained()), self.rankings(self.trained()))

    def test_what_is_stored_holds_plain_arrays_only(self) -> None:
        self.trained()

        with self.storage.read_from(self.resource) as folder:
            self.assertEqual(sorted(path.name for path in folder.iterdir()), sorted([FILE, WORDS, KNOWN]))
            self.assertEqual([type(v) for v in json.loads((folder / WORDS).read_text())], [list, list])
            with np.load(folder / FILE, allow_pickle=False) as arrays:
                self.assertEqual(sorted(arrays["intents"]), sorted(LEARNT))

    def test_a_sense_of_the_same_intents_by_meaning_alone_is_stored_beside_it(self) -> None:
        self.trained()

        with self.storage.read_from(self.resource) as folder, np.load(folder / FILE, allow_pickle=False) as arrays:
            scores = encoder().sentences(QUESTIONS[:4]) @ arrays["sense_weights"] + arrays["sense_bias"]
            found = [str(arrays["sense_intents"][i]) for i in scores.argmax(axis=1)]

        self.assertEqual(found, ["transport", "benefits", "exclusion", "greet"])

    def test_a_message_that_is_not_made_of_words_is_heard_with_no_confidence_yet_ranked(self) -> None:
        strange, empty = self.trained().process([a_message("flurp gnarble wox"), a_message("the the they it was when")])

        self.assertEqual([r["confidence"] for r in strange.get("intent_ranking")], [0.0] * len(LEARNT))
        self.assertEqual({r["name"] for r in strange.get("intent_ranking")}, set(LEARNT))
        self.assertLess(empty.get(INTENT)["confidence"], 0.2)

    def test_a_model_that_was_trained_before_there_were_known_words_finds_none_strange(self) -> None:
        self.trained()
        with self.storage.write_to(self.resource) as folder:
            (folder / KNOWN).unlink()

        loaded = TopicClassifier.load(TopicClassifier.get_default_config(), self.storage, self.resource, NODE)

        self.assertGreater(loaded.process([a_message("flurp gnarble wox")])[0].get(INTENT)["confidence"], 0.0)

    def test_confidences_add_up_to_one(self) -> None:
        for ranking in self.rankings(self.trained()):
            self.assertAlmostEqual(sum(ranked["confidence"] for ranked in ranking), 1.0, places=5)

    def test_the_ranking_holds_every_intent_once_the_surest_first(self) -> None:
        for ranking in self.rankings(self.trained()):
            confidences = [ranked["confidence"] for ranked in ranking]
            self.assertEqual({ranked["name"] for ranked in ranking}, set(LEARNT))
            self.assertEqual(len(ranking), len(LEARNT))
            self.assertEqual(confidences, sorted(confidences, reverse=True))

    def test_the_ranking_is_cut_to_its_length_and_keeps_the_confidences(self) -> None:
        whole, cut = self.rankings(self.trained()), self.rankings(self.trained(ranking_length=2))

        self.assertEqual(cut, [ranking[:2] for ranking in whole])

    def test_the_intent_is_the_first_of_the_ranking(self) -> None:
        for message in self.trained().process([a_message(q) for q in QUESTIONS]):
            self.assertEqual(message.get(INTENT), message.get("intent_ranking")[0])

    def test_sharpness_changes_how_sure_it_is_and_not_the_order(self) -> None:
        blunt, sharp = self.rankings(self.trained(sharpness=2.0)), self.rankings(self.trained(sharpness=8.0))

        for one, other in zip(blunt, sharp, strict=True):
            self.assertEqual([ranked["name"] for ranked in one], [ranked["name"] for ranked in other])
            self.assertLess(one[0]["confidence"], other[0]["confidence"])

    def test_a_message_without_features_is_left_alone(self) -> None:
        [message] = self.trained().process([Message({TEXT: ""})])

        self.assertIsNone(message.get(INTENT))

    def test_an_example_without_an_intent_teaches_nothing(self) -> None:
        data = TrainingData([*training_data().training_examples, a_message("taxi for my son")])
        component = TopicClassifier.create(TopicClassifier.get_default_config(), self.storage, self.resource, NODE)

        component.train(data)

        self.assertEqual(self.rankings(component), self.rankings(self.trained()))

    def test_the_nearest_example_helps_where_words_do_not(self) -> None:
        far = {"nearness": 0.0, "sharpness": 1.0}
        near = {"nearness": 5.0, "sharpness": 1.0}

        def sure_of_transport(settings: dict[str, float]) -> float:
            [message] = self.trained(**settings).process([a_message("cab for the school run")])
            return {r["name"]: r["confidence"] for r in message.get("intent_ranking")}["transport"]

        self.assertGreater(sure_of_transport(near), sure_of_transport(far))

    def test_an_intent_that_is_not_considered_never_overtakes_one_that_is(self) -> None:
        few = self.rankings(self.trained(considered=2))
        without = self.rankings(self.trained(nearness=0.0))

        for one, other in zip(few, without, strict=True):
            self.assertEqual({r["name"] for r in one[:2]}, {r["name"] for r in other[:2]})

    def test_one_message_scores_as_the_svm_scores_its_row(self) -> None:
        component = self.trained(nearness=0.0)
        texts = [*QUESTIONS, "taxi taxi 20 weeks 6,000"]

        for text in texts:
            message = a_message(text)
            places, found = component._words.of(text)
            row = csr_matrix((found, (np.zeros_like(places), places)), shape=(1, len(component._learnt["idf"])))
            meaning = message.features[0].features
            joined = component._joined(row, meaning, component._learnt["idf"])
            whole = (joined @ component._learnt["weights"] + component._learnt["bias"])[0]
            np.testing.assert_allclose(component._score(message), whole, atol=1e-4)
