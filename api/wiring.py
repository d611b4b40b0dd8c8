"""The composition root: everything that the routes work with, made once from the settings."""

import asyncio
import functools
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from api.advisers.accounts import Accounts
from api.advisers.factor import SecondFactor
from api.advisers.lockout import Lockout
from api.advisers.sealing import seal_of
from api.advisers.sessions import Sessions
from api.announcements import Announcements
from api.bulletin import Bulletin, RedisBulletin
from api.callback_desk import CallbackDesk
from api.callbacks import CallbackStore
from api.chat import Chat
from api.conversations import ConversationStore
from api.delivery import delivery_of
from api.feedback import FeedbackStore
from api.learning.school import School
from api.limits import Limiter
from api.live import LiveChat, Patience
from api.outbox_store import OutboxStore
from api.privacy.parts import PrivacyParts, privacy_parts
from api.queue import look
from api.rasa import RasaAway, RasaClient
from api.sender import Sender
from api.shift import Shift
from api.sign_on.person import Provider
from api.sign_on.rights import mapped
from api.statistics import counting
from api.streams import Streams
from kb.answers import AnswerBook
from kb.book import BookKeeper
from kb.database import connect
from kb.encoder import encoder
from kb.garbage import settle
from kb.languages import other_language
from kb.redaction import Redactor
from kb.safety import crisis
from kb.search import AnswerSearch
from kb.settings import Settings
from kb.topic_sense import SenseKeeper

log = structlog.get_logger()

TYPING_PER_MINUTE = 60  # hints that one side is typing; a client sends one every two or three seconds


@dataclass
class LiveParts:
    """What live chats and their advisers need."""

    bulletin: Bulletin
    streams: Streams
    live: LiveChat
    shift: Shift
    accounts: Accounts
    sessions: Sessions
    lockout: Lockout
    factor: SecondFactor


@dataclass
class Services(LiveParts):
    """What the application is made of."""

    settings: Settings
    engine: Engine
    keeper: BookKeeper
    rasa: RasaClient
    store: ConversationStore
    chat: Chat
    desk: CallbackDesk
    sender: Sender
    privacy: PrivacyParts
    feedback: FeedbackStore
    school: School
    starts: Limiter
    turns: Limiter
    typing: Limiter
    # The council's single sign-on, where one is set.
    sign_on: Provider | None = None

    def database_ready(self) -> bool:
        """Whether the database answers and holds the knowledge."""
        try:
            with self.engine.connect() as connection:
                return bool(connection.execute(text("SELECT version FROM book_version")).scalar())
        except Exception as error:  # whatever a driver raises, the answer is "not ready"
            log.warning("database_away", kind=type(error).__name__)
            return False

    def seal_secrets(self) -> None:
        """Seals what is stored from before there were seals. Raises WrongSecretKey: better no start than no log-in."""
        try:
            self.factor.seal_all()
        except DBAPIError as error:  # without a database the parts that need none start all the same
            log.warning("secrets_not_sealed", kind=type(error).__name__)

    def in_the_background(self) -> list[Coroutine[Any, Any, None]]:
        """What runs for as long as the process does."""
        daily = [self.bulletin.run(), self.streams.run(), self.shift.run(), self.sender.run(), self.school.run()]
        return [self.warm_up(), self.watch_book(), *daily, counting.run(self.engine), self.privacy.daily.run()]

    async def watch_book(self) -> None:
        """Notices what another process has published or switched off, even while no parent asks anything."""
        while True:
            await asyncio.sleep(self.settings.book_check_seconds)
            try:
                await asyncio.to_thread(self.keeper.refresh)
            except SQLAlchemyError as error:
                log.warning("database_away", kind=type(error).__name__)

    async def warm_up(self) -> None:
        """One turn through each part, so that the first parent does not wait for what loads late."""
        await asyncio.to_thread(self._warm_here)
        settle()
        for _ in range(600):
            try:
                await self.rasa.ask("warm-up", "hello, who decides what help my child gets?", {"council": "kent"})
                return
            except RasaAway:
                await asyncio.sleep(1)

    def _warm_here(self) -> None:
        self.chat.search().search("help for my child")
        self.chat.search().understand("help for my child")
        crisis("my child is fine")
        self.chat.redactor.redact("my son is in year 4")
        other_language("dzień dobry pani")


