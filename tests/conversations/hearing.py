"""What a parent hears in one turn, and what of it falls short of what the dialogue expects. Pure, but for `hold`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from kb.shipped import sources
from tests.conversations.dialogue import Dialogue, Turn
from tests.stack import Parent

# Figures and phrases are compared without marks, bold, or the shape of quotes: a parent does not read those.
LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "*": "", "\n": " "})


@dataclass(frozen=True)
class Heard:
    """The replies to one message of the parent's."""

    messages: list[dict[str, Any]]
    understood: dict[str, Any]
    reason: str | None = None

    @property
    def text(self) -> str:
        """Every reply's words, one after the other."""
        return "\n\n".join(m["text"] for m in self.messages)

    @property
    def last(self) -> dict[str, Any]:
        """The reply itself; a crisis card may stand before it."""
        return self.messages[-1]

    @property
    def topic(self) -> str | None:
        """What the reply is about; for small talk, what was understood."""
        return self.last["topic"] or self.understood["topic"]

    def all(self, key: str) -> list[dict[str, Any]]:
        """The citations, notices or choices of every reply."""
        return [entry for message in self.messages for entry in message[key]]


@dataclass
class Faults:
    """Collects, in words, what a reply lacks."""

    found: list[str] = field(default_factory=list)

    def unless(self, is_so: bool, fault: str) -> None:
        """Notes the fault, unless it is so."""
        if not is_so:
            self.found.append(fault)


def faults(turn: Turn, heard: Heard) -> list[str]:
    """What the reply lacks of what the turn expects, in words; empty when nothing does."""
    lacks = Faults()
    wanted = [turn.topic] if turn.topic else turn.any_of
    lacks.unless(not wanted or heard.topic in wanted, f"topic {heard.topic}, expected {' or '.join(map(str, wanted))}")
    lacks.unless(turn.reason in (None, heard.reason), f"reason {heard.reason}, expected {turn.reason}")
    lacks.unless(turn.council in (None, heard.last["council"]), f"answered for {heard.last['council']}")
    lacks.unless(turn.handoff in (None, heard.last["handoff"] is not None), f"hand-off: {heard.last['handoff']}")
    words = plain(heard.text)
    lacks.unless(words.startswith(plain(turn.begins or "")), f"does not begin with {turn.begins!r}")
    for phrase in turn.contains:
        lacks.unless(plain(phrase) in words, f"does not say {phrase!r}")
    for phrase in turn.never:
        lacks.unless(plain(phrase) not in words, f"says {phrase!r}")
    lacks.found += missing_citations(turn, heard.all("citations"))
    for key, name, there in (("notice", "kind", "notices"), ("choices", "id", "choices")):
        offered = [entry[name] for entry in heard.all(there)]
        for entry in getattr(turn, key):
            lacks.unless(entry in offered, f"{key} {entry!r} is not among {offered}")
    return lacks.found


def missing_citations(turn: Turn, citations: list[dict[str, Any]]) -> list[str]:
    """The kinds or sources that the turn expects and the reply does not cite, and the section, if it cites another."""
    lacks = Faults()
    for wanted in turn.cites:
        lacks.unless(any(stands_for(wanted, c) for c in citations), f"does not cite {wanted}")
    places = [place for c in citations for place in (c["section"], c["paragraph"])]
    lacks.unless(turn.section is None or turn.section in places, f"cites {places}, not {turn.section!r}")
    return lacks.found


def stands_for(wanted: str, citation: dict[str, Any]) -> bool:
    """Whether a citation is of that kind ("code"), or of the source with that id ("leaflet_kent")."""
    source = sources().get(wanted)
    if source is None:
        return bool(citation["kind"] == wanted)
    return (citation["title"], citation["publisher"]) == (source.title, source.publisher)


def plain(text: str) -> str:
    """The text in one line, in small letters, without marks; of a link, its words."""
    return " ".join(LINK.sub(r"\1", text).translate(PLAIN).lower().split())


def hold(
    dialogue: Dialogue, client: httpx.Client, reason_of: Callable[[str], str | None] = lambda _: None
) -> Iterator[tuple[Turn, Heard]]:
    """Holds the conversation over HTTP: each turn, with what was heard."""
    parent = Parent(client, dialogue.council)
    for turn in dialogue.turns:
        reply = parent.says(turn.says) if turn.says is not None else parent.chooses(str(turn.chooses))
        yield turn, Heard(reply["messages"], reply["understood"], reason_of(reply["messages"][-1]["id"]))
