"""A running Rasa follows its model's file: a new one is loaded beside the old, tried, and takes its place at a stroke.

Parents are answered by the old model until then. What cannot be loaded changes nothing: the old one goes on.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from bot.light import does_without

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
TRIED_WITH = "hello"

Seen = tuple[int, int, int]
Load = Callable[[MessageProcessor, Path], MessageProcessor]


async def follow(agent: Agent, look_seconds: float = LOOK_SECONDS, load: Load | None = None) -> None:
    """Goes on for ever: whenever the file is another one, and is no longer being written, it takes over."""
    load = load or loaded_beside
    if agent.processor is None:
        return  # it was started without a model, and says so at every message
    path = agent.processor.model_path
    served = before = seen(path)
    while True:
        await asyncio.sleep(look_seconds)
        now = seen(path)
        if now in (None, served) or now != before:
            before = now
            continue
        served = now
        await take_over(agent, path, load)


async def take_over(agent: Agent, path: Path, load: Load) -> bool:
    """Lets the model in that file answer from now on. Returns whether it does."""
    began = time.monotonic()
    try:
        processor = await asyncio.to_thread(load, agent.processor, path)
    except Exception as error:  # whatever is wrong with the file: parents are still answered
        logger.error("The new model cannot be loaded (%s); the one before goes on.", type(error).__name__)
        return False
    agent.processor = processor
    agent.domain = agent.tracker_store.domain = processor.domain
    logger.warning("Model %s answers after %.1f s.", model_id(processor), time.monotonic() - began)
    # What was loaded at start is never looked through for garbage (bot/channel.py), and the old model is part of it.
    gc.unfreeze()
    await asyncio.to_thread(gc.collect)
    gc.freeze()
    return True


def loaded_beside(running: MessageProcessor, path: Path) -> MessageProcessor:
    """A processor with that model and with all else of the running one; it has read a message already."""
    if not does_without(path):
        raise ValueError("it needs TensorFlow, which a serving Rasa does not load: start Rasa anew")
    processor = MessageProcessor(
        path,
        running.tracker_store,
        running.lock_store,
        running.nlg,
        action_endpoint=running.action_endpoint,
        max_number_of_predictions=running.max_number_of_predictions,
        on_circuit_break=running.on_circuit_break,
        http_interpreter=running.http_interpreter,
    )
    asyncio.run(processor.parse_message(UserMessage(TRIED_WITH)))
    return processor


def seen(path: Path) -> Seen | None:
    """What tells one file from the next under the same name; None while there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def model_id(processor: Any) -> str:
    """Which training made the model that answers; empty when there is none."""
    return str(processor.model_metadata.model_id) if processor else ""
