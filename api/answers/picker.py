"""Finds what an answer can rest on: parts of sources, and passages of the council's leaflet."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from kb.answers import AnswerBook
from kb.facts import SourceFacts
from kb.models import Passage

MOST_FOUND = 8
_WORD = re.compile(r"[a-z0-9.]*[a-z0-9]")


@dataclass(frozen=True)
class Citable:
    """A place that can be cited: the marker to write, and what stands there."""

    marker: str
    source: str
    place: str
    says: str


def leaflet_of(engine: Engine, council: str) -> dict[str, list[str]] | None:
    """The passages of the council's leaflet, by heading; None when it was not imported."""
    with Session(engine) as session:
        query = select(Passage).where(Passage.source_id == f"leaflet_{council}").order_by(Passage.position)
        sections: dict[str, list[str]] = {}
        for passage in session.scalars(query):
            sections.setdefault(passage.heading, []).append(passage.text)
    return sections or None


def citable(
    words: str, book: AnswerBook, council: str, leaflet: Mapping[str, Sequence[str]] | None
) -> tuple[Citable, ...]:
    """The places that hold most of these words, best first; without words, the sections of the council's leaflet."""
    wanted = {word for word in _WORD.findall(words.lower()) if len(word) > 2 or word.isdigit()}
    places = list(_places(book, council, leaflet or {}))
    if not wanted:
        places = [place for place in places if place.marker.startswith("[leaflet_")]
    scored = [(_score(wanted, place), n, place) for n, place in enumerate(places)]
    best = sorted((-score, n, place) for score, n, place in scored if score or not wanted)
    # Of each section the passage that fits best.
    found = {place.marker: place for _, _, place in reversed(best)}
    order = dict.fromkeys(place.marker for _, _, place in best)
    return tuple(found[marker] for marker in order)[:MOST_FOUND]


def _places(book: AnswerBook, council: str, leaflet: Mapping[str, Sequence[str]]) -> Iterator[Citable]:
    for source in book.sources.values():
        own = source.id == f"leaflet_{council}"
        if source.kind == "leaflet" and not own:
            continue
        shown = f"{source.title}, {source.publisher}"
        for key, part in source.parts.items():
            marker, place = f"[{source.id}:{key}]", _place(source, key, part)
            for passage in (leaflet.get(key) if own else None) or [str(part.get("says") or "")]:
                yield Citable(marker, shown, place, passage)


def _place(source: SourceFacts, key: str, part: Mapping[str, object]) -> str:
    title = str(part.get("title") or "")
    return f"{source.part_word} {key}: {title}" if source.kind in ("code", "law") else title or key


def _score(wanted: set[str], place: Citable) -> float:
    """How many of the words stand there, at least half of them; in its name they count double, as beginnings half."""
    named, said = (set(_WORD.findall(text.lower())) for text in (f"{place.place} {place.marker}", place.says))
    there = {word: _counts(word, named, said) for word in wanted}
    return sum(there.values()) if 2 * sum(score > 0 for score in there.values()) >= len(wanted) else 0.0


def _counts(word: str, named: set[str], said: set[str]) -> float:
    if word in named or word in said:
        return 2.0 if word in named else 1.0
    return 0.5 if len(word) > 3 and any(other.startswith(word[:5]) for other in named | said) else 0.0
