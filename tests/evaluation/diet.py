"""Stock Rasa for comparison: the pipeline that Rasa 3.6.21 itself proposes (DIET), trained on our own examples."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.evaluation.provenance import fingerprint
from tests.stack import ROOT

DEFAULT_CONFIG = "lib/python*/site-packages/rasa/engine/recipes/config_files/default_config.yml"


Run = Callable[[list[str], Path], int]


class TrainingFailed(Exception):
    """Rasa could not train; the text names the log."""


def run_logged(command: list[str], log: Path) -> int:
    """Runs a command, its words in the log; returns its exit code."""
    with log.open("wb") as output:
        return subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False).returncode


def default_config(environment: Path = ROOT / "bot/.venv") -> Path:
    """The configuration that Rasa ships as its default: not a file of ours, so nobody tuned it for or against us."""
    return next(iter(sorted(environment.glob(DEFAULT_CONFIG))))


def trained_diet(data: Path, folder: Path, say: Callable[[str], None], run: Run = run_logged) -> Path:
    """DIET's model for these examples: trained once, then taken from `folder` until the examples change."""
    config = default_config()
    name = "diet-" + fingerprint([config, *data.glob("*.yml")])[:12]
    model, log = folder / f"{name}.tar.gz", folder / f"{name}.log"
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    say(f"Training Rasa's default pipeline (DIET); an hour or more, once for each set of examples: {log}")
    command = [str(ROOT / "bot/.venv/bin/python"), "-m", "bot", "train", "nlu", "--config", str(config)]
    command += ["--nlu", str(data), "--out", str(folder), "--fixed-model-name", name]
    if run(command, log) or not model.exists():
        raise TrainingFailed(f"Rasa could not train DIET: see {log}, or leave it out with --without-diet.")
    return model
