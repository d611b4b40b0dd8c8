"""Which council a name stands for: councils, their abbreviations and towns, and the other nations. Pure.

`python -m kb places` writes data/nlu/councils.yml from it, so that Rasa finds exactly these names in a message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.shipped import CONTENT, councils, read_yaml

# Names that are ordinary words in a message about school ("she is behind in reading"): they count only with "council".
WORDS_TOO = {
    "reading",
    "bury",
    "slough",
    "stoke",
    "bath",
    "sale",
    "barking",
    "hull",
    "rugby",
    "battle",
    "hythe",
    "barnes",
}
OTHER = "other"  # the council slug of a parent who does not know, or does not say
# Abbreviations that several councils share tell us nothing.
SHARED = {"ccc", "ncc", "bcc", "lcc", "dcc", "rbc", "bbc", "scc", "wbc"}


def slugify(name: str) -> str:
    """A council's name as a slug: "Kingston upon Thames" -> "kingston-upon-thames"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@lru_cache
def gazetteer(content: Path = CONTENT) -> dict[str, dict[str, str]]:
    """Entity -> {name in lower case: what it stands for}: a council's slug, or a nation's name."""
    found: dict[str, dict[str, str]] = {"council": {}, "place": {}, "nation": {}}
    for ours in councils(content).values():
        _add(found["council"], [ours.slug, ours.name, ours.short_name, *ours.aliases], ours.slug)
        _add(found["place"], ours.places, ours.slug)
    others = read_yaml(content / "other_councils.yml")
    for other in others["councils"]:
        slug = slugify(other["name"])
        _add(found["council"], [other["name"], *other["aliases"]], slug)
        _add(found["place"], other["places"], slug)
    _add(found["place"], others["unclear"], OTHER)
    for nation, names in others["nations"].items():
        _add(found["nation"], [nation, *names], nation)
    for name in found["council"]:
        found["place"].pop(name, None)  # "Bromley" the town and "Bromley" the council are one mention
    return found


@dataclass(frozen=True)
class Mentions:
    """The places that a message names: the councils that they stand for, each once, and another nation."""

    councils: tuple[str, ...]
    nation: str | None


def mentions(text: str) -> Mentions:
    """The places that a message names, found without Rasa: whole words, and the longer name where two fit."""
    found = [_known_as()[name] for name in _names().findall(text.lower())]
    return Mentions(
        councils=tuple(dict.fromkeys(slug for entity, slug in found if entity != "nation")),
        nation=next((nation for entity, nation in found if entity == "nation"), None),
    )


@lru_cache
def _known_as() -> dict[str, tuple[str, str]]:
    return {name: (entity, means) for entity, names in gazetteer().items() for name, means in names.items()}


@lru_cache
def _names() -> re.Pattern[str]:
    longest_first = sorted(_known_as(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@lru_cache
def council_names(content: Path = CONTENT) -> dict[str, str]:
    """Slug -> name, for every English council that we know."""
    others = read_yaml(content / "other_councils.yml")["councils"]
    ours = {c.slug: c.name for c in councils(content).values()}
    return {slugify(o["name"]): str(o["name"]) for o in others} | ours


def _add(names: dict[str, str], new: Iterable[str], stands_for: str) -> None:
    for name in new:
        key = name.lower().strip()
        if key in SHARED:
            continue
        if key in WORDS_TOO:
            key = f"{key} council"
        names.setdefault(key, stands_for)


def nlu_yaml() -> str:
    """The gazetteer as Rasa training data: a lookup table for each entity, and synonyms to slugs."""
    lines = ["# Made by `python -m kb places` from kb/content: change it there.", 'version: "3.1"', "nlu:"]
    synonyms: dict[str, list[str]] = {}
    for entity, names in gazetteer().items():
        # Rasa takes the first name that fits: "newcastle under lyme" has to stand before "newcastle".
        ordered = sorted(sorted(names), key=len, reverse=True)
        lines += [f"- lookup: {entity}", "  examples: |", *(f"    - {name}" for name in ordered)]
        for name, stands_for in names.items():
            synonyms.setdefault(stands_for, []).append(name)
    for stands_for, names_of in sorted(synonyms.items()):
        lines += [
            f"- synonym: {stands_for}",
            "  examples: |",
            *(f"    - {n}" for n in sorted(set(names_of)) if n != stands_for),
        ]
    return "\n".join(lines) + "\n"
