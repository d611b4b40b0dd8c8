"""Server-sent events: their form on the wire, and the stream that a parent reads. Its ids are message positions."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Send

from api.conversations import ConversationStore
from api.messages import message_out
from api.models import Message
from api.queue import Standing
from api.streams import Streams, Watch

ALIVE_SECONDS = 15
STILL_HERE = ": still here\n\n"
AGAIN_AFTER = "retry: 2000\n\n"  # milliseconds


class EventStream(StreamingResponse):
    """A response that goes on. What it reads from is closed as soon as the browser goes away."""

    def __init__(self, content: AsyncIterator[str]) -> None:
        # Proxies must pass every event on at once.
        super().__init__(content, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def stream_response(self, send: Send) -> None:
        """As its parent does, and tidies up at once, not when Python finds the time."""
        async with aclosing(self.body_iterator):  # type: ignore[type-var]
            await super().stream_response(send)


def event(name: str, data: Any, position: int | None = None) -> str:
    """One event. JSON holds no line breaks, so the data is one line."""
    head = "" if position is None else f"id: {position}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def message_event(message: Message) -> str:
    """A message, as the contract shows it."""
    return event("message", message_out(message).model_dump(mode="json", by_alias=True), message.position)


def state_event(standing: Standing) -> str:
    """Where the conversation stands."""
    return event("state", {"state": standing.state, "place": standing.place, "adviser": standing.adviser})


async def conversation_events(
    streams: Streams, store: ConversationStore, conversation_id: str, after: int | None, hears: str
) -> AsyncIterator[str]:
    """Everything after that position (None: from now on), until the browser goes or the conversation is deleted.

    `hears` is the other side, whose typing is shown.
    """
    with streams.watching(conversation_id) as watch:
        # Looked up only now that the stream is woken by whatever comes: between the two, nothing can be missed.
        reader = _Reader(store, conversation_id, after)
        await reader.begin()
        await streams.first_look(watch)
        yield AGAIN_AFTER
        while not watch.closed:
            for line in (*await reader.news(watch), *typing_events(watch, hears)):
                yield line
            if not await watch.woken(ALIVE_SECONDS):
                yield STILL_HERE
        if watch.gone:
            yield event("state", {"state": "closed", "place": None, "adviser": None})


class _Reader:
    """How far one stream has come."""

    def __init__(self, store: ConversationStore, conversation_id: str, after: int | None) -> None:
        self._store, self._id, self._position = store, conversation_id, after
        self._revision = -1
        self._shown: str | None = None

    async def begin(self) -> None:
        """Where no position was given: begins behind the newest message."""
        if self._position is None:
            self._position = await asyncio.to_thread(self._store.last_position, self._id)

    async def news(self, watch: Watch) -> list[str]:
        """The events since the last time: on connecting the state comes first, later what was said comes first."""
        standing = watch.standing
        if standing is None:
            return []
        state = state_event(standing)
        first = [state] if self._shown is None else []
        messages: list[Message] = []
        if standing.revision > self._revision:
            self._revision = standing.revision
            messages = await asyncio.to_thread(self._store.messages, self._id, self._position or 0)
        if messages:
            self._position = messages[-1].position
        last = [state] if self._shown not in (None, state) else []
        self._shown = state
        return [*first, *map(message_event, messages), *last]


def typing_events(watch: Watch, hears: str) -> list[str]:
    """That the other side is typing, when it is."""
    typing, watch.typing = watch.typing, []
    return [event("typing", {"who": hears})] if hears in typing else []
