"""Serves without loading TensorFlow: 360 MB of memory and eight seconds at start that none of our components needs.

Rasa 3.6.21 imports it only through three modules that training alone uses. While a model is served, empty classes stand
in for them; training loads the real ones. Only for the exact release that was read, and for models that do without.
"""

from __future__ import annotations

import json
import logging
import sys
import tarfile
from collections.abc import MutableMapping
from importlib import metadata
from pathlib import Path
from types import ModuleType

logger = logging.getLogger(__name__)

VERSION = "3.6.21"
ONLY_TRAINING_USES = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.graph_components.validators.default_recipe_validator": ("DefaultV1RecipeValidator",),
}
# Every component module of Rasa 3.6.21 that imports TensorFlow itself.
NEEDS_TENSORFLOW = (
    "rasa.nlu.classifiers.diet_classifier.",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer.",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer.",
    "rasa.nlu.selectors.response_selector.",
    "rasa.core.policies.ted_policy.",
    "rasa.core.policies.unexpected_intent_policy.",
)


def apply(
    *models: Path, version: str = metadata.version("rasa"), modules: MutableMapping[str, ModuleType] = sys.modules
) -> bool:
    """Puts the stand-ins in place for these models, before Rasa is imported. Returns whether it did."""
    if version != VERSION:
        logger.warning("Rasa %s is not %s: it loads TensorFlow, whether it needs it or not.", version, VERSION)
        return False
    if not all(model.is_file() and does_without(model) for model in models):
        return False
    for name, classes in ONLY_TRAINING_USES.items():
        stand_in = ModuleType(name, "Stands in while serving; see bot/light.py.")
        vars(stand_in).update({class_: type(class_, (), {"__module__": name}) for class_ in classes})
        modules[name] = stand_in
    return True


def does_without(model: Path) -> bool:
    """Whether nothing in a trained model needs TensorFlow."""
    return not any(used.startswith(NEEDS_TENSORFLOW) for used in components(model))


def components(model: Path) -> set[str]:
    """The classes that answer messages in a trained model."""
    with tarfile.open(model) as archive:
        found = next(member for member in archive if Path(member.name).name == "metadata.json")
        described = archive.extractfile(found)
        assert described is not None  # it is a file, not a folder
        nodes = json.load(described)["predict_schema"]["nodes"]
    return {node["uses"] for node in nodes.values()}
