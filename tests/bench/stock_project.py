"""Stock Rasa's assistant: what `rasa init --no-prompt` makes, with a custom action in the place of one reply.

Made once for each version of Rasa and of what we change in it, into var/bench, and trained there by Rasa itself.
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.stack import ROOT

PYTHON = str(ROOT / "bot/.venv/bin/python")
ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false"}
REPLY = "I am a bot, powered by Rasa."

# The starter's rule for "are you a bot?" runs an action of rasa-sdk's own server, as every turn of Askline does.
RULE = ("- intent: bot_challenge\n  - action: utter_iamabot", "- intent: bot_challenge\n  - action: action_iamabot")
DOMAIN = ("responses:\n", "actions:\n  - action_iamabot\n\nresponses:\n")
ACTION = f'''
from rasa_sdk import Action


class ActionIAmABot(Action):
    def name(self):
        return "action_iamabot"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="{REPLY}")
        return []
'''


@dataclass(frozen=True)
class StockProject:
    """A trained starter project."""

    folder: Path
    model: Path
    init_seconds: float  # all of `rasa init`: making the project and training it, from nothing


def stock_project(base: Path, version: str) -> StockProject:
    """The project for this version of Rasa, made now when it was not made before."""
    made_from = hashlib.sha256("|".join((*RULE, *DOMAIN, ACTION)).encode()).hexdigest()[:8]
    folder = base / f"stock-{version}-{made_from}"
    done = folder / "done.json"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            seconds = _make(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        done.write_text(json.dumps({"init_seconds": seconds}), encoding="utf-8")
    newest = max((folder / "models").glob("*.tar.gz"))  # Rasa names a model by the time of its training
    return StockProject(folder, newest, json.loads(done.read_text(encoding="utf-8"))["init_seconds"])


def _make(folder: Path) -> float:
    began = time.monotonic()
    _rasa(folder, "init", "--no-prompt", "--init-dir", ".")
    seconds = time.monotonic() - began
    _replace(folder / "data/rules.yml", *RULE)
    _replace(folder / "domain.yml", *DOMAIN)
    (folder / "actions/actions.py").write_text(ACTION, encoding="utf-8")
    # The examples are the same, so Rasa takes what it has learnt of them from its cache and trains the policies anew.
    _rasa(folder, "train")
    return seconds


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise RuntimeError(f"{path} is not what `rasa init` of Rasa 3.6.21 makes")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _rasa(folder: Path, *arguments: str) -> None:
    with (folder / "make.log").open("ab") as log:
        subprocess.run(
            [PYTHON, "-m", "rasa", *arguments],
            cwd=folder,
            env=os.environ | ENVIRONMENT,
            check=True,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
