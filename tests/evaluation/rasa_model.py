"""Asks a trained Rasa model: starts it in Rasa's environment, sends all messages, reads what was understood."""

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.evaluation.scoring import FALLBACK, Understood
from tests.stack import ROOT

COMMAND = [str(ROOT / "bot/.venv/bin/python"), "-m", "tests.evaluation.rasa_reads"]


class ModelFailed(Exception):
    """Rasa could not load the model or read the messages; the text names the cause."""


def understood_by_rasa(model: Path, texts: Sequence[str]) -> list[Understood]:
    """What the model in that file makes of each message."""
    sent = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    ended = subprocess.run(
        [*COMMAND, str(model.resolve())],
        cwd=ROOT,
        input=sent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    if ended.returncode or len(lines) != len(texts) + 1:
        raise ModelFailed(
            f"Rasa could not read the messages with {model} ({cause(ended.stderr)}): if config.yml or bot/ has changed "
            "since it was trained, run `make train`."
        )
    return [understood(line) for line in lines[1:]]


def cause(stderr: str) -> str:
    """The first error that was raised: Rasa wraps it in its own, which say less."""
    errors = [line for line in stderr.splitlines() if re.match(r"[\w.]+(Error|Exception|Missing)\b", line)]
    return (errors or stderr.strip().splitlines()[-1:] or ["it said nothing"])[0][:200]


def understood(line: dict[str, Any]) -> Understood:
    """One answer of rasa_reads. The fallback is taken out of the ranking: it is no guess."""
    ranking = ((r["name"], r["confidence"]) for r in line["ranking"] if r["name"] != FALLBACK)
    return Understood(line["intent"] or FALLBACK, tuple(ranking))
