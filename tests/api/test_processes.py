"""The live chat on real API processes: killed in mid-chat and started again, and two of them side by side."""

import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator

import httpx
import pytest

from kb.database import connect
from tests.api.desk import Desk, an_account
from tests.api.live import SOON, listening
from tests.databases import REDIS, a_schema
from tests.stack import Parent, Stack

ALONE = {"database": "ok"}  # neither Rasa nor the action server is needed for a chat with an adviser


@pytest.fixture(scope="module")
def api(tmp_path_factory) -> Iterator[Stack]:
    """One API process on SQLite. A test that stops it starts it again."""
    stack = Stack(tmp_path_factory.mktemp("one"))
    stack.load()
    stack.start("api")
    try:
        stack.wait(**ALONE)
        yield stack
    finally:
        stack.stop()


@pytest.fixture(scope="module")
def redis() -> None:
    """Redis, or the test is skipped."""
    host, _, port = REDIS.removeprefix("redis://").partition("/")[0].partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except OSError:
        pytest.skip(f"no Redis answers at {REDIS}: start one there (redis-server)")


@pytest.fixture(scope="module")
def two(tmp_path_factory, redis) -> Iterator[tuple[Stack, Stack]]:
    """Two API processes on one PostgreSQL and one Redis. They look by themselves so seldom that only notices help."""
    assert redis is None
    with a_schema() as address:
        shared = {"ASKLINE_DATABASE_URL": address, "ASKLINE_REDIS_URL": REDIS, "ASKLINE_STREAM_CHECK_SECONDS": "120"}
        stacks = [Stack(tmp_path_factory.mktemp(name), **shared) for name in ("here", "there")]
        stacks[0].load()
        try:
            for stack in stacks:
                stack.start("api")
            for stack in stacks:
                stack.wait(**ALONE)
            yield stacks[0], stacks[1]
        finally:
            for stack in stacks:
                stack.stop()


def database_of(stack: Stack):
    return connect(stack.environment.get("ASKLINE_DATABASE_URL") or f"sqlite:///{stack.var}/askline.db")


def a_desk(stack: Stack, client: httpx.Client) -> Desk:
    """An adviser of Kent, logged in and on duty at that process."""
    engine = database_of(stack)
    name = an_account(engine, "kent")
    engine.dispose()
    desk = Desk(client)
    desk.log_in(name)
    return desk.on_duty("kent")


def killed(stack: Stack) -> None:
    """Kills the API without a warning, and starts it again."""
    stack.stop("api", kill=True)
    stack.start("api")
    stack.wait(**ALONE)


def stubbornly(send: Callable[[], httpx.Response]) -> httpx.Response:
    """Sends again and again, as pages do, until the process is there again."""
    deadline = time.monotonic() + 150
    while True:
        try:
            response = send()
            if response.status_code < 500:
                return response
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            raise AssertionError("the process did not come back")
        time.sleep(0.05)


def test_killed_in_mid_chat_and_started_again_nothing_is_lost_and_nothing_doubled(api):
    """Both sides write without a pause, each message with an id of its own, while the process is killed."""
    with api.client() as http, api.client() as client:
        desk, parent = a_desk(api, client), Parent(http, "kent")
        chat = parent.begun["id"]
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        desk.takes(chat)
        form = desk.form

        def adviser_writes():
            with api.client() as browser:
                browser.cookies = client.cookies
                for n in range(40):
                    data = {"form": form, "text": f"adviser {n}", "client_id": str(uuid.uuid4())}
                    stubbornly(lambda d=data: browser.post(f"/adviser/chats/{chat}/messages", data=d))

        def parent_writes():
            for n in range(40):
                message = {"text": f"parent {n}", "client_id": str(uuid.uuid4())}
                stubbornly(lambda m=message: parent.post(**m))

        writers = [threading.Thread(target=adviser_writes), threading.Thread(target=parent_writes)]
        for writer in writers:
            writer.start()
        time.sleep(0.5)
        killed(api)
        for writer in writers:
            writer.join()
        shown = http.get(parent.path, headers=parent.headers).json()

    texts = {side: [m["text"] for m in shown["messages"] if m["from"] == side] for side in ("parent", "adviser")}
    assert shown["state"] == "adviser"
    assert texts["parent"] == [f"parent {n}" for n in range(40)]
    assert texts["adviser"] == [f"adviser {n}" for n in range(40)]
    assert [m["position"] for m in shown["messages"]] == list(range(1, len(shown["messages"]) + 1))


