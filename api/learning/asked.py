"""Asks trained Rasa models: loads them in Rasa's environment, sends all messages, reads what was understood."""

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.learning.scoring import FALLBACK, Understood

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / "bot/.venv/bin/python"
READS = ("-m", "bot.reads")


class ModelFailed(Exception):
    """Rasa could not load the model or read the messages; the text names the cause."""


@dataclass(frozen=True)
class Ended:
    """What a command left: its exit status and its words."""

    status: int
    said: str
    errors: str


Run = Callable[[Sequence[str], str], Ended]  # the command and its standard input


def run(command: Sequence[str], sent: str) -> Ended:
    """Runs a command to its end."""
    ended = subprocess.run(command, cwd=ROOT, input=sent, capture_output=True, text=True, encoding="utf-8", check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def understood_by_rasa(model: Path, texts: Sequence[str]) -> list[Understood]:
    """What the model in that file makes of each message."""
    return [one for (one,) in understood_by_each([model], texts)]


def understood_by_each(
    models: Sequence[Path], texts: Sequence[str], command: Sequence[str] = (str(PYTHON), *READS), run: Run = run
) -> list[tuple[Understood, ...]]:
    """What each of these models makes of each message: a row for each message. Raises ModelFailed."""
    sent = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    ended = run([*command, *(str(model.resolve()) for model in models)], sent)
    lines = [] if ended.status else [json.loads(line) for line in ended.said.splitlines()]
    if len(lines) != len(texts) + 1:
        raise ModelFailed(
            f"Rasa could not read the messages with {' and '.join(map(str, models))} ({cause(ended.errors)}): if "
            "config.yml or bot/ has changed since it was trained, run `make train`."
        )
    return [tuple(understood(one) for one in line) for line in lines[1:]]


def cause(stderr: str) -> str:
    """The first error that was raised: Rasa wraps it in its own, which say less."""
    errors = [line for line in stderr.splitlines() if re.match(r"[\w.]+(Error|Exception|Missing)\b", line)]
    return (errors or stderr.strip().splitlines()[-1:] or ["it said nothing"])[0][:200]


def understood(line: dict[str, Any]) -> Understood:
    """One answer of bot.reads. The fallback is taken out of the ranking: it is no guess."""
    ranking = ((r["name"], r["confidence"]) for r in line["ranking"] if r["name"] != FALLBACK)
    return Understood(line["intent"] or FALLBACK, tuple(ranking))
