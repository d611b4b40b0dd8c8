"""Several answers as one reply: in the order asked, no source twice, and nothing said twice. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.answers import ANSWER
from kb.contacts import contact_words
from kb.follow_ups import heading
from kb.replies import PERSON, Choice, Reply, Speaker
from kb.waiting import answer_to

FULL = 2  # so many answers stand in full; of three, the second and third end with their steps
_NUMBER = re.compile(r"\[(\d{1,2})\](?!\()")
_ITEM = re.compile(r"^\s*(?:-|\d+\.) ", re.MULTILINE)


def together(places: Sequence[tuple[str, str]], speaker: Speaker) -> Reply:
    """The answers to several topics, or to parts of them, as one reply; the first in full, then the others."""
    first, *others = [place_of(topic, part, speaker) for topic, part in places]
    for (topic, part), other in zip(places[1:], others, strict=True):
        short = _steps_only(other) if len(places) > FULL else other
        first = joined(first, _without_contact(short, speaker), f"**{_heading(topic, part, speaker)}**")
    topics = dict.fromkeys(topic for topic, _ in places)
    asked = {f"topic:{topic}" for topic in topics} | {f"more:{topic}" for topic in topics}
    more = [Choice(f"more:{t}", f"Tell me more: {speaker.book.topics[t].title}") for t in topics]
    others_next = [c for c in first.choices if c.id not in asked and c != PERSON][:2]
    return replace(first, choices=(*more, *others_next, PERSON))


def place_of(topic: str, part: str, speaker: Speaker) -> Reply:
    """The answer to a topic, or what stands in one of its parts."""
    return answer_to(topic, speaker) if part == ANSWER else speaker.answer(topic, part)


def joined(first: Reply, other: Reply, heading: str) -> Reply:
    """Two answers as one: the other's citations are numbered on from the first's, shared sources keep one number."""
    places = {(c.source, c.section, c.paragraph): c.marker for c in first.citations}
    numbers, added = {}, []
    for cited in other.citations:
        place = (cited.source, cited.section, cited.paragraph)
        if place not in places:
            places[place] = max(places.values(), default=0) + 1
            added.append(replace(cited, marker=places[place]))
        numbers[cited.marker] = places[place]
    text = _NUMBER.sub(lambda m: f"[{numbers.get(int(m[1]), int(m[1]))}]", other.text)
    return replace(
        first,
        text=f"{first.text}\n\n{heading}\n\n{text}",
        citations=(*first.citations, *added),
        notices=tuple(dict.fromkeys((*first.notices, *other.notices))),
        choices=(*first.choices, *other.choices),
        handoff=first.handoff or other.handoff,
        version=f"{first.version}+{other.version}",
    )


def _heading(topic: str, part: str, speaker: Speaker) -> str:
    return speaker.book.topics[topic].question if part == ANSWER else heading(part)


def _without_contact(reply: Reply, speaker: Speaker) -> Reply:
    """The reply without the line's number and address: the answer before it has named them."""
    named = f": {contact_words(speaker.facts)}"
    return replace(reply, text=reply.text.replace(named, "")) if speaker.facts else reply


def _steps_only(reply: Reply) -> Reply:
    """The reply up to the end of its last list, and the sources of what is left."""
    *_, last = (None, *_ITEM.finditer(reply.text))
    if last is None:
        return reply
    end = reply.text.find("\n\n", last.start())
    text = reply.text if end < 0 else reply.text[:end]
    left, before = ({int(m[1]) for m in _NUMBER.finditer(t)} for t in (text, reply.text))
    # A council's leaflet may stand below an answer without a number in its text.
    kept = tuple(c for c in reply.citations if c.marker in left or c.marker not in before)
    return replace(reply, text=text, citations=kept)
