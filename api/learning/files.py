"""The files of trained models: the running one, those that were tried, those that ran before.

A file is copied and then put in place at a stroke: whoever reads the running model reads the old or the new one, whole.
"""

import fcntl
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

CANDIDATE, BEFORE = "candidate", "before"
_UNREADABLE = (OSError, EOFError, KeyError, ValueError, StopIteration, tarfile.TarError)


class ModelFiles:
    """The folder of the running model."""

    def __init__(self, running: Path, corrections: Path) -> None:
        """`running`: the model that answers. `corrections`: what it learnt beside `data/`, for `make train`."""
        self.running, self.corrections = running, corrections
        self.folder = running.parent

    def candidate(self, trial_id: str) -> Path:
        """Where the model of a trial lies."""
        return self.folder / f"{CANDIDATE}-{_plain(trial_id)}.tar.gz"

    def before(self, model_id: str) -> Path:
        """Where a model lies that ran before."""
        return self.folder / f"{BEFORE}-{_plain(model_id)}.tar.gz"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else switches meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".switching").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def keep_running(self) -> None:
        """Keeps the running model under the name that one goes back to it by."""
        _copy(self.running, self.before(model_id_of(self.running)))

    def put_in_place(self, model: Path) -> None:
        """Lets that model be the running one. Rasa and search notice by themselves."""
        _copy(model, self.running)
        # Newer than all that it is made from: otherwise `make` would train another in its place.
        os.utime(self.running)

    def write_corrections(self, text: str) -> bool:
        """Writes what the running model has learnt from corrections. Returns whether that was anything new."""
        if self.corrections.exists() and self.corrections.read_text(encoding="utf-8") == text:
            return False
        self.corrections.parent.mkdir(parents=True, exist_ok=True)
        written = self.corrections.with_suffix(".new")
        written.write_text(text, encoding="utf-8")
        written.replace(self.corrections)
        return True

    def tidy(self, kept: int) -> None:
        """Deletes all but the newest models that were tried, and that ran before."""
        for kind in (CANDIDATE, BEFORE):
            found = sorted(self.folder.glob(f"{kind}-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in found[kept:]:
                old.unlink(missing_ok=True)


def model_id_of(model: Path) -> str:
    """Which training made that file; empty for what is no model."""
    try:
        stat = model.stat()
    except OSError:
        return ""
    return _model_id(model, (stat.st_ino, stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=32)
def _model_id(model: Path, _seen: tuple[int, int, int]) -> str:
    try:
        with tarfile.open(model) as archive:
            member = next(member for member in archive if Path(member.name).name == "metadata.json")
            content = archive.extractfile(member)
            return str(json.loads(content.read() if content else b"")["model_id"])
    except _UNREADABLE:
        return ""


def _copy(model: Path, place: Path) -> None:
    written = place.with_name(f".{place.name}.new")
    try:
        shutil.copyfile(model, written)
        written.replace(place)
    finally:
        written.unlink(missing_ok=True)


def _plain(name: str) -> str:
    """An id as part of a file's name, whatever it holds."""
    return re.sub(r"[^\w-]", "", name)[:64] or "none"
