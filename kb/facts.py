"""The facts that answers are made from, as plain values: sources, topics, councils."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class SourceFacts:
    """A source as citations need it. `parts` maps a part's key to its title and, for law, its own address."""

    id: str
    kind: str
    title: str
    publisher: str
    url: str | None
    dated: date | None
    dated_text: str
    as_of: date | None
    part_word: str
    parts: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class TopicFacts:
    """A topic with what leads on from it, and where each council's leaflet deals with it."""

    name: str
    title: str
    question: str
    group: str
    next: tuple[str, ...]
    notices: tuple[str, ...]
    leaflet: Mapping[str, str]


@dataclass(frozen=True)
class ClosureFacts:
    """Days on which a service's line is not answered, first to last, and why: as the service says."""

    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True)
class CouncilFacts:
    """A council and its service, as answers and the hand-off need them."""

    slug: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    places: tuple[str, ...]
    service: Mapping[str, Any]
    local_offer: Mapping[str, Any] | None
    parent_forum: Mapping[str, Any] | None
    safeguarding: Mapping[str, Any] | None
    term_dates: Mapping[str, Any]
    closures: tuple[ClosureFacts, ...] = ()
    welcome: str = ""
