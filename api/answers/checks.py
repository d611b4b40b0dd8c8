"""What `python -m kb verify` would say of an editor's words, in plain English, while they write. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.answers.typed import NAMES
from kb.facts import CouncilFacts, TopicFacts
from kb.figures import unproved
from kb.markers import Marker, markers
from kb.own_answers import REPLACE, OwnText
from kb.proof import blocks, cited_words, copied, figures_with_markers, lays_down_a_must, word_runs
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, plain_sentences, readability
from kb.shipped import SourceFile

PLACEHOLDERS = ("{service}", "{contact}", "{local_offer}", "{council}")
_PLACEHOLDER = re.compile(r"\{[^{}\s]{0,40}\}")
_NUMBER = re.compile(r"\[\d{1,2}\](?!\()")
SHOWN = 90  # letters of a sentence in a warning

Sections = Mapping[str, Sequence[str]]  # the headings of a council's leaflet, and what stands under each


@dataclass(frozen=True)
class Finding:
    """Something to look at again. With what `stops`, an answer is not published."""

    part: str
    words: str
    stops: bool = False


@dataclass(frozen=True)
class Known:
    """What an editor's words are checked against. `leaflet` is None where the council's was not imported."""

    topic: TopicFacts
    council: str
    facts: CouncilFacts | None
    sources: Mapping[str, SourceFile]
    leaflet: Sections | None

    @property
    def leaflet_id(self) -> str:
        """The source that is this council's leaflet."""
        return f"leaflet_{self.council}"


@dataclass(frozen=True)
class Measured:
    """How hard a part is to read."""

    name: str
    age: float
    longest: int
    hard: bool


def findings(own: OwnText, known: Known) -> tuple[Finding, ...]:
    """Everything that a reviewer would ask about."""
    found = [Finding(NAMES[part], *said) for part, text in own.texts.items() if text for said in _of(text, known)]
    if own.mode == REPLACE and not markers(own.answer):
        found.append(Finding(NAMES["answer"], "There is no citation: parents cannot see where this comes from."))
    return tuple(dict.fromkeys(found))


def measured(own: OwnText) -> tuple[Measured, ...]:
    """The reading age of each part, and its longest sentence."""
    return tuple(
        Measured(NAMES[part], how.age, how.longest, how.age > READING_AGE_LIMIT or how.longest > SENTENCE_LIMIT)
        for part, text in own.texts.items()
        if text
        for how in [readability(text)]
    )


def _of(text: str, known: Known) -> Iterator[tuple[str, bool]]:
    for marker in markers(text):
        if wrong := _leads_nowhere(marker, known):
            yield wrong, True
    if number := _NUMBER.search(text):
        yield f"{number[0]} is no citation: numbers are given when parents read it. Please pick a source below.", False
    for placeholder in dict.fromkeys(_PLACEHOLDER.findall(text)):
        if placeholder not in PLACEHOLDERS:
            yield f"{placeholder} is not filled in. Only {', '.join(PLACEHOLDERS)} are.", False
    yield from ((words, False) for words in _unproved(text, known))
    for block in blocks(text):
        if re.search(r"\bmust\b", block) and not any(lays_down_a_must(m, known.sources) for m in markers(block)):
            mend = "Cite a part that says must, or write “should”."
            yield f"“must” needs the law beside it: “{_short(block)}” {mend}", False
    yield from ((words, False) for words in _hard_to_read(text))
    if known.leaflet:
        runs = {run for texts in known.leaflet.values() for said in texts for run in word_runs(said)}
        if run := copied(text, runs):
            yield f"This stands word for word in the leaflet: “{run}”. Please use your own words.", False


def _leads_nowhere(marker: Marker, known: Known) -> str:
    shown = f"[{marker.source}:{marker.part}]" if marker.part else f"[{marker.source}]"
    source = known.sources.get(known.leaflet_id if marker.is_leaflet else marker.source)
    if source is None:
        whose = "Your council has no leaflet here" if marker.is_leaflet else "There is no such source"
        return f"{shown} leads nowhere. {whose}. Please pick one below."
    if marker.is_leaflet and known.council not in known.topic.leaflet:
        return f"{shown} leads nowhere: your leaflet is not tied to this topic. Please pick one of its sections below."
    if marker.part and marker.part not in source.parts:
        return f"{shown} leads nowhere: “{source.title}” has no such part. Please pick one below."
    if source.kind == "leaflet" and source.id != known.leaflet_id:
        return f"{shown} is another council's leaflet."
    return ""


def _unproved(text: str, known: Known) -> Iterator[str]:
    """The figures of each paragraph that stand in nothing cited there, nor among the service's own contacts."""
    contacts = _contacts(known.facts)
    for wanted, cited in figures_with_markers(text):
        leaflets = [m for m in cited if m.is_leaflet or m.source == known.leaflet_id]
        evidence = [said for m in cited for said in _evidence(m, known)] + contacts
        for figure in unproved(wanted, evidence):
            if leaflets and known.leaflet is None:
                yield f"We cannot check “{figure.shown}”: your leaflet is not imported here. Please look it up."
            else:
                yield f"“{figure.shown}” stands in no source that is cited in its paragraph. Cite one, or take it out."


def _evidence(marker: Marker, known: Known) -> Sequence[str]:
    if marker.is_leaflet or marker.source == known.leaflet_id:
        section = marker.part or known.topic.leaflet.get(known.council, "")
        return (known.leaflet or {}).get(section, ())
    return cited_words(marker, known.sources)


def _contacts(facts: CouncilFacts | None) -> list[str]:
    if facts is None:
        return []
    found = [str(phone["number"]) for phone in facts.service["phones"]]
    found += [str(email["address"]) for email in facts.service["emails"]]
    return found + [str(row["url"]) for row in (facts.service["site"], facts.local_offer) if row and row.get("url")]


def _hard_to_read(text: str) -> Iterator[str]:
    how = readability(text)
    if how.age > READING_AGE_LIMIT and len(plain_sentences(text)) > 2:
        yield f"Reading age {how.age}: please write for {READING_AGE_LIMIT:g} or younger. Shorter words help most."
    if how.longest > SENTENCE_LIMIT:
        yield f"One sentence has {how.longest} words; {SENTENCE_LIMIT} at most: “{_short(how.longest_sentence)}”"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"
