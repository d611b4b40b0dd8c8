"""Asks a trained Rasa model: starts it in Rasa's environment, sends all messages, reads what was understood."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.evaluation.scoring import FALLBACK, Understood
from tests.stack import ROOT

COMMAND = [str(ROOT / "bot/.venv/bin/python"), "-m", "tests.evaluation.rasa_reads"]


class ModelFailed(Exception):
    """Rasa could not load the model or read the messages; the text is the end of what it said."""


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
        said = ended.stderr.strip().splitlines() or ["it said nothing"]
        raise ModelFailed(f"Rasa could not read the messages with {model}: {said[-1][:300]}")
    return [understood(line) for line in lines[1:]]


def understood(line: dict[str, Any]) -> Understood:
    """One answer of rasa_reads. The fallback is taken out of the ranking: it is no guess."""
    ranking = ((r["name"], r["confidence"]) for r in line["ranking"] if r["name"] != FALLBACK)
    return Understood(line["intent"] or FALLBACK, tuple(ranking))
