"""The application for tests that need no Rasa: served on a free port, with a scripted Rasa in its place."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import httpx
import uvicorn
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from api.app import create_app
from api.models import Conversation, Message
from api.rasa import RasaAnswer, RasaAway, RasaClient
from api.server import Server
from api.wiring import Services, make_services
from kb.redaction import Redactor
from kb.replies import Choice, Reply
from kb.settings import Settings

Script = Callable[[str, dict[str, Any]], Reply]
STOCK = ("more:who_decides", "topic:review_meetings", "council:islington", "person")


def a_reply(text: str = "The school decides.", **fields: Any) -> Reply:
    """An answer on who_decides that offers a few choices, unless `fields` say otherwise."""
    choices = tuple(Choice(name, f"Choose {name}") for name in STOCK)
    plain: dict[str, Any] = {"reason": "answered", "topic": "who_decides", "choices": choices, "version": "1.0"}
    return Reply(text, **(plain | fields))


class ScriptedRasa(RasaClient):
    """Says what its script says, for the council that it is told of, and remembers what it was asked."""

    def __init__(self, script: Script | None = None) -> None:
        super().__init__("http://rasa.invalid", "http://actions.invalid", timeout=1)
        self.asked: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.script = script or (lambda _text, state: a_reply(council=state["council"]))
        self.parts = {"rasa": True, "actions": True}
        self.answers_with = ""

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        self.asked.append({"sender": sender, "text": text, "state": state, **chosen})
        intent = chosen.get("intent", "who_decides")
        reply = asdict(self.script(text, state))
        return RasaAnswer([reply], intent, 0.9, [{"intent": intent, "confidence": 0.9}], [])

    async def forget(self, sender: str) -> bool:
        self.forgotten.append(sender)
        return True

    async def model(self) -> str:
        return self.answers_with

    async def parts_ready(self) -> dict[str, bool]:
        return self.parts


class RasaIsAway(ScriptedRasa):
    """Never answers."""

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        await super().ask(sender, text, state, **chosen)
        raise RasaAway("ConnectError")


class NothingToHide(Redactor):
    """Leaves the text as it is: loads no language model, for tests that are about something else."""

    def __init__(self) -> None:
        """Loads nothing."""

    def redact(self, text: str) -> Any:
        return type("Redacted", (), {"text": text})()


class ColdServices(Services):
    """Services that do not warm up: the tests' first parent may wait."""

    loop: asyncio.AbstractEventLoop

    async def warm_up(self) -> None:
        """Only remembers where the application runs."""
        self.loop = asyncio.get_running_loop()


@dataclass(frozen=True)
class Served:
    """A running application: where it is, what it stores, and what its Rasa was asked."""

    url: str
    engine: Engine
    rasa: ScriptedRasa
    services: ColdServices

    def on_loop(self, work: Callable[[Services], Any]) -> Any:
        """What `work` returns on the event loop of the running application."""

        async def there() -> Any:
            return work(self.services)

        return asyncio.run_coroutine_threadsafe(there(), self.services.loop).result(10)

    def client(self) -> httpx.Client:
        """A new browser: no cookies yet."""
        return httpx.Client(base_url=self.url, timeout=20, trust_env=False)

    def count(self, table: type[Conversation | Message]) -> int:
        """How many rows the database holds."""
        with Session(self.engine) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def stored(self, conversation_id: str) -> list[Message]:
        """The stored messages of a conversation, in order."""
        with Session(self.engine) as session:
            query = select(Message).where(Message.conversation_id == conversation_id).order_by(Message.position)
            return list(session.scalars(query))


@contextmanager
def serving(settings: Settings, rasa: ScriptedRasa | None = None, **own: Any) -> Iterator[Served]:
    """Serves the application in a thread until the test is done."""
    rasa = rasa or ScriptedRasa()
    services = ColdServices(**vars(make_services(settings, rasa=rasa, redactor=own.get("redactor") or NothingToHide())))
    app = create_app(settings, services)
    server = Server(app, uvicorn.Config(app, port=0, log_level="critical", server_header=False))
    thread = threading.Thread(target=server.run, name="api-under-test")
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(f"http://127.0.0.1:{port}", services.engine, rasa, services)
    finally:
        server.should_exit = True
        thread.join()
