"""What Askline says around a chat with an adviser: the words are data. Pure, but for reading them once."""

from functools import lru_cache
from pathlib import Path

from kb.answers import fill
from kb.facts import CouncilFacts
from kb.shipped import CONTENT, read_yaml


@lru_cache
def live_words(content: Path = CONTENT) -> dict[str, str]:
    """The sentences by what has happened: asked, joined, handed_back and so on."""
    return {key: text.strip() for key, text in read_yaml(content / "live.yml").items()}


def said_when(happened: str, council: CouncilFacts | None, adviser: str = "") -> str:
    """What the parent is told when that has happened."""
    return fill(live_words()[happened], council).replace("{adviser}", adviser)
