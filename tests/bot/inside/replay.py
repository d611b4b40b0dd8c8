"""`python -m tests.bot.inside.replay <stock|patched> <model> <dialogues.json> <actions url> <results.json>`

Plays dialogues through a whole Rasa agent, with its own in-memory tracker store, which writes and reads every event as
JSON at every turn. Writes what the parent got and what the tracker holds.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import EventVerbosity
from rasa.utils.endpoints import EndpointConfig
from rasa.utils.log_utils import configure_structlog

from bot import speed
from bot.channel import chosen


class Errors(logging.Handler):
    """Collects what Rasa says when an action goes wrong."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        cause = f": {type(error).__name__}: {error}" if error else ""
        self.said.append(record.getMessage() + cause)


def message(turn: dict[str, Any], sender: str, collected: CollectingOutputChannel) -> UserMessage:
    """The turn as our channel hands it to Rasa."""
    text = turn.get("says") or "a choice"
    return UserMessage(
        text,
        collected,
        sender,
        parse_data=chosen({"text": text, **turn.get("chooses", {})}),
        input_channel="askline",
        metadata={"server": turn["server"]} if "server" in turn else {},
    )


async def play(agent: Agent, dialogue: dict[str, Any], errors: Errors) -> dict[str, Any]:
    """The replies and errors of each turn, and the tracker at the end."""
    turns = []
    for turn in dialogue["turns"]:
        collected, errors.said = CollectingOutputChannel(), []
        await agent.handle_message(message(turn, dialogue["name"], collected))
        turns.append({"replies": collected.messages, "errors": errors.said})
    tracker = await agent.tracker_store.retrieve(dialogue["name"])
    return {"turns": turns, "tracker": tracker.current_state(EventVerbosity.ALL)}


async def main(how: str, model: str, dialogues: str, actions: str, results: str) -> None:
    """Plays all dialogues in one process."""
    configure_structlog(logging.INFO)
    patched = how == "patched" and speed.apply()
    agent = Agent.load(
        model, action_endpoint=EndpointConfig(actions), tracker_store=InMemoryTrackerStore(Domain.empty())
    )
    errors = Errors()
    logging.getLogger("rasa").addHandler(errors)
    played = {d["name"]: await play(agent, d, errors) for d in json.loads(Path(dialogues).read_text(encoding="utf-8"))}
    Path(results).write_text(json.dumps({"patched": patched, "dialogues": played}), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
