"""Notices: told at once here, carried to other processes by Redis, and never in the way when Redis is away."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis.asyncio as redis

from api.bulletin import CHANNEL, KEPT, Bulletin, Notice, RedisBulletin
from tests.databases import REDIS
from tests.stack import free_port

NEWS = Notice("one", queue=True)


@asynccontextmanager
async def running(bulletin: Bulletin) -> AsyncIterator[list[Notice]]:
    """A bulletin that runs, and what it has told its reader."""
    told: list[Notice] = []
    bulletin.read_by(told.append)
    task = asyncio.create_task(bulletin.run())
    try:
        yield told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true) -> None:
    """Waits until that is true."""
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture
def server():
    """Redis, or the test is skipped."""
    host, _, port = REDIS.removeprefix("redis://").partition("/")[0].partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except OSError:
        pytest.skip(f"no Redis answers at {REDIS}: start one there (redis-server)")
    return REDIS


async def subscribed(*bulletins: RedisBulletin) -> None:
    """Waits until each hears the others."""
    async with redis.from_url(REDIS) as client, asyncio.timeout(10):
        while (await client.pubsub_numsub(CHANNEL))[0][1] < len(bulletins):
            await asyncio.sleep(0.01)


async def test_within_a_process_a_notice_is_told_at_once():
    async with running(Bulletin()) as told:
        bulletin = Bulletin()
        bulletin.read_by(told.append)

        bulletin.post(NEWS)

        assert told == [NEWS]


async def test_a_notice_reaches_the_other_process_and_comes_here_once(server):
    here, there = RedisBulletin(server), RedisBulletin(server)
    async with running(here) as told_here, running(there) as told_there:
        await subscribed(here, there)

        here.post(NEWS)
        here.post(Notice("two", typing="adviser"))
        await until(lambda: len(told_there) >= 2)

        assert told_there[-2:] == [NEWS, Notice("two", typing="adviser")]
        assert told_here == [NEWS, Notice("two", typing="adviser")]


@pytest.mark.parametrize("said", [b"", b"nonsense", b"[]", b"{}", b'{"by": "x", "notice": {"who": 1}}', b"\xff"])
async def test_what_others_say_on_the_channel_does_no_harm(server, said):
    here, there = RedisBulletin(server), RedisBulletin(server)
    async with running(here) as told, running(there):
        await subscribed(here, there)
        async with redis.from_url(REDIS) as client:
            await client.publish(CHANNEL, said)

        there.post(NEWS)
        await until(lambda: told)

        assert told == [NEWS]


async def test_with_redis_away_those_here_are_told_and_nobody_waits():
    away = RedisBulletin(f"redis://127.0.0.1:{free_port()}")
    async with running(away) as told:
        for _ in range(KEPT + 10):
            away.post(NEWS)
        await asyncio.sleep(0.1)

        assert len(told) == KEPT + 10
