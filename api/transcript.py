"""A chat as a parent takes it away: who said what and when, with numbered sources and notices. Pure; kept nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from api.callback_summary import long_day
from api.schemas import CitationOut, MessageOut
from api.text_blocks import Block, blocks, plain_blocks
from api.words import visible
from kb.contacts import service_words
from kb.facts import CouncilFacts
from kb.hours import LONDON, clock
from kb.shipped import CONTENT, read_yaml

TYPED_BY_PEOPLE = ("parent", "adviser")


@dataclass(frozen=True)
class SourceLine:
    """A source under an answer, with its number in the text."""

    number: int
    text: str
    url: str
    quote: str


@dataclass(frozen=True)
class Entry:
    """One message."""

    who: str
    sender: str
    at: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...]
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True)
class Transcript:
    """A whole chat, ready to be written down in any format."""

    title: str
    about: tuple[str, ...]
    entries: tuple[Entry, ...]
    closing: tuple[str, ...]


@lru_cache
def transcript_words() -> dict[str, Any]:
    """What stands around the chat, by key."""
    found: dict[str, Any] = read_yaml(CONTENT / "transcript.yml")
    return found


def transcript_of(
    messages: Iterable[MessageOut], council: CouncilFacts | None, council_name: str, now: datetime, reference: str = ""
) -> Transcript:
    """The transcript of these messages."""
    words, here = transcript_words(), now.astimezone(LONDON)
    about = [
        words["council"].format(council=council_name) if council_name else words["no_council"],
        words["saved"].format(day=long_day(here), time=clock(here)),
    ]
    if reference:
        about.append(words["reference"].format(reference=reference))
    if council:
        about.insert(1, words["services"].format(service=service_words(council)))
    return Transcript(
        title=words["title"],
        about=tuple(about),
        entries=tuple(_entry(message, words) for message in messages),
        closing=tuple(words["closing"].strip().split("\n\n")),
    )


def _entry(message: MessageOut, words: dict[str, Any]) -> Entry:
    at = message.at.astimezone(LONDON)
    markers = frozenset(c.marker for c in message.citations)
    typed = message.sender in TYPED_BY_PEOPLE
    return Entry(
        who=words["who"][message.sender],
        sender=message.sender,
        at=words["at"].format(day=long_day(at), time=clock(at)),
        blocks=plain_blocks(visible(message.text)) if typed else blocks(visible(message.text), markers),
        notices=tuple(words["notice"].format(text=visible(n.text)) for n in message.notices if n.kind != "crisis"),
        sources=tuple(_source(c, words) for c in message.citations),
    )


def _source(cited: CitationOut, words: dict[str, Any]) -> SourceLine:
    name = ", ".join(part for part in (cited.title, cited.paragraph) if part)
    name = f"{name}: {cited.section}" if cited.section else name
    dated = cited.dated or (words["no_date"] if cited.kind == "leaflet" else "")
    publisher = ", ".join(part for part in (cited.publisher, dated) if part)
    return SourceLine(
        number=cited.marker,
        text=f"{name} ({publisher})" if publisher else name,
        url=cited.url or "",
        quote=words["quote"].format(text=cited.quote) if cited.quote else "",
    )
