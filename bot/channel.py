"""Our channel: one call takes a message and returns the replies together with what was understood.

Rasa listens on loopback and only the API calls it. The API has already redacted the text, removed leading slashes and
checked that a choice was offered, and it hands over what it knows of the conversation (`state`).
"""

from __future__ import annotations

import base64
import gc
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.follow import follow, model_id
from kb.encoder import DIMENSIONS, encoder

RANKED = 5
SURE_ALONE = 0.95  # a message that is understood so well needs no reading in context (actions.several.SURE_OF_ITS_OWN)


class AsklineInput(InputChannel):
    """POST /webhooks/askline/webhook {sender, text, state, intent?, entities?, sentences?, in_context?, meaning?}
    -> {replies, understood}. `in_context` is a short message after the name of the last topic, `meaning` the text's
    sentence vector.

    POST /webhooks/askline/forget {sender} lets go of what Rasa keeps of a conversation.
    GET /webhooks/askline/ says which model answers. When the model's file changes, the new one takes over by itself.
    """

    @classmethod
    def name(cls) -> str:
        return "askline"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("askline", "bot.channel")

        @routes.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            body = request.json if isinstance(request.json, dict) else {}
            sender, text = body.get("sender"), body.get("text")
            if not isinstance(sender, str) or not sender or not isinstance(text, str) or not unslashed(text):
                return response.json({"error": "sender and text are needed"}, status=422)
            settle()
            take_meaning(unslashed(text), body.get("meaning"))
            processor = request.app.ctx.agent.processor
            parse_data = chosen(body) or await processor.parse_message(UserMessage(unslashed(text)))
            state = dict(body.get("state") or {})
            state["sentences"] = [await alone(processor, sentence) for sentence in body.get("sentences") or []]
            if body.get("in_context") and parse_data[INTENT][PREDICTED_CONFIDENCE_KEY] < SURE_ALONE:
                state["in_context"] = await alone(processor, body["in_context"])
            collected = CollectingOutputChannel()
            await on_new_message(
                UserMessage(
                    text,
                    collected,
                    sender,
                    parse_data=parse_data,
                    input_channel=self.name(),
                    metadata=state,
                )
            )
            replies = [m["custom"] for m in collected.messages if "custom" in m]
            return response.json({"replies": replies, "understood": understood(parse_data)})

        routes.add_route(health, "/", methods=["GET"])
        routes.add_route(let_go, "/forget", methods=["POST"])
        routes.listener(begin_to_follow, "after_server_start")
        return routes


@cache
def settle() -> None:
    """At the first message, when all is loaded: what is loaded is left alone, and garbage is looked for less often.

    As kb.garbage does it for the other processes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def take_meaning(text: str, meaning: Any) -> None:
    """Leaves the message's sentence vector to the encoder, where the API has worked it out (base64 of float32)."""
    if isinstance(meaning, str):
        with suppress(ValueError):  # whatever it is, Rasa then works the vector out itself
            numbers = np.frombuffer(base64.b64decode(meaning, validate=True), dtype="<f4")
            if numbers.shape == (DIMENSIONS,):
                encoder().leave(text, numbers)


async def alone(processor: Any, sentence: str) -> dict[str, Any]:
    """What one sentence of a message is taken for when it is read alone."""
    parsed = await processor.parse_message(UserMessage(unslashed(sentence) or "?"))
    return {
        "text": sentence,
        "intent": parsed[INTENT][INTENT_NAME_KEY],
        "confidence": parsed[INTENT][PREDICTED_CONFIDENCE_KEY],
    }


async def health(request: Request) -> HTTPResponse:
    """That it is alive, and which model answers."""
    return response.json({"status": "ok", "model": model_id(request.app.ctx.agent.processor)})


async def begin_to_follow(app: Sanic, _loop: Any) -> None:
    """From the start on a new model takes over by itself."""
    app.add_task(follow(app.ctx.agent))


async def let_go(request: Request) -> HTTPResponse:
    """Forgets a conversation, for who deletes it."""
    sender = request.json.get("sender") if isinstance(request.json, dict) else None
    if not isinstance(sender, str) or not sender:
        return response.json({"error": "sender is needed"}, status=422)
    forgotten = forget(request.app.ctx.agent.processor.tracker_store, sender)
    return response.json({"forgotten": forgotten}, status=200 if forgotten else 501)


def forget(store: Any, sender: str) -> bool:
    """Lets a store forget a conversation. False for a store that cannot (it is not ours: see endpoints.yml)."""
    kept = getattr(store, "_tracker_store", store)  # Rasa wraps a store, to stay up when one fails
    if not hasattr(kept, "forget"):
        return False
    kept.forget(sender)
    return True


def unslashed(text: str) -> str:
    """The text without slashes in front: Rasa obeys a typed `/intent`, whatever spaces stand before it."""
    return re.sub(r"^[\s/]+", "", text)


def chosen(body: dict[str, Any]) -> dict[str, Any] | None:
    """What a choice means, as if Rasa had parsed it with certainty; None when the parent wrote in their own words."""
    if not body.get("intent"):
        return None
    intent = {INTENT_NAME_KEY: body["intent"], PREDICTED_CONFIDENCE_KEY: 1.0}
    return {TEXT: body["text"], INTENT: intent, "intent_ranking": [intent], ENTITIES: body.get("entities") or []}


def understood(parse_data: dict[str, Any]) -> dict[str, Any]:
    """What was understood, for the record: intent, confidence, the best of the ranking, entities."""
    intent = parse_data[INTENT]
    return {
        "intent": intent[INTENT_NAME_KEY],
        "confidence": intent[PREDICTED_CONFIDENCE_KEY],
        "ranking": [
            {"intent": i[INTENT_NAME_KEY], "confidence": i[PREDICTED_CONFIDENCE_KEY]}
            for i in parse_data.get("intent_ranking", [])[:RANKED]
        ],
        "entities": [{"entity": e["entity"], "value": e["value"]} for e in parse_data[ENTITIES]],
    }
