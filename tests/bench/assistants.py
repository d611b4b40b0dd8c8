"""The two that are measured: how each is started, stopped and spoken to."""

import os
import subprocess
import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.bench.messages import OURS, STOCK
from tests.bench.stock_project import ENVIRONMENT, PYTHON, REPLY, StockProject
from tests.stack import ROOT, Stack, free_port

Say = Callable[[str], Awaitable[float]]  # sends a message, returns the seconds until its whole answer is there
LEAFLETS = ROOT.parent / "shared/leaflets"
READY_WITHIN = 300  # seconds; ten times what an idle machine needs


class WrongReply(Exception):
    """A turn did not do what is measured: the figures would compare different things."""


class Assistant(Protocol):
    """What the load needs to know of either."""

    name: str
    messages: tuple[str, ...]

    def start(self) -> float:
        """Starts every process; returns the seconds until all are ready."""

    def stop(self) -> None:
        """Stops every process. Harmless when none runs."""

    def processes(self) -> dict[str, int]:
        """The process id of each part."""

    def ended(self) -> list[str]:
        """The parts whose process has ended, with its last words: it should run until it is stopped."""

    async def begin(self, http: httpx.AsyncClient) -> Say:
        """A new conversation."""


class Askline:
    """Askline as `make run` starts it, with a database of its own."""

    name = "Askline"
    messages = OURS

    def __init__(self, var: Path) -> None:
        self.stack = Stack(var)
        self.stack.load(*(["--leaflets", str(LEAFLETS)] if LEAFLETS.is_dir() else []))

    def start(self) -> float:
        began = time.monotonic()
        self.stack.start()
        self.stack.wait(READY_WITHIN)
        return time.monotonic() - began

    def stop(self) -> None:
        self.stack.stop()

    def processes(self) -> dict[str, int]:
        return {name: process.pid for name, process in self.stack.processes.items()}

    def ended(self) -> list[str]:
        ended = [name for name, process in self.stack.processes.items() if process.poll() is not None]
        return [f"{self.name}, {name}: {self.stack.log_tail(name)}" for name in ended]

    async def begin(self, http: httpx.AsyncClient) -> Say:
        begun = await http.post(f"{self.stack.url}/v1/conversations", json={"council": "kent"})
        begun.raise_for_status()
        address = f"{self.stack.url}/v1/conversations/{begun.json()['id']}/messages"
        headers = {"Authorization": f"Bearer {begun.json()['token']}"}

        async def say(text: str) -> float:
            message = {"text": text, "client_id": str(uuid.uuid4())}
            seconds, turn = await timed_post(http, address, message, headers)
            # Without a topic, the answer came from search because Rasa was away.
            if not turn["messages"] or not turn["understood"]["topic"]:
                raise WrongReply(f"Askline did not answer through Rasa: {text!r}")
            return seconds

        return say


class StockRasa:
    """Stock Rasa and rasa-sdk's own action server, asked over the REST channel."""

    name = "stock Rasa"
    messages = STOCK

    def __init__(self, project: StockProject, var: Path) -> None:
        self._project, self._var = project, var
        self._ports = {"rasa": free_port(), "actions": free_port()}
        self._endpoints = var / "endpoints.yml"
        url = f"http://127.0.0.1:{self._ports['actions']}/webhook"
        self._endpoints.write_text(f"action_endpoint:\n  url: {url}\n", encoding="utf-8")
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> float:
        began = time.monotonic()
        port = {name: ["--port", str(number)] for name, number in self._ports.items()}
        self._start("actions", "rasa_sdk", "--actions", "actions", *port["actions"])
        files = ["--model", str(self._project.model), "--endpoints", str(self._endpoints)]
        self._start("rasa", "rasa", "run", "--interface", "127.0.0.1", *port["rasa"], *files)
        self._wait(f"http://127.0.0.1:{self._ports['actions']}/health")
        self._wait(f"http://127.0.0.1:{self._ports['rasa']}/")
        return time.monotonic() - began

    def _start(self, name: str, module: str, *arguments: str) -> None:
        with (self._var / f"stock-{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [PYTHON, "-m", module, *arguments],
                cwd=self._project.folder,
                env=os.environ | ENVIRONMENT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait(self, address: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            try:
                if httpx.get(address, timeout=5, trust_env=False).status_code == httpx.codes.OK:
                    return
            except httpx.HTTPError:
                time.sleep(0.25)
            if ended := self.ended():
                raise RuntimeError(ended[0])
        raise TimeoutError(f"{address} did not answer in {READY_WITHIN} s: {self.log_tail('rasa')}")

    def log_tail(self, name: str) -> str:
        """The end of a process's log."""
        return (self._var / f"stock-{name}.log").read_text(errors="replace")[-2000:]

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)
        self._running.clear()

    def processes(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._running.items()}

    def ended(self) -> list[str]:
        ended = [name for name, process in self._running.items() if process.poll() is not None]
        return [f"{self.name}, {name}: {self.log_tail(name)}" for name in ended]

    async def begin(self, http: httpx.AsyncClient) -> Say:
        address = f"http://127.0.0.1:{self._ports['rasa']}/webhooks/rest/webhook"
        sender = str(uuid.uuid4())

        async def say(text: str) -> float:
            seconds, replies = await timed_post(http, address, {"sender": sender, "message": text}, {})
            if [reply.get("text") for reply in replies] != [REPLY]:
                raise WrongReply(f"stock Rasa did not run its action: {text!r} -> {replies}")
            return seconds

        return say


async def timed_post(
    http: httpx.AsyncClient, address: str, body: dict[str, Any], headers: dict[str, str]
) -> tuple[float, Any]:
    """Posts; returns the seconds until the whole answer was there, and the answer."""
    began = time.perf_counter()
    response = await http.post(address, json=body, headers=headers)
    seconds = time.perf_counter() - began
    response.raise_for_status()
    return seconds, response.json()
