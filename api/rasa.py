"""Asks Rasa, through our channel. Whatever goes wrong there becomes RasaAway; the parent never sees it."""

import asyncio
import base64
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from pydantic import BaseModel

from kb.encoder import EncoderMissing, encoder

log = structlog.get_logger()

FORGET_SECONDS = 2
ALIVE_SECONDS = 2


class RasaAway(Exception):
    """Rasa or its action server did not answer, in time or at all. The text says which way."""


@dataclass(frozen=True)
class RasaAnswer:
    """The replies of one turn, and what was understood."""

    replies: list[dict[str, Any]]
    intent: str | None
    confidence: float
    ranking: list[dict[str, Any]]
    entities: list[dict[str, Any]] = field(default_factory=list)


class _Guess(BaseModel):
    intent: str
    confidence: float


class _Entity(BaseModel):
    entity: str
    value: str


class _Understood(BaseModel):
    intent: str | None
    confidence: float
    ranking: list[_Guess]
    entities: list[_Entity]


class _Reply(BaseModel):
    """What we read of a reply; the action server sends kb.replies.Reply."""

    text: str
    reason: str
    topic: str | None
    council: str | None
    citations: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    handoff: dict[str, Any] | None
    version: str


class _Answer(BaseModel):
    """What our channel returns (bot/channel.py). Anything else is garbage, and Rasa counts as away."""

    replies: list[_Reply]
    understood: _Understood


def handed_over(text: str) -> dict[str, str]:
    """The text's sentence vector for Rasa, where the safety check has just worked it out; it takes 4 ms to do again."""
    try:
        numbers = encoder().take(text)
    except EncoderMissing:
        return {}
    return {} if numbers is None else {"meaning": base64.b64encode(numbers.astype("<f4").tobytes()).decode()}


class RasaClient:
    """One connection pool to Rasa for the life of the process."""

    def __init__(self, url: str, actions_url: str, timeout: float) -> None:
        self._url, self._actions_url, self._timeout = url, actions_url, timeout
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        """One turn. `chosen` names intent and entities when the parent made a choice. Raises RasaAway."""
        body = {"sender": sender, "text": text, "state": state, **chosen}
        try:
            # The time-out is for the whole answer, not from byte to byte: a parent waits for all of it.
            async with asyncio.timeout(self._timeout):
                said = await self._post("webhooks/askline/webhook", body)
            answer = _Answer.model_validate_json(said).model_dump()
        except TimeoutError as error:
            raise RasaAway("timeout") from error
        except (aiohttp.ClientError, ValueError) as error:  # pydantic's errors are ValueErrors
            raise RasaAway(type(error).__name__) from error
        # Rasa answers 200 with no reply at all when its action server is down: an empty reply is a failure.
        if not answer["replies"]:
            raise RasaAway("empty_reply")
        return RasaAnswer(answer["replies"], **answer["understood"])

    async def forget(self, sender: str) -> bool:
        """Lets Rasa forget a conversation at once. Whether it did: when it is away, it forgets after half an hour."""
        try:
            async with asyncio.timeout(FORGET_SECONDS):
                await self._post("webhooks/askline/forget", {"sender": sender})
        except (TimeoutError, aiohttp.ClientError) as error:
            log.warning("rasa_did_not_forget", conversation=sender, why=type(error).__name__)
            return False
        return True

    async def model(self) -> str:
        """The id of the model that answers; empty when Rasa is away."""
        try:
            async with asyncio.timeout(ALIVE_SECONDS), self._http.get(f"{self._url}/webhooks/askline/") as response:
                return str((await response.json())["model"])
        except (TimeoutError, aiohttp.ClientError, ValueError, KeyError, TypeError):
            return ""

    async def parts_ready(self) -> dict[str, bool]:
        """Whether Rasa (its model loaded) and the action server answer."""
        return {"rasa": await self._alive(self._url + "/"), "actions": await self._alive(self._actions_url + "/health")}

    async def _alive(self, url: str) -> bool:
        try:
            async with asyncio.timeout(ALIVE_SECONDS), self._http.get(url) as response:
                return response.status == HTTPStatus.OK
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def _post(self, path: str, body: dict[str, Any]) -> bytes:
        """What Rasa answers. A connection that turns out to be dead is replaced once: Rasa was started anew."""
        for attempt in (1, 2):
            try:
                async with self._http.post(f"{self._url}/{path}", json=body, allow_redirects=False) as response:
                    if response.status != HTTPStatus.OK:
                        raise aiohttp.ClientResponseError(response.request_info, (), status=response.status)
                    return await response.read()
            except aiohttp.ClientConnectorError:
                raise  # nobody listens
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                if attempt == 2:
                    raise
        raise AssertionError("the second attempt returns or raises")

    @property
    def _http(self) -> aiohttp.ClientSession:
        # Made when it is first used: it belongs to the event loop that runs then.
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None), trust_env=False)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