def make_services(settings: Settings, **own: object) -> Services:
    """Everything wired together. `own` puts other collaborators in the place of `rasa` or `redactor` (tests do)."""
    engine = connect(settings.database)
    keeper = BookKeeper(engine, settings.book_check_seconds)
    senses = SenseKeeper(settings.trained_model, settings.book_check_seconds)
    store = ConversationStore(engine)
    rasa, redactor = from_outside(settings, own)

    @functools.lru_cache(maxsize=1)
    def search_of(_version: int) -> AnswerSearch:
        return AnswerSearch(keeper.book(), encoder(), senses.sense)

    book = keeper.book
    live = live_parts(settings, engine, book)
    chat = Chat(
        store, rasa, book, lambda: search_of(keeper.book().version), redactor, settings.max_characters, live.bulletin,
        likeliest=functools.partial(by_its_sense, senses),
    )  # fmt: skip
    callbacks = CallbackStore(engine, settings.callback_days)
    sender = Sender(OutboxStore(engine, owner=str(uuid.uuid4())), callbacks, delivery_of(settings), book, settings)
    return Services(
        **vars(live),
        settings=settings,
        engine=engine,
        keeper=keeper,
        rasa=rasa,
        store=store,
        chat=chat,
        desk=CallbackDesk(store, callbacks, book, settings, sender.wake),
        sender=sender,
        privacy=privacy_parts(settings, engine, rasa, live.bulletin, chat),
        feedback=FeedbackStore(engine),
        school=School(engine, settings),
        starts=Limiter(settings.starts_per_minute),
        turns=Limiter(settings.turns_per_minute),
        typing=Limiter(TYPING_PER_MINUTE),
        sign_on=provider_of(settings),
    )


def from_outside(settings: Settings, own: Mapping[str, object]) -> tuple[RasaClient, Redactor]:
    """What understands and what redacts: those that were handed over, else the real ones."""
    rasa = own.get("rasa") or RasaClient(settings.rasa_url, settings.actions_url, settings.rasa_timeout)
    redactor = own.get("redactor") or Redactor()
    assert isinstance(rasa, RasaClient)
    assert isinstance(redactor, Redactor)
    return rasa, redactor


def provider_of(settings: Settings) -> Provider | None:
    """The council's single sign-on, where one is set. Raises ValueError when what is set cannot be."""
    mapped(settings.oidc_rights)
    if not settings.oidc_issuer:
        return None
    from api.sign_on.provider import OpenIdProvider

    return OpenIdProvider(settings)


def by_its_sense(senses: SenseKeeper, text: str) -> tuple[str, float] | None:
    """What the trained model's sense takes the words for, and how surely; None while there is no model."""
    sense = senses.sense()
    return sense.likeliest(encoder().sentences([text])[0]) if sense else None


def live_parts(settings: Settings, engine: Engine, book: Callable[[], AnswerBook]) -> LiveParts:
    """The queue, the event streams and the advisers, wired together."""
    bulletin = RedisBulletin(settings.redis_url) if settings.redis_url else Bulletin()
    patience = Patience(settings.wait_seconds, settings.duty_seconds, settings.adviser_gone_seconds)
    live = LiveChat(engine, Announcements(book).row, patience)
    return LiveParts(
        bulletin=bulletin,
        streams=Streams(functools.partial(look, engine), bulletin, settings.stream_check_seconds),
        live=live,
        shift=Shift(engine, live, bulletin),
        accounts=Accounts(engine),
        sessions=Sessions(
            engine,
            longest=timedelta(hours=settings.adviser_session_hours),
            idle=timedelta(minutes=settings.adviser_idle_minutes),
        ),
        lockout=Lockout(engine),
        factor=SecondFactor(engine, seal_of(settings)),
    )
