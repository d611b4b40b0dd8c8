"""Whether a parent thanks, praises or complains: by a few words, which tell these apart better than Rasa does. Pure."""

import re
from functools import lru_cache
from pathlib import Path

from kb.shipped import CONTENT, read_yaml


def says(manner: str, text: str, content: Path = CONTENT) -> bool:
    """Whether a text holds words of that list of kb/content/manners.yml: thanks, praise, complaint."""
    return bool(_patterns(content)[manner].search(" ".join(text.lower().replace("’", "'").split())))


def manner_of(intent: str, text: str) -> str:
    """How to take a message that Rasa took for thanks or for feedback: "thank", "praise" or "feedback"."""
    if intent == "thank":
        return "feedback" if says("strong_complaint", text) else "thank"
    if says("complaint", text):
        return "feedback"
    if says("thanks", text):
        return "thank"
    return "praise" if says("praise", text) else "feedback"


@lru_cache
def _patterns(content: Path) -> dict[str, re.Pattern[str]]:
    # A dot stands for the blank between the words of a phrase.
    lists = {name: listed.split() for name, listed in read_yaml(content / "manners.yml").items()}
    return {name: re.compile(rf"\b(?:{'|'.join(listed)})\b") for name, listed in lists.items()}
