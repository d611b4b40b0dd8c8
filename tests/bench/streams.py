"""`python -m tests.bench.streams`: measures the live chat and writes docs/benchmarks_live.md. Takes a few minutes.

What 200 open event streams cost in memory, what a turn takes with and without them (in turns, round by round, so that
both meet the same machine), and how soon the other side sees what one side does.
"""

import asyncio
import re
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from api.advisers.accounts import Accounts
from kb.database import connect
from tests.bench import machine
from tests.bench.live_report import LiveFigures, document
from tests.stack import ROOT, Stack

DOCUMENT = ROOT / "docs/benchmarks_live.md"
STREAMS, ROUNDS, TURNS, CROSSINGS = 200, 10, 15, 30
QUESTIONS = (
    "Who decides what help my son gets?",
    "What does the SENCO do?",
    "Can I ask for an EHC needs assessment?",
    "The school says there is no money",
    "What is SEN support?",
)
PASSWORD = "three plain words here"


class Parent:
    """A parent over HTTP."""

    def __init__(self, http: httpx.AsyncClient, begun: dict[str, str]) -> None:
        self.http, self.id = http, begun["id"]
        self.headers = {"Authorization": f"Bearer {begun['token']}"}
        self.path = f"/v1/conversations/{self.id}"

    @classmethod
    async def begin(cls, http: httpx.AsyncClient) -> "Parent":
        """A new chat in Kent."""
        return cls(http, (await http.post("/v1/conversations", json={"council": "kent"})).raise_for_status().json())

    async def says(self, text: str) -> None:
        """One turn."""
        message = {"text": text, "client_id": str(uuid.uuid4())}
        (await self.http.post(f"{self.path}/messages", json=message, headers=self.headers)).raise_for_status()


