"""Citation markers inside an answer: `[code:6.17]`, `[act:66]`, `[leaflet]`, `[leaflet:Review]`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

LEAFLET = "leaflet"
# A space before the marker belongs to it, so that dropping or numbering it leaves clean text.
_MARKER = re.compile(r"(?P<space> ?)\[(?P<source>[a-z][a-z0-9_]*)(?::(?P<part>[^\]\n]+))?\](?!\()")


@dataclass(frozen=True)
class Marker:
    """One citation as its author wrote it. `part` is a paragraph, section or heading; empty for the whole source."""

    source: str
    part: str = ""

    @property
    def is_leaflet(self) -> bool:
        """Whether it means the asking council's own leaflet."""
        return self.source == LEAFLET


def markers(text: str) -> list[Marker]:
    """The markers of a text in order of appearance, repeated ones once."""
    return list(dict.fromkeys(Marker(m["source"], (m["part"] or "").strip()) for m in _MARKER.finditer(text)))


def replace_markers(text: str, render: Callable[[Marker], str]) -> str:
    """The text with each marker replaced by what `render` returns for it; an empty string drops it."""

    def swap(match: re.Match[str]) -> str:
        rendered = render(Marker(match["source"], (match["part"] or "").strip()))
        return match["space"] + rendered if rendered else ""

    return _MARKER.sub(swap, text)


def without_markers(text: str) -> str:
    """The text as it reads without its markers."""
    return replace_markers(text, lambda _: "")
