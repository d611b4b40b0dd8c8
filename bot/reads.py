"""Runs in Rasa's own environment: `bot/.venv/bin/python -m bot.reads MODEL [MODEL ...]`.

Reads JSON lines {"text"} from standard input and writes a JSON line for each, in order, after one line
{"rasa": version}: a list with {"intent", "ranking"} of each model. It loads a model as `python -m bot serve` does and
parses as bot/channel.py does.
"""

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bot.__main__  # noqa: F401  # sets what Rasa must find in the environment before it is imported
from bot import light
from kb.encoder import encoder


async def main(models: Sequence[Path]) -> None:
    """Answers every line of standard input."""
    # Libraries print as they like; standard output is for our lines only.
    answers, sys.stdout = sys.stdout, sys.stderr
    light.apply(*models)
    # Only now, when `light` has had its say about what they import.
    import rasa
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.channel import unslashed

    agents = [Agent.load(model) for model in models]
    answers.write(json.dumps({"rasa": rasa.__version__}) + "\n")
    for line in sys.stdin:
        text = unslashed(json.loads(line)["text"])
        numbers = encoder().sentence(text)  # worked out once for all models
        read = []
        for agent in agents:
            encoder().leave(text, numbers)
            read.append(understood(await agent.processor.parse_message(UserMessage(text))))
        answers.write(json.dumps(read) + "\n")


def understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """What of Rasa's own result is measured."""
    return {"intent": parsed["intent"]["name"], "ranking": parsed.get("intent_ranking") or []}


if __name__ == "__main__":
    asyncio.run(main([Path(name) for name in sys.argv[1:]]))
