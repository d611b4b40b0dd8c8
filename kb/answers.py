"""The answer book: from a topic and a council to the words, citations and notices that a parent reads. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kb.contacts import contact_words, local_offer_words, service_words
from kb.errors import UnknownTopic
from kb.facts import CouncilFacts, SourceFacts, TopicFacts
from kb.markers import Marker, replace_markers
from kb.notices import Notice, notices_for

ANSWER, MORE = "answer", "more"
_ANYWHERE = re.compile(r"\{(service|contact|local_offer|council)\}")
# At the start of a line, or after a sentence with its markers: "... by Friday. [3] {service} can help".
_OPENING = re.compile(r"(?:^|(?<=[.?!] )|(?<=\d\] ))" + _ANYWHERE.pattern, re.MULTILINE)


@dataclass(frozen=True)
class Cited:
    """One citation under an answer. `quote` is the source's exact words, when it was imported."""

    marker: int
    source: str
    kind: str
    title: str
    publisher: str
    section: str
    paragraph: str
    url: str | None
    dated: str
    quote: str | None = None


@dataclass(frozen=True)
class AnswerText:
    """One stored answer: national when `council` is empty. `texts` holds answer, more and the follow-ups."""

    topic: str
    council: str
    mode: str
    version: int
    texts: Mapping[str, str]
    review_by: date


@dataclass(frozen=True)
class Composed:
    """What the parent reads: text with numbered markers, its citations, notices, and what to ask next."""

    topic: str
    council: str | None
    part: str
    text: str
    citations: tuple[Cited, ...]
    notices: tuple[Notice, ...]
    next: tuple[TopicFacts, ...]
    has_more: bool
    version: str


@dataclass(frozen=True)
class AnswerBook:
    """All answers in memory. Local beats national; where a council is silent, the answer says so."""

    version: int
    topics: Mapping[str, TopicFacts]
    answers: Mapping[tuple[str, str], AnswerText]
    sources: Mapping[str, SourceFacts]
    councils: Mapping[str, CouncilFacts]
    quotes: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    # What parents of a council read instead: (topic, council) -> words; without a topic, of all that Askline says.
    off: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def off_words(self, topic: str | None, council: str | None) -> str | None:
        """The council's words in the place of a topic, or of everything (topic None); None while it is on."""
        if not council or not self.off:
            return None
        return self.off.get(("", council)) or self.off.get((topic or "", council))

    def has(self, topic: str) -> bool:
        """Whether there is an answer to that topic."""
        return (topic, "") in self.answers

    def answer(self, topic: str, council: str | None, part: str = ANSWER, today: date | None = None) -> Composed:
        """The answer (or its `more`, or a follow-up) for that council; None stands for "council not known".

        Raises UnknownTopic for a topic or a part that the book does not hold.
        """
        national = self.answers.get((topic, ""))
        if national is None or not self.written(topic, council, part):
            raise UnknownTopic(topic)
        facts = self.topics[topic]
        council_facts = self.councils.get(council or "")
        text, citations = self._cite(self.written(topic, council, part), topic, council, part)
        local = self.answers.get((topic, council)) if council else None
        sources = self.cited_sources(citations)
        theirs = local is not None and bool(local.texts.get(part))
        return Composed(
            topic=topic,
            council=council,
            part=part,
            text=fill(text, council_facts),
            citations=citations,
            notices=notices_for(facts, council, council_facts, sources, today or date.today(), theirs=theirs),  # noqa: DTZ011
            next=tuple(self.topics[n] for n in facts.next if n in self.topics and not self.off_words(n, council)),
            has_more=part == ANSWER and bool(self.written(topic, council, MORE)),
            version=f"{national.version}.{local.version if local else 0}",
        )

    def cited_sources(self, citations: tuple[Cited, ...]) -> list[SourceFacts]:
        """The sources behind those citations, each once."""
        return [self.sources[name] for name in dict.fromkeys(c.source for c in citations)]

    def parts(self, topic: str, council: str | None) -> set[str]:
        """Which parts the book holds for that topic and council: answer, more, how_long, ...

        Of what is switched off there is one: the council's words in its place.
        """
        if self.off_words(topic, council):
            return {ANSWER}
        keys = set(self.answers[(topic, "")].texts)
        if council and (local := self.answers.get((topic, council))):
            keys |= set(local.texts)
        return {part for part in keys if self.written(topic, council, part)}

    def written(self, topic: str, council: str | None, part: str) -> str:
        """The words as their authors wrote them, with markers and placeholders; empty when there is no such part."""
        national = self.answers.get((topic, ""))
        local = self.answers.get((topic, council)) if council else None
        own = local.texts.get(part, "") if local else ""
        if national is None or (local and local.mode == "replace" and own):
            return own
        return "\n\n".join(t.strip() for t in (national.texts.get(part, ""), own) if t.strip())

    def _cite(self, text: str, topic: str, council: str | None, part: str) -> tuple[str, tuple[Cited, ...]]:
        numbers: dict[tuple[str, str], int] = {}
        leaflet = self._leaflet(topic, council)

        def number(marker: Marker) -> str:
            place = (marker.source, marker.part)
            if marker.is_leaflet:
                if leaflet is None:
                    return ""
                place = (leaflet[0], marker.part or leaflet[1])
            return f"[{numbers.setdefault(place, len(numbers) + 1)}]"

        numbered = replace_markers(text, number)
        # The council's own leaflet stands below every answer that it deals with, cited in the text or not.
        if leaflet and part == ANSWER and not any(source == leaflet[0] for source, _ in numbers):
            numbers[leaflet] = len(numbers) + 1
        return numbered, tuple(self._cited(n, *place, topic) for place, n in numbers.items())

    def _leaflet(self, topic: str, council: str | None) -> tuple[str, str] | None:
        section = self.topics[topic].leaflet.get(council or "")
        return (f"leaflet_{council}", section) if section else None

    def _cited(self, number: int, source_id: str, part: str, topic: str) -> Cited:
        source = self.sources[source_id]
        known = source.parts.get(part, {})
        is_paragraph = source.part_word in ("paragraph", "regulation", "section") and source.kind in ("code", "law")
        return Cited(
            marker=number,
            source=source.id,
            kind=source.kind,
            title=source.title,
            publisher=source.publisher,
            section=str(known.get("title", "") or part),
            paragraph=f"{source.part_word} {part}" if is_paragraph and part else "",
            url=known.get("url") or source.url,
            dated=source.dated_text or (source.dated.isoformat() if source.dated else ""),
            quote=self.quotes.get((source_id, part, topic)),
        )


def fill(text: str, council: CouncilFacts | None) -> str:
    """The text with {council}, {service}, {contact} and {local_offer} filled in for that council."""
    filled = {
        "service": service_words(council),
        "contact": contact_words(council),
        "local_offer": local_offer_words(council),
        "council": council.name if council else "your council",
    }
    text = _OPENING.sub(lambda found: _capital(filled[found[1]]), text)
    return _ANYWHERE.sub(lambda found: filled[found[1]], text)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
