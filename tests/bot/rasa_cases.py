"""Reports unittest cases that run in Rasa's environment (Python 3.10, without pytest) as pytest tests of their own.

Importing Rasa takes ten seconds and more, so one process runs all the cases that this session has selected.
"""

import ast
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "bot/.venv/bin/python"
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
WITHIN = 280  # seconds; below the time-out of a pytest test, so that what the process said is shown

_outcomes = pytest.StashKey[dict[str, dict[str, str]]]()


def run_inside(module: str, *arguments: str) -> None:
    """Runs one of our modules in Rasa's environment. Raises FailedInRasa with its last words when it fails."""
    command = [str(PYTHON), "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | QUIET, capture_output=True, text=True, timeout=WITHIN, check=False
    )
    if done.returncode:
        raise FailedInRasa(f"{module} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-4000:]}")


class FailedInRasa(Exception):
    """A case failed in Rasa's environment. The text is its own account."""


class RasaModule(pytest.File):
    """A module of unittest cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each test method, as it stands in the source."""
        for kind in ast.parse(self.path.read_text(encoding="utf-8")).body:
            for member in kind.body if isinstance(kind, ast.ClassDef) else ():
                if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef) and member.name.startswith("test"):
                    yield RasaCase.from_parent(self, name=f"{kind.name}.{member.name}", line=member.lineno)


class RasaCase(pytest.Item):
    """One unittest case."""

    def __init__(self, *, line: int, **own: Any) -> None:
        super().__init__(**own)
        self._line = line

    @property
    def case(self) -> str:
        """Its name for unittest: "tests.bot.inside.test_speed.Locks.test_..."."""
        module = self.path.relative_to(ROOT).with_suffix("")
        return ".".join([*module.parts, self.name])

    def runtest(self) -> None:
        """Runs all the session's cases the first time; afterwards only looks up what came out."""
        outcomes = self.session.stash.setdefault(_outcomes, {})
        if not outcomes:
            outcomes |= self._run_all()
        outcome = outcomes[self.case]
        if outcome["skipped"]:
            pytest.skip(outcome["skipped"])
        if outcome["failed"]:
            raise FailedInRasa(outcome["failed"])

    def _run_all(self) -> dict[str, dict[str, str]]:
        cases = [item.case for item in self.session.items if isinstance(item, RasaCase)]
        results = Path(self.config._tmp_path_factory.mktemp("rasa") / "outcomes.json")  # type: ignore[attr-defined]
        try:
            run_inside("tests.bot.inside", str(results), *cases)
        except FailedInRasa as crash:
            # The process itself ended: that is what came out of every case, and starting it again would not help.
            return {case: {"failed": str(crash), "skipped": ""} for case in cases}
        found: dict[str, dict[str, str]] = json.loads(results.read_text(encoding="utf-8"))
        return found

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The case's own traceback; ours says nothing."""
        if isinstance(excinfo.value, FailedInRasa):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self._line - 1, self.name
