"""Runs a long command and looks after it: it ends when it takes too long, or when nobody wants it any more."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from api.learning.asked import ROOT, Ended

LOOK_SECONDS = 1.0


class TookTooLong(Exception):
    """The command was given up."""


class Watched:
    """Runs commands, and calls `look` every second meanwhile: what it raises ends the command too."""

    def __init__(self, look: Callable[[], None], seconds: float, look_seconds: float = LOOK_SECONDS) -> None:
        self._look, self._seconds, self._look_seconds = look, seconds, look_seconds

    def __call__(self, command: Sequence[str], sent: str) -> Ended:
        """Runs it to its end. Raises TookTooLong, and whatever `look` raises."""
        with tempfile.TemporaryDirectory() as folder:
            given, said, errors = (Path(folder) / name for name in ("given", "said", "errors"))
            given.write_text(sent, encoding="utf-8")
            with given.open("rb") as stdin, said.open("wb") as stdout, errors.open("wb") as stderr:
                process = subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=stdout, stderr=stderr)
            try:
                self._wait(process)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            return Ended(process.returncode, _text(said), _text(errors))

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + self._seconds
        while True:
            try:
                process.wait(self._look_seconds)
                return
            except subprocess.TimeoutExpired:
                self._look()
            if time.monotonic() > until:
                raise TookTooLong


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
