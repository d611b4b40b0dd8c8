"""What a figure was measured with: files by their hash, the pipeline inside the model, versions, date."""

import hashlib
import json
import platform
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from kb.encoder import model_files

LIBRARIES = ("numpy", "scikit-learn", "onnxruntime", "bm25s", "matplotlib")


class UnreadableModel(Exception):
    """That file is not a model of Rasa's."""


def settings_of(model: Path, questions: Path, config: Path, examples: Path) -> dict[str, Any]:
    """Everything needed to measure the same again, and which of the model's inputs are newer than its training."""
    trained = _metadata(model)
    return {
        "measured_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "model": {
            "file": model.name,
            "sha256": sha256(model),
            "trained_at": trained["trained_at"],
            "rasa": trained["rasa_open_source_version"],
            "pipeline": _pipeline(trained),
        },
        "config_pipeline": yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"],
        "newer_than_the_model": _newer([config, *examples.glob("*.yml")], trained["trained_at"]),
        "questions_sha256": sha256(questions),
        "examples_sha256": fingerprint(examples.glob("*.yml")),
        "encoder_sha256": sha256(model_files()[0]),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }


def sha256(path: Path) -> str:
    """The file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(files: Iterable[Path]) -> str:
    """One SHA-256 for these files, their names and contents, in whatever order they come."""
    lines = [f"{path.name}\0{sha256(path)}\n" for path in sorted(files, key=lambda p: p.name)]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _metadata(model: Path) -> dict[str, Any]:
    try:
        with tarfile.open(model) as archive:
            name = next(n for n in archive.getnames() if n.endswith("metadata.json"))
            content = archive.extractfile(name)
            metadata: dict[str, Any] = json.loads(content.read() if content else b"")
    except (OSError, tarfile.TarError, StopIteration, ValueError) as error:
        raise UnreadableModel(f"{model} is not a trained model: run `make train`.") from error
    return metadata


def _pipeline(metadata: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps inside the model. Rasa numbers them: run_WhitespaceTokenizer0, run_RegexFeaturizer1, ..."""
    nodes = metadata["predict_schema"]["nodes"]
    steps = [node for name, node in nodes.items() if name.startswith("run_") and name[-1].isdigit()]
    return [{"name": step["uses"], **step["config"]} for step in steps if ".policies." not in step["uses"]]


def _newer(files: Iterable[Path], trained_at: str) -> list[str]:
    # Rasa writes the time of training in UTC, without saying so.
    trained = datetime.fromisoformat(trained_at).replace(tzinfo=UTC).timestamp()
    return sorted(path.name for path in files if path.stat().st_mtime > trained)
