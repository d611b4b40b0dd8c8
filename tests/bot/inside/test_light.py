"""Serving without TensorFlow: stand-ins for what only training uses, and only where nothing else needs it."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from bot import light

RASA = Path(find_spec("rasa").origin).parent
OURS = ("bot.topic_classifier.TopicClassifier", "rasa.core.policies.rule_policy.RulePolicy")
DIET = "rasa.nlu.classifiers.diet_classifier.DIETClassifier"
SERVE = """
import sys
from pathlib import Path
from bot import light
assert light.apply(Path(sys.argv[1]))
import rasa.cli.run, rasa.core.agent, rasa.core.run, rasa.server
from rasa.core.policies import memoization, rule_policy
from rasa.nlu.extractors import entity_synonyms, regex_entity_extractor
from rasa.nlu.featurizers.sparse_featurizer import count_vectors_featurizer
from bot import channel, sentence_encoder, speed, topic_classifier, tracker_store
sys.exit("tensorflow" in sys.modules)
"""


def a_model(folder: str, *components: str) -> Path:
    """A trained model's archive that answers with these components."""
    described = json.dumps({"predict_schema": {"nodes": {name: {"uses": name} for name in components}}}).encode()
    path = Path(folder) / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(described)
        archive.addfile(member, io.BytesIO(described))
    return path


def top_level(module: str) -> list[ast.stmt]:
    """The statements of one of Rasa's modules, read without importing it."""
    return ast.parse((RASA.parent / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")).body


def imports_tensorflow(path: Path) -> bool:
    """Whether a module imports TensorFlow as soon as it is imported itself."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        names = [alias.name for alias in statement.names] if isinstance(statement, ast.Import) else []
        names += [str(statement.module)] if isinstance(statement, ast.ImportFrom) else []
        if any(name.split(".")[0] == "tensorflow" for name in names):
            return True
    return False


class StandIns(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.modules: dict[str, ModuleType] = {}

    def test_a_model_that_does_without_tensorflow_is_served_without_it(self) -> None:
        self.assertTrue(light.apply(a_model(self.folder, *OURS), modules=self.modules))

        self.assertEqual(set(self.modules), set(light.ONLY_TRAINING_USES))

    def test_a_model_that_needs_tensorflow_gets_it(self) -> None:
        self.assertFalse(light.apply(a_model(self.folder, *OURS, DIET), modules=self.modules))

        self.assertEqual(self.modules, {})

    def test_without_a_model_nothing_is_replaced(self) -> None:
        self.assertFalse(light.apply(Path(self.folder) / "none.tar.gz", modules=self.modules))

        self.assertEqual(self.modules, {})

    def test_any_other_release_is_left_alone_with_a_warning(self) -> None:
        model = a_model(self.folder, *OURS)

        for version in ("3.6.20", "3.6.22", ""):
            with self.subTest(version), self.assertLogs("bot.light", "WARNING"):
                self.assertFalse(light.apply(model, version=version, modules=self.modules))

        self.assertEqual(self.modules, {})

    def test_what_serving_imports_brings_no_tensorflow(self) -> None:
        command = [sys.executable, "-W", "ignore", "-c", SERVE, str(a_model(self.folder, *OURS))]

        done = subprocess.run(command, capture_output=True, text=True, timeout=200)

        self.assertEqual(done.returncode, 0, done.stderr[-2000:])


class RasasOwnModules(unittest.TestCase):
    def test_each_stand_in_has_the_name_of_a_class_that_is_really_there(self) -> None:
        for module, classes in light.ONLY_TRAINING_USES.items():
            real = {statement.name for statement in top_level(module) if isinstance(statement, ast.ClassDef)}
            self.assertLessEqual(set(classes), real, module)

    def test_every_component_that_imports_tensorflow_is_known(self) -> None:
        found = {
            ".".join(path.relative_to(RASA.parent).with_suffix("").parts) + "."
            for part in ("nlu", "core", "graph_components")
            for path in (RASA / part).rglob("*.py")
            if imports_tensorflow(path)
        }

        self.assertEqual(found, set(light.NEEDS_TENSORFLOW), "bot/light.py: bring NEEDS_TENSORFLOW up to date")


if __name__ == "__main__":
    unittest.main()
