"""Stock Rasa for comparison: the pipeline that Rasa 3.6.21 itself proposes (DIET), trained on a sample of our examples.

On all of them it would train for many hours. So that the comparison is fair, ours is trained on the same sample too.
"""

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import yaml

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


def sampled(data: Path, folder: Path, count: int) -> Path:
    """A folder with at most so many examples of each intent, always the same ones; look-ups and synonyms stay whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yml"):
        old.unlink()
    for path in sorted(data.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in content["nlu"]:
            if "intent" in block:
                lines = block["examples"].splitlines()
                kept = random.Random(path.stem).sample(lines, min(count, len(lines)))
                block["examples"] = "\n".join(kept) + "\n"
        (folder / path.name).write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), encoding="utf-8")
    return folder


def trained_nlu(
    name: str, config: Path, data: Path, folder: Path, say: Callable[[str], None], run: Run = run_logged
) -> Path:
    """The model of that configuration and these examples: trained once, kept until either changes."""
    name = f"{name}-" + fingerprint([config, *data.glob("*.yml")])[:12]
    model, log = folder / f"{name}.tar.gz", folder / f"{name}.log"
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    say(f"Training {name}, once for each set of examples: {log}")
    # Rasa writes a name for the assistant into the configuration that it trains by: into a copy, not its own default.
    copy = folder / f"{name}.yml"
    copy.write_bytes(config.read_bytes())
    command = [str(ROOT / "bot/.venv/bin/python"), "-m", "bot", "train", "nlu", "--config", str(copy)]
    command += ["--nlu", str(data), "--out", str(folder), "--fixed-model-name", name]
    if run(command, log) or not model.exists():
        raise TrainingFailed(f"Rasa could not train {name}: see {log}, or leave it out with --without-diet.")
    return model