def test_a_stream_that_was_cut_off_by_a_kill_goes_on_where_it_was(api):
    with api.client() as http, api.client() as client:
        desk, parent = a_desk(api, client), Parent(http, "kent")
        chat = parent.begun["id"]
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        desk.takes(chat)
        with listening(api, f"{parent.path}/events", parent.headers, after=0) as s:
            desk.says(chat, "Before")
            s.said("Before")
            killed(api)
            assert s.ended.wait(SOON)

        desk.says(chat, "After")  # the log-in holds, too
        last = {"Last-Event-ID": str(s.positions()[-1])}
        with listening(api, f"{parent.path}/events", parent.headers | last) as again:
            again.said("After")

    assert again.texts() == ["After"]
    assert again.states()[0] == {"state": "adviser", "place": None, "adviser": "Sam Reed"}


def test_told_to_stop_the_api_ends_its_streams_and_stops(api):
    with api.client() as http:
        parent = Parent(http, "kent")
        with listening(api, f"{parent.path}/events", parent.headers) as s:
            process = api.processes["api"]
            process.terminate()

            assert s.ended.wait(SOON)
            process.wait(20)
    assert "Traceback" not in api.log_tail("api")
    api.start("api")
    api.wait(**ALONE)


def test_parent_and_adviser_meet_though_each_is_at_another_process(two):
    here, there = two
    with here.client() as http, there.client() as client:
        desk, parent = a_desk(there, client), Parent(http, "kent")
        chat = parent.begun["id"]
        cookies = {"askline_adviser": client.cookies["askline_adviser"]}
        at_desk = listening(there, "/adviser/events", cookies=cookies)
        at_parent = listening(here, f"{parent.path}/events", parent.headers)
        with at_desk as told, at_parent as s:
            http.post(f"{parent.path}/adviser", headers=parent.headers)
            told.wait(lambda t: t.events[-1].data["waiting"] == 1)
            desk.takes(chat)
            assert s.state("adviser")["adviser"] == "Sam Reed"
            desk.says(chat, "Hello from the other process")
            s.said("Hello from the other process")
            assert parent.says("And hello from mine")["messages"] == []
            desk.post(f"/chats/{chat}/typing")
            s.wait(lambda s: [e for e in s.events if e.name == "typing"])
            desk.post(f"/chats/{chat}/hand-back")
            s.wait(lambda s: s.states()[-1]["state"] == "assistant")

        assert "And hello from mine" in s.texts()
        assert s.positions() == sorted(set(s.positions()))


def test_of_two_advisers_at_two_processes_one_gets_the_parent(two):
    here, there = two
    with here.client() as http, here.client() as one, there.client() as other:
        desks = a_desk(here, one), a_desk(there, other)
        forms = [desk.form for desk in desks]
        for _ in range(5):
            parent = Parent(http, "kent")
            http.post(f"{parent.path}/adviser", headers=parent.headers)
            together = threading.Barrier(2, timeout=20)
            got: list[str] = []

            def take(desk, form, chat=parent.begun["id"], together=together, got=got):
                together.wait()
                got.append(desk.client.post(f"/adviser/chats/{chat}/take", data={"form": form}).headers["location"])

            takers = [threading.Thread(target=take, args=pair) for pair in zip(desks, forms, strict=True)]
            for taker in takers:
                taker.start()
            for taker in takers:
                taker.join()

            assert sorted(got) == [f"/adviser/chats/{parent.begun['id']}", "/adviser?taken=no"]


def test_when_one_of_two_processes_is_killed_the_other_goes_on_with_its_chats(two):
    here, there = two
    with here.client() as http, there.client() as client, there.client() as moved:
        desk, parent = a_desk(there, client), Parent(http, "kent")
        chat = parent.begun["id"]
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        desk.takes(chat)
        here.stop("api", kill=True)

        message = {"text": "I was moved to the other process", "client_id": "moved"}
        response = moved.post(f"{parent.path}/messages", json=message, headers=parent.headers)

        assert response.json()["state"] == "adviser"
        assert "I was moved to the other process" in desk.said(chat)[-1]
