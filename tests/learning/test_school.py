"""Trials are worked on in a process of their own beside the API, which notices how that process ends."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from api.learning.school import School
from api.learning.trials import ENDED, ask, take, trial_of
from tests.databases import a_database
from tests.learning.conftest import WHO, approved
from tests.stack import ROOT


@pytest.fixture
def engine(tmp_path):
    """A database that the process finds in the same folder."""
    with a_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def trial(engine, files):
    """The id of a trial that waits."""
    approved(engine, "no bus came")
    return ask(engine, WHO, files)


class Watching(School):
    """Remembers the process that it starts."""

    process = None

    def _start(self, trial_id):
        self.process = super()._start(trial_id)
        return self.process


async def until(engine, trial, *states):
    """Waits until the trial is in one of these states; returns it."""
    deadline = time.monotonic() + 30
    while (found := trial_of(engine, trial)).state not in states:
        assert time.monotonic() < deadline, found
        await asyncio.sleep(0.05)
    return found


@contextlib.asynccontextmanager
async def at_work(engine, place):
    """A school at work, as an API process has it."""
    school = Watching(engine, place)
    task = asyncio.create_task(school.run())
    try:
        yield school
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_a_trial_becomes_ready_without_the_api_doing_it(engine, place, trial, files):
    async with at_work(engine, place) as school:
        found = await until(engine, trial, "ready", "failed")

    assert (found.state, found.reason) == ("ready", "")
    assert files.candidate(trial).exists()
    assert found.comparison.refused == ()
    assert school.process.pid != os.getpid()


async def training(place):
    """Waits until Rasa trains."""
    deadline = time.monotonic() + 30
    while not list(place.var.glob("learning-*.yml")):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


@pytest.fixture
def slow(place):
    """A training that takes as long as the test."""
    mood = place.var / "mood"
    mood.write_text("slow")
    yield
    mood.unlink()


@pytest.mark.usefixtures("slow")
async def test_a_process_that_is_killed_is_noticed_and_said(engine, place, trial):
    async with at_work(engine, place) as school:
        await training(place)
        school.process.send_signal(signal.SIGKILL)
        found = await until(engine, trial, "failed")

    assert found.reason == ENDED
    assert list(place.var.glob("learning-*.yml")) == []


@pytest.mark.usefixtures("slow")
async def test_when_askline_stops_the_training_stops_and_that_is_said(engine, place, trial):
    async with at_work(engine, place) as school:
        await training(place)
        process = school.process

    assert process.poll() is not None
    assert trial_of(engine, trial).reason == ENDED
    assert list(place.var.glob("learning-*.yml")) == []


@pytest.mark.usefixtures("slow")
async def test_when_askline_is_killed_the_training_ends_by_itself(engine, place, trial):
    take(engine)
    (place.var / "settings.json").write_text(place.model_dump_json())
    command = f"{sys.executable} -m api.learning {trial} < {place.var}/settings.json & wait"
    askline = subprocess.Popen(["sh", "-c", command], cwd=ROOT)
    await training(place)

    askline.kill()
    askline.wait()

    assert (await until(engine, trial, "failed")).reason == ENDED


async def test_words_that_were_left_lying_about_are_deleted(engine, place):
    left, fresh = (place.var / f"learning-{name}.yml" for name in ("old", "new"))
    left.touch()
    fresh.touch()
    long_ago = time.time() - 60 * place.training_minutes - 1
    os.utime(left, (long_ago, long_ago))

    async with at_work(engine, place):
        while left.exists():
            await asyncio.sleep(0.02)

    assert fresh.exists()


async def test_what_another_process_works_on_is_left_to_it(engine, place, trial):
    assert take(engine) == trial

    async with at_work(engine, place) as school:
        await asyncio.sleep(0.3)

    assert school.process is None
    assert trial_of(engine, trial).state == "training"
