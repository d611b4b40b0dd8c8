"""Builders for live chats: an adviser on duty, and a browser that reads an event stream in a thread of its own."""

import json
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, AdviserCouncil

SOON = 10.0  # seconds in which what is sure to come has come, on a busy machine too


def an_adviser(engine: Engine, *councils: str, on_duty: bool = True, display_name: str = "Sam Reed") -> Adviser:
    """An adviser of these councils, seen just now. Nobody can log in with this account."""
    now = datetime.now(UTC)
    adviser = Adviser(
        id=str(uuid.uuid4()), name=f"sam-{uuid.uuid4().hex[:8]}", display_name=display_name, password_hash="none",
        disabled=False, created_at=now, seen_at=now,
    )  # fmt: skip
    with Session(engine, expire_on_commit=False) as session, session.begin():
        session.add(adviser)
        session.flush()
        session.add_all(
            AdviserCouncil(adviser_id=adviser.id, council_slug=c, on_duty_since=now if on_duty else None)
            for c in councils
        )
    return adviser


def everyone_off_duty(engine: Engine) -> None:
    """Nobody is on duty any more."""
    with Session(engine) as session, session.begin():
        for row in session.query(AdviserCouncil):
            row.on_duty_since = None


@dataclass(frozen=True)
class Event:
    """One event as it came over the wire."""

    name: str
    data: Any
    id: int | None = None


class Stream:
    """What has come so far over an open event stream."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.comments = 0
        self.ended = threading.Event()
        self._news = threading.Condition()

    def read(self, lines: Iterator[str]) -> None:
        """Takes in lines until there are no more."""
        fields: dict[str, str] = {}
        for line in lines:
            if line.startswith(":"):
                self.comments += 1
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "event" in fields:
                with self._news:
                    number = int(fields["id"]) if "id" in fields else None
                    self.events.append(Event(fields["event"], json.loads(fields["data"]), number))
                    self._news.notify_all()
                fields = {}

    def wait(self, enough: Callable[["Stream"], Any], within: float = SOON) -> Any:
        """Waits until `enough` is true of it, and returns what `enough` returned."""
        deadline = time.monotonic() + within
        with self._news:
            while not (found := enough(self)):
                if not self._news.wait(max(deadline - time.monotonic(), 0)):
                    raise AssertionError(f"it did not come; what came: {self.events}")
        return found

    def texts(self) -> list[str]:
        """What the messages say."""
        return [e.data["text"] for e in self.events if e.name == "message"]

    def positions(self) -> list[int]:
        """The ids of the messages."""
        return [e.id for e in self.events if e.name == "message" and e.id is not None]

    def states(self) -> list[dict[str, Any]]:
        """The states, in the order in which they came."""
        return [e.data for e in self.events if e.name == "state"]

    def state(self, name: str, within: float = SOON) -> dict[str, Any]:
        """Waits for that state."""
        return self.wait(lambda s: next((d for d in s.states() if d["state"] == name), None), within)

    def said(self, part: str, within: float = SOON) -> str:
        """Waits for a message with these words."""
        return self.wait(lambda s: next((t for t in s.texts() if part in t), None), within)


class Reachable(Protocol):
    """An application that runs: in this process, or in one of its own."""

    def client(self) -> httpx.Client:
        """A new browser."""


@contextmanager
def listening(
    where: Reachable, path: str, headers: dict[str, str] | None = None, cookies: Any = None, **parameters: Any
) -> Iterator[Stream]:
    """An open stream; it is there when the first event has come. Cut off when the block ends."""
    found = Stream()
    with where.client() as client:
        client.cookies = httpx.Cookies(cookies)
        timeout = httpx.Timeout(20, read=60)
        with client.stream("GET", path, headers=headers or {}, params=parameters, timeout=timeout) as response:
            assert response.status_code == 200, response.read()
            reader = threading.Thread(target=_read, args=(found, response), daemon=True)
            reader.start()
            try:
                found.wait(lambda s: s.events)
                yield found
            finally:
                # As when a laptop is closed: the reader would otherwise wait for the next event.
                with suppress(OSError):
                    response.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
                reader.join(SOON)


def _read(found: Stream, response: httpx.Response) -> None:
    try:
        found.read(response.iter_lines())
    except (httpx.HTTPError, RuntimeError):
        pass  # cut off, by the test or by the server
    finally:
        found.ended.set()
