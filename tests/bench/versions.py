"""Which releases are measured."""

import platform
import subprocess
import sys
from importlib import metadata

from tests.bench.stock_project import PYTHON
from tests.stack import ROOT

IN_RASA = ("rasa", "rasa-sdk", "tensorflow", "onnxruntime")
_ASK = (
    "import platform; from importlib.metadata import version as v; "
    f"print(platform.python_version(), *map(v, {IN_RASA!r}))"
)


def versions() -> dict[str, str]:
    """Releases by name: Rasa's environment, then ours, then our own commit."""
    asked = subprocess.run([PYTHON, "-c", _ASK], check=True, capture_output=True, text=True)
    python, *releases = asked.stdout.split()
    found = dict(zip(IN_RASA, releases, strict=True))
    ours = {f"{name} (Askline)": metadata.version(name) for name in ("rasa-sdk", "fastapi", "spacy")}
    pythons = {"Python (Rasa)": python, "Python (Askline)": platform.python_version()}
    return found | ours | pythons | {"Askline's commit": _commit()}


def _commit() -> str:
    try:
        git = ["git", "describe", "--always", "--dirty=, with changes not yet committed"]
        return subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return f"not known ({sys.platform})"
