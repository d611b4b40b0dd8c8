"""Stands for Rasa's environment: "trains" by remembering every example, in no time. Run as its python would be run.

`-m bot train --data DATA EXAMPLES --out FOLDER --fixed-model-name NAME`, or `-m bot.reads MODEL ...`. A file `mood`
beside the examples changes what happens: fail, slow.
"""

import json
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import yaml

from tests.learning.conftest import a_model


def main(arguments: list[str]) -> int:
    """Does what it is told."""
    return train(arguments) if arguments[1] == "bot" else reads([Path(name) for name in arguments[2:]])


def train(arguments: list[str]) -> int:
    """Remembers the examples."""
    data, examples, out, name = (arguments[arguments.index(key) + n] for key, n in WHERE)
    mood = Path(examples).with_name("mood")
    match mood.read_text() if mood.exists() else "":
        case "fail":
            sys.stderr.write("ValueError: the examples are odd\n")
            return 1
        case "slow":
            until = time.monotonic() + 60
            while mood.exists() and time.monotonic() < until:
                time.sleep(0.05)
    learnt = {text: topic for path in (*Path(data).rglob("*.yml"), Path(examples)) for text, topic in lines_of(path)}
    a_model(Path(out) / f"{name}.tar.gz", f"trained-{name}", **learnt)
    return 0


WHERE = (("--data", 1), ("--data", 2), ("--out", 1), ("--fixed-model-name", 1))


def lines_of(path: Path) -> list[tuple[str, str]]:
    """The examples of a file, with their topic."""
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    return [(line.removeprefix("- "), b["intent"]) for b in blocks for line in b["examples"].splitlines()]


def reads(models: list[Path]) -> int:
    """Understands what it remembers, and nothing else."""
    print(json.dumps({"rasa": "quick"}))  # noqa: T201
    memories = [memory_of(model) for model in models]
    for line in sys.stdin:
        text = json.loads(line)["text"]
        print(json.dumps([as_rasa_says(memory.get(text)) for memory in memories]))  # noqa: T201
    return 0


def as_rasa_says(topic: str | None) -> dict[str, Any]:
    """A topic, or that there is none, as bot.reads writes it."""
    return {"intent": topic or "nlu_fallback", "ranking": [{"name": topic, "confidence": 0.9}] if topic else []}


def memory_of(model: Path) -> dict[str, str]:
    """What a model remembers."""
    with tarfile.open(model) as archive:
        content = archive.extractfile("learnt.json")
        assert content is not None
        memory: dict[str, str] = json.load(content)
        return memory


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
