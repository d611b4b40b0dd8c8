"""Where trials are worked on: beside the API, in a process of its own, one at a time."""

import asyncio
import subprocess
import sys
import time
from contextlib import suppress

import structlog
from sqlalchemy import Engine

from api.learning.asked import ROOT
from api.learning.files import ModelFiles
from api.learning.switches import forget_deleted
from api.learning.trials import ENDED, end, give_up_silent, take
from api.learning.unanswered import Meanings
from kb.settings import Settings

LOOK_SECONDS = 2.0
FORGET_SECONDS = 300.0
PATIENCE = 8  # seconds that a training gets to end when Askline stops

log = structlog.get_logger()


class School:
    """Takes the trial that waits and starts the work on it; notices what nobody works on any more."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self.files = ModelFiles(settings.trained_model, settings.learnt_corrections)
        self.meanings = Meanings()
        self._asked = asyncio.Event()
        self._forgot: float | None = None

    def wake(self) -> None:
        """Somebody asks for a model: no need to wait for the next look."""
        self._asked.set()

    async def run(self) -> None:
        """Goes on for ever."""
        while True:
            try:
                if trial_id := await asyncio.to_thread(self._look):
                    await self._work(trial_id)
            except Exception as error:  # the database may be away for a while: look again
                log.warning("school_could_not_look", kind=type(error).__name__)
            self._asked.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), LOOK_SECONDS)

    def _look(self) -> str | None:
        give_up_silent(self._engine)
        if self._forgot is None or time.monotonic() - self._forgot >= FORGET_SECONDS:
            self._forgot = time.monotonic()
            forget_deleted(self._engine, self.files)
            self._clear_words(older_than=60 * self._settings.training_minutes)
        return take(self._engine)

    async def _work(self, trial_id: str) -> None:
        process = await asyncio.to_thread(self._start, trial_id)
        log.info("training_began", trial=trial_id)
        try:
            while process.poll() is None:
                await asyncio.sleep(0.2)
        finally:
            if process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(PATIENCE)
                process.kill()
            process.wait()
            self._clear_words(trial_id)
            # Nothing, when the process has said how it went.
            end(self._engine, trial_id, "failed", reason=ENDED)
        await asyncio.to_thread(self.files.tidy, self._settings.models_kept)
        log.info("training_ended", trial=trial_id, status=process.returncode)

    def _clear_words(self, trial_id: str = "*", older_than: float = 0) -> None:
        """Deletes the examples of a training that was ended so hard that it could not do so itself."""
        for left in self._settings.var.glob(f"learning-{trial_id}.yml"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime >= older_than:
                    left.unlink()

    def _start(self, trial_id: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "api.learning", trial_id]
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None  # a pipe was asked for
        with suppress(BrokenPipeError):  # it ended at once: that is noticed in a moment
            process.stdin.write(self._with_paths().model_dump_json().encode())
            process.stdin.close()
        return process

    def _with_paths(self) -> Settings:
        """The settings, with paths that are the same from wherever one looks."""
        home = {"var": self._settings.var.resolve(), "model": str(self._settings.trained_model.resolve())}
        return self._settings.model_copy(update=home)
