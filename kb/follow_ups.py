"""Follow-ups: "and how long?", "who do I send it to?", "what if they say no?" lean on the answer before them. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.answers import ANSWER
from kb.shipped import CONTENT, read_yaml

ANY = "*"
_WORD = re.compile(r"[a-z0-9'’]+")


@dataclass(frozen=True)
class _Rules:
    """kb/content/follow_ups.yml, ready to use."""

    parts: Mapping[str, re.Pattern[str]]
    leads: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, str]
    subject: re.Pattern[str]
    longest: int


@lru_cache
def _rules(content: Path) -> _Rules:
    raw = read_yaml(content / "follow_ups.yml")
    subjects = "|".join(word.replace(ANY, r"\w*") for word in raw["subjects"].split())
    return _Rules(
        parts={part: re.compile("|".join(f"(?:{p})" for p in listed)) for part, listed in raw["parts"].items()},
        leads=raw["leads"],
        headings=raw["headings"],
        subject=re.compile(rf"\b(?:{subjects})\b"),
        longest=int(raw["longest"]),
    )


def follow_up(text: str, content: Path = CONTENT) -> str | None:
    """What of the last answer a message asks for: how_long, who_to, if_no, more and the like; None if nothing.

    A message that names a matter of its own ("how long does an EHC plan take") is a new question and gives None.
    """
    rules = _rules(content)
    plain = _plain(text)
    if not plain or len(plain.split()) > rules.longest or rules.subject.search(plain):
        return None
    return next((part for part, pattern in rules.parts.items() if pattern.search(plain)), None)


def follows(topic: str, part: str, written: Collection[str], content: Path = CONTENT) -> tuple[str, str] | None:
    """The topic and the part that answer such a follow-up to `topic`, whose own parts are `written`; None if none do.

    What follows a no to a request is told by the topic on refusals, not by a few lines of the last answer.
    """
    leads = _rules(content).leads.get(part, {})
    own = part if part in written else ""
    lead = leads.get(topic) or (f".{own}" if own else leads.get(ANY, ""))
    if not lead:
        return None
    led_to, _, its_part = lead.partition(".")
    if not led_to:
        return (topic, its_part) if its_part in written else None
    return led_to, its_part or ANSWER


def heading(part: str, content: Path = CONTENT) -> str:
    """The question that a part of an answer answers, to stand over it."""
    return _rules(content).headings[part]


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("’", "'")))
