"""Asks Rasa, through our channel. Whatever goes wrong there becomes RasaAway; the parent never sees it."""

from dataclasses import dataclass, field
from typing import Any

import httpx


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


class RasaClient:
    """One connection pool to Rasa for the life of the process."""

    def __init__(self, url: str, actions_url: str, timeout: float) -> None:
        self._url, self._actions_url, self._timeout = url, actions_url, timeout
        self._http = httpx.AsyncClient(timeout=timeout, trust_env=False)

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        """One turn. `chosen` names intent and entities when the parent made a choice. Raises RasaAway."""
        body = {"sender": sender, "text": text, "state": state, **chosen}
        try:
            response = await self._http.post(f"{self._url}/webhooks/askline/webhook", json=body)
            response.raise_for_status()
            answer = response.json()
            understood = answer["understood"]
        except httpx.TimeoutException as error:
            raise RasaAway("timeout") from error
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise RasaAway(type(error).__name__) from error
        # Rasa answers 200 with no reply at all when its action server is down: an empty reply is a failure.
        if not answer["replies"]:
            raise RasaAway("empty_reply")
        return RasaAnswer(
            replies=answer["replies"],
            intent=understood["intent"],
            confidence=understood["confidence"],
            ranking=understood["ranking"],
            entities=understood["entities"],
        )

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
