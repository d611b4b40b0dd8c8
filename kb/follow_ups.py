"""Follow-ups: "and how long?", "who do I send it to?", "what if they say no?" lean on the answer before them. Pure."""

import re
from functools import lru_cache
from pathlib import Path

from kb.shipped import CONTENT, read_yaml

_WORD = re.compile(r"[a-z0-9'’]+")


@lru_cache
def _rules(content: Path) -> tuple[dict[str, re.Pattern[str]], frozenset[str], int]:
    raw = read_yaml(content / "follow_ups.yml")
    parts = {part: re.compile("|".join(f"(?:{p})" for p in listed)) for part, listed in raw["parts"].items()}
    return parts, frozenset(raw["subjects"].split()), int(raw["longest"])


def follow_up(text: str, content: Path = CONTENT) -> str | None:
    """The part of the last answer that a message asks for: how_long, who_to, if_no, at_college, more; None if none.

    A message that names a matter of its own ("how long does an EHC plan take") is a new question and gives None.
    """
    parts, subjects, longest = _rules(content)
    plain = " ".join(_WORD.findall(text.lower().replace("’", "'")))
    words = plain.split()
    if not words or len(words) > longest or subjects & set(words):
        return None
    return next((part for part, pattern in parts.items() if pattern.search(plain)), None)
