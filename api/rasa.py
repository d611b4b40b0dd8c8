"""Asks Rasa, through our channel. Whatever goes wrong there becomes RasaAway; the parent never sees it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel


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


class RasaClient:
    """One connection pool to Rasa for the life of the process."""

    def __init__(self, url: str, actions_url: str, timeout: float) -> None:
        self._url, self._actions_url, self._timeout = url, actions_url, timeout
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        """One turn. `chosen` names intent and entities when the parent made a choice. Raises RasaAway."""
        body = {"sender": sender, "text": text, "state": state, **chosen}
        try:
            # httpx starts its time-out anew with every byte; a parent waits for the whole answer.
            async with asyncio.timeout(self._timeout):
                response = await self._http.post(f"{self._url}/webhooks/askline/webhook", json=body)
            response.raise_for_status()
            answer = _Answer.model_validate(response.json()).model_dump()
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RasaAway("timeout") from error
        except (httpx.HTTPError, ValueError) as error:  # pydantic's and JSON's errors are ValueErrors
            raise RasaAway(type(error).__name__) from error
        # Rasa answers 200 with no reply at all when its action server is down: an empty reply is a failure.
        if not answer["replies"]:
            raise RasaAway("empty_reply")
        return RasaAnswer(answer["replies"], **answer["understood"])

    async def parts_ready(self) -> dict[str, bool]:
        """Whether Rasa (its model loaded) and the action server answer."""
        return {"rasa": await self._alive(self._url + "/"), "actions": await self._alive(self._actions_url + "/health")}

    async def _alive(self, url: str) -> bool:
        try:
            return (await self._http.get(url, timeout=2)).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()
