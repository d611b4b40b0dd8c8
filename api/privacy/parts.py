"""The parts of privacy, wired together."""

from dataclasses import dataclass

from sqlalchemy import Engine

from api.bulletin import Bulletin
from api.chat import Chat
from api.privacy.daily import Daily
from api.privacy.erasing import Eraser
from api.privacy.retention import Retention
from api.rasa import RasaClient
from kb.settings import Settings


@dataclass(frozen=True)
class PrivacyParts:
    """What erases, and what deletes in time."""

    eraser: Eraser
    daily: Daily


def privacy_parts(settings: Settings, engine: Engine, rasa: RasaClient, bulletin: Bulletin, chat: Chat) -> PrivacyParts:
    """Both, for these settings."""
    eraser = Eraser(engine, settings.var, rasa, bulletin, chat.turn_over)
    return PrivacyParts(eraser, Daily(engine, Retention(engine, settings)))
