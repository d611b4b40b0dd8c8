"""Runs in Rasa's own environment: `bot/.venv/bin/python -m tests.evaluation.rasa_reads MODEL`.

Reads JSON lines {"text"} from standard input and writes a JSON line {"intent", "ranking"} for each, in order, after one
line {"rasa": version}. It loads the model as `python -m bot serve` does and parses as bot/channel.py does.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import bot.__main__  # noqa: F401  # sets what Rasa must find in the environment before it is imported
from bot import light


async def main(model: Path) -> None:
    """Answers every line of standard input."""
    # Libraries print as they like; standard output is for our lines only.
    answers, sys.stdout = sys.stdout, sys.stderr
    light.apply(model)
    # Only now, when `light` has had its say about what they import.
    import rasa
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from bot.channel import unslashed

    agent = Agent.load(model)
    answers.write(json.dumps({"rasa": rasa.__version__}) + "\n")
    for line in sys.stdin:
        parsed = await agent.processor.parse_message(UserMessage(unslashed(json.loads(line)["text"])))
        answers.write(json.dumps(understood(parsed)) + "\n")


def understood(parsed: dict[str, Any]) -> dict[str, Any]:
    """What of Rasa's own result is measured."""
    return {"intent": parsed["intent"]["name"], "ranking": parsed.get("intent_ranking") or []}


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
