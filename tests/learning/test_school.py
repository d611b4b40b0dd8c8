"""Trials are worked on in a process of their own beside the API, which notices how that process ends."""

import asyncio
import contextlib
import os
import signal
import time

import pytest

from api.learning.school import School
from api.learning.trials import ENDED, ask, take, trial_of
from tests.databases import a_database
from tests.learning.conftest import WHO, approved


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


async def test_a_process_that_is_killed_is_noticed_and_said(engine, place, trial):
    (place.var / "mood").write_text("slow")

    async with at_work(engine, place) as school:
        await until(engine, trial, "training")
        while school.process is None:
            await asyncio.sleep(0.02)
        school.process.send_signal(signal.SIGKILL)
        found = await until(engine, trial, "failed")

    assert found.reason == ENDED


async def test_when_askline_stops_the_training_stops_and_that_is_said(engine, place, trial):
    (place.var / "mood").write_text("slow")

    async with at_work(engine, place) as school:
        await until(engine, trial, "training")
        while school.process is None:
            await asyncio.sleep(0.02)
        process = school.process

    assert process.poll() is not None
    assert trial_of(engine, trial).reason == ENDED


async def test_what_another_process_works_on_is_left_to_it(engine, place, trial):
    assert take(engine) == trial

    async with at_work(engine, place) as school:
        await asyncio.sleep(0.3)

    assert school.process is None
    assert trial_of(engine, trial).state == "training"