class Desk:
    """An adviser over HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http, self.form = http, ""

    async def log_in(self, name: str) -> None:
        """Logs in and goes on duty."""
        form = _form(await self.http.get("/adviser/login"))
        await self.http.post("/adviser/login", data={"form": form, "name": name, "password": PASSWORD})
        self.form = _form(await self.http.get("/adviser"))
        await self.post("/duty", on="true")

    async def post(self, path: str, **fields: str) -> None:
        """Sends a form."""
        response = await self.http.post(f"/adviser{path}", data={"form": self.form, **fields})
        if response.status_code not in (204, 303):
            response.raise_for_status()


class Stream:
    """An open event stream: a bare connection, so that the measuring costs little."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.lines: asyncio.Queue[tuple[float, str]] = asyncio.Queue()

    async def open(self, path: str, headers: dict[str, str]) -> None:
        """Connects, and returns when the first event is there."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode())
        self._task = asyncio.create_task(self._read())
        await self.until("data:")

    async def until(self, part: str) -> float:
        """When a line with these words came. Lines before it are forgotten."""
        async with asyncio.timeout(30):
            while True:
                at, line = await self.lines.get()
                if part in line:
                    return at

    def forget(self) -> None:
        """Lets go of what has come so far."""
        while not self.lines.empty():
            self.lines.get_nowait()

    async def _read(self) -> None:
        while line := await self._reader.readline():
            self.lines.put_nowait((time.perf_counter(), line.decode()))

    def close(self) -> None:
        """Cuts the connection."""
        self._task.cancel()
        self._writer.close()


@asynccontextmanager
async def watched(port: int, parents: list[Parent]) -> AsyncIterator[list[Stream]]:
    """An open stream for each of these parents."""
    streams = [Stream(port) for _ in parents]
    for stream, parent in zip(streams, parents, strict=True):
        await stream.open(f"{parent.path}/events", parent.headers)
    try:
        yield streams
    finally:
        for stream in streams:
            stream.close()
        await asyncio.sleep(0.5)


async def main() -> None:
    """Measures and writes."""
    with tempfile.TemporaryDirectory(prefix="askline-bench-live-") as folder:
        stack = Stack(Path(folder))
        stack.load()
        name = _account(stack)
        stack.start()
        try:
            await asyncio.to_thread(stack.wait, 300)
            figures = await measured(stack, name)
        finally:
            stack.stop()
    DOCUMENT.write_text(document(figures), encoding="utf-8")
    print(document(figures), f"Written to {DOCUMENT}", sep="\n")  # noqa: T201


async def measured(stack: Stack, name: str) -> LiveFigures:
    """Every figure, one after the other."""
    port, api = stack.ports["api"], stack.processes["api"].pid
    limits = httpx.Limits(max_connections=50)
    load = machine.load_average()
    async with httpx.AsyncClient(base_url=stack.url, timeout=60, trust_env=False, limits=limits) as http:
        parents = [await Parent.begin(http) for _ in range(STREAMS)]
        talking = parents[0]
        await _turns(talking, 40)
        found = LiveFigures(machine.describe(), load, datetime.now(UTC).astimezone(), STREAMS)
        found.before = machine.footprint(api).rss
        for number in range(ROUNDS):
            used = machine.processor_seconds(api)
            found.without.append(await _turns(talking, TURNS))
            found.cpu_without += machine.processor_seconds(api) - used
            async with watched(port, parents):
                used = machine.processor_seconds(api)
                found.during.append(await _turns(talking, TURNS))
                found.cpu_during += machine.processor_seconds(api) - used
                found.after = max(found.after, machine.footprint(api).rss)
            _say(f"round {number + 1}: {_ms(found.without[-1])} without, {_ms(found.during[-1])} with streams")
        async with httpx.AsyncClient(base_url=stack.url, timeout=60, trust_env=False) as office:
            desk = Desk(office)
            await desk.log_in(name)
            async with watched(port, parents) as streams:
                await live(port, desk, parents[1:], streams[1:], found)
    return found


async def live(port: int, desk: Desk, parents: list[Parent], streams: list[Stream], found: LiveFigures) -> None:
    """With all streams open: how soon the adviser sees a parent, and how soon a message crosses."""
    cookie = {"Cookie": f"askline_adviser={desk.http.cookies['askline_adviser']}"}
    queue = Stream(port)
    await queue.open("/adviser/events", cookie)
    for parent in parents[:CROSSINGS]:
        queue.forget()
        ask = parent.http.post(f"{parent.path}/adviser", headers=parent.headers)
        found.seen.append(await _until(ask, lambda: queue.until('"waiting": 1')))
        await parent.http.delete(f"{parent.path}/adviser", headers=parent.headers)
        await queue.until('"waiting": 0')
    parent, stream = parents[0], streams[0]
    await parent.http.post(f"{parent.path}/adviser", headers=parent.headers)
    await desk.post(f"/chats/{parent.id}/take")
    page = Stream(port)
    await page.open(f"/adviser/events?chat={parent.id}", cookie)
    for number in range(CROSSINGS):
        words = f"from the adviser {number}."
        say = desk.post(f"/chats/{parent.id}/messages", text=words, client_id=str(uuid.uuid4()))
        found.to_parent.append(await _until(say, lambda w=words: stream.until(w)))  # type: ignore[misc]
        words = f"from the parent {number}."
        found.to_adviser.append(await _until(parent.says(words), lambda w=words: _on_page(desk, page, parent, w)))  # type: ignore[misc]
    queue.close()
    page.close()


async def _on_page(desk: Desk, page: Stream, parent: Parent, words: str) -> float:
    """When the adviser's page holds these words: told by an event, it fetches what is new, as its script does."""
    while True:
        await page.until("event: chat")
        shown = await desk.http.get(f"/adviser/chats/{parent.id}", headers={"X-Askline-By-Itself": "1"})
        if words in shown.text:
            return time.perf_counter()


async def _until(act: Awaitable[object], come: Callable[[], Awaitable[float]]) -> float:
    """Milliseconds from the moment in which one side acts until the other sees it."""
    began = time.perf_counter()
    acting = asyncio.ensure_future(act)
    at = await come()
    await acting
    return (at - began) * 1000


async def _turns(parent: Parent, count: int) -> list[float]:
    times = []
    for number in range(count):
        began = time.perf_counter()
        await parent.says(QUESTIONS[number % len(QUESTIONS)])
        times.append((time.perf_counter() - began) * 1000)
    return times


def _account(stack: Stack) -> str:
    engine = connect(f"sqlite:///{stack.var}/askline.db")
    name = Accounts(engine).add("bench", "Sam Reed", PASSWORD, ["kent"]).name
    engine.dispose()
    return name


def _form(response: httpx.Response) -> str:
    found = re.search(r'name="form" value="([^"]+)"', response.text)
    if found is None:
        raise RuntimeError(f"no form at {response.url}: {response.status_code}")
    return found[1]


def _ms(times: list[float]) -> str:
    return f"{statistics.median(times):.1f} ms"


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
