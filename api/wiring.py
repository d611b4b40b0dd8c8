"""The composition root: everything that the routes work with, made once from the settings."""

import asyncio
import functools
from dataclasses import dataclass

import structlog
from sqlalchemy import Engine, text

from api.chat import Chat
from api.conversations import ConversationStore
from api.limits import Limiter
from api.rasa import RasaAway, RasaClient
from kb.answers import AnswerBook
from kb.book import BookKeeper
from kb.database import connect
from kb.encoder import encoder
from kb.redaction import Redactor
from kb.safety import crisis
from kb.search import AnswerSearch
from kb.settings import Settings

log = structlog.get_logger()


@dataclass
class Services:
    """What the application is made of."""

    settings: Settings
    engine: Engine
    keeper: BookKeeper
    rasa: RasaClient
    store: ConversationStore
    chat: Chat
    starts: Limiter
    turns: Limiter

    def database_ready(self) -> bool:
        """Whether the database answers and holds the knowledge."""
        try:
            with self.engine.connect() as connection:
                return bool(connection.execute(text("SELECT version FROM book_version")).scalar())
        except Exception as error:  # whatever a driver raises, the answer is "not ready"
            log.warning("database_away", kind=type(error).__name__)
            return False

    async def warm_up(self) -> None:
        """One turn through each part, so that the first parent does not wait for what loads late."""
        await asyncio.to_thread(self._warm_here)
        for _ in range(600):
            try:
                await self.rasa.ask("warm-up", "hello, who decides what help my child gets?", {"council": "kent"})
                return
            except RasaAway:
                await asyncio.sleep(1)

    def _warm_here(self) -> None:
        self.chat.search().search("help for my child")
        crisis("my child is fine")
        self.chat.redactor.redact("my son is in year 4")


def make_services(settings: Settings, **own: object) -> Services:
    """Everything wired together. `own` puts other collaborators in the place of `rasa` or `redactor` (tests do)."""
    engine = connect(settings.database)
    keeper = BookKeeper(engine, settings.book_check_seconds)
    store = ConversationStore(engine)
    rasa = own.get("rasa") or RasaClient(settings.rasa_url, settings.actions_url, settings.rasa_timeout)
    redactor = own.get("redactor") or Redactor()
    assert isinstance(rasa, RasaClient)
    assert isinstance(redactor, Redactor)

    @functools.lru_cache(maxsize=1)
    def search_of(_version: int) -> AnswerSearch:
        return AnswerSearch(keeper.book(), encoder())

    def book() -> AnswerBook:
        return keeper.book()

    chat = Chat(store, rasa, book, lambda: search_of(keeper.book().version), redactor, settings.max_characters)
    return Services(
        settings=settings,
        engine=engine,
        keeper=keeper,
        rasa=rasa,
        store=store,
        chat=chat,
        starts=Limiter(settings.starts_per_minute),
        turns=Limiter(settings.turns_per_minute),
    )
