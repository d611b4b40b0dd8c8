"""Starts the real thing for tests: Rasa, the action server and the API, on free ports, with a database of their own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / os.environ.get("ASKLINE_VAR", "var") / "models/askline.tar.gz"
COMMANDS = {
    "actions": [str(ROOT / ".venv/bin/python"), "-m", "actions"],
    "rasa": [str(ROOT / "bot/.venv/bin/python"), "-m", "bot", "serve"],
    "api": [str(ROOT / ".venv/bin/python"), "-m", "api"],
}
NOBODYS = "6f1c2c3e-5f6b-4a86-9d0b-0c9b0c1d2e3f"  # the id of a conversation that never was
READY_WITHIN = 120  # seconds; loading Rasa takes 10 to 30 on two busy cores


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Stack:
    """The three processes. `stop` and `start` them one by one to see what the others do."""

    def __init__(self, var: Path, **settings: str) -> None:
        self.var = var
        self.ports = {name: free_port() for name in COMMANDS}
        self.url = f"http://127.0.0.1:{self.ports['api']}"
        self.environment = os.environ | {
            "ASKLINE_VAR": str(var),
            "ASKLINE_MODEL": str(MODEL),
            "ASKLINE_PORT": str(self.ports["api"]),
            "ASKLINE_RASA_URL": f"http://127.0.0.1:{self.ports['rasa']}",
            "ASKLINE_ACTIONS_URL": f"http://127.0.0.1:{self.ports['actions']}",
            "ASKLINE_TURNS_PER_MINUTE": "100000",
            "ASKLINE_STARTS_PER_MINUTE": "100000",
            "ASKLINE_CALLBACKS_PER_HOUR": "100000",
            "ASKLINE_SECOND_FACTOR_FOR": "nobody",
            **settings,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def load(self, *options: str) -> None:
        """Migrates the database and loads the content."""
        command = [sys.executable, "-m", "kb", "load", *options]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def start(self, *names: str) -> None:
        """Starts these processes (all, when none is named)."""
        for name in names or COMMANDS:
            with (self.var / f"{name}.log").open("ab") as log:  # the process has its own copy of it
                self.processes[name] = subprocess.Popen(
                    COMMANDS[name], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
                )

    def stop(self, *names: str, kill: bool = False) -> None:
        """Stops these processes (all, when none is named)."""
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            (process.kill if kill else process.terminate)()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)

    def parts(self) -> dict[str, str]:
        """What /ready says of each part; empty while the API does not answer."""
        try:
            found: dict[str, str] = httpx.get(f"{self.url}/ready", timeout=5, trust_env=False).json()["parts"]
        except (httpx.HTTPError, ValueError, KeyError):
            return {}
        return found

    def wait(self, within: float = READY_WITHIN, **wanted: str) -> None:
        """Waits until /ready shows these states (every part "ok", when none is named)."""
        wanted = wanted or {"database": "ok", "rasa": "ok", "actions": "ok"}
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            parts = self.parts()
            if parts and wanted.items() <= parts.items():
                return
            if dead := [n for n, p in self.processes.items() if p.poll() is not None]:
                raise RuntimeError(f"{dead} ended: {self.log_tail(dead[0])}")
            time.sleep(0.25)
        raise TimeoutError(f"not ready after {within} s: {self.parts()}; {self.log_tail('rasa')}")

    def log_tail(self, name: str) -> str:
        """The end of a process's log."""
        log = self.var / f"{name}.log"
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""

    def client(self) -> httpx.Client:
        """An HTTP client for the API."""
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False)


class Parent:
    """A parent in a conversation over HTTP."""

    def __init__(self, client: httpx.Client, council: str | None = None) -> None:
        self.client = client
        begun = client.post("/v1/conversations", json={"council": council})
        begun.raise_for_status()
        self.begun: dict[str, Any] = begun.json()
        self.headers = {"Authorization": f"Bearer {self.begun['token']}"}
        self.path = f"/v1/conversations/{self.begun['id']}"

    def post(self, **message: Any) -> httpx.Response:
        """Sends a message and returns the bare response."""
        return self.client.post(f"{self.path}/messages", json=message, headers=self.headers)

    def says(self, text: str) -> dict[str, Any]:
        """Sends words; returns the turn."""
        return self._turn(text=text)

    def chooses(self, choice: str) -> dict[str, Any]:
        """Chooses something that was offered; returns the turn."""
        return self._turn(choice=choice)

    def _turn(self, **message: Any) -> dict[str, Any]:
        response = self.post(**message)
        response.raise_for_status()
        turn: dict[str, Any] = response.json()
        return turn
