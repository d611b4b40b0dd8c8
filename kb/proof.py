"""Proves a topic file from the sources file: markers resolve, figures stand in a cited part, "must" rests on law."""

import re
from collections.abc import Collection, Iterator, Mapping

from kb.figures import Figure, figures, unproved
from kb.markers import Marker, markers, without_markers
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, plain_sentences, readability
from kb.shipped import Part, SourceFile, TopicFile

TITLE_WORDS = 7
COPIED_WORDS = 12  # this many words in a row out of a source are the source's sentence and not ours
_PLACEHOLDER = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[a-z0-9']+")

Sources = Mapping[str, SourceFile]


def problems(topic: TopicFile, sources: Sources, all_topics: set[str]) -> Iterator[str]:
    """Everything that is wrong with a topic file, a line each, with the place."""
    for place, text, _ in texts_of(topic):
        for wanted, cited in figures_with_markers(text):
            said = [words for marker in cited for words in cited_words(marker, sources)]
            hint = " (the leaflet may hold it: `python -m kb verify` looks)" if any(m.is_leaflet for m in cited) else ""
            for figure in unproved(wanted, said):
                yield f"{place}: the figure “{figure.shown}” stands in no source cited beside it{hint}"
    yield from wording_problems(topic, sources, all_topics)


def wording_problems(topic: TopicFile, sources: Sources, all_topics: set[str]) -> Iterator[str]:
    """What is wrong with a topic file apart from its figures: markers, "must", reading age, links to other topics."""
    for place, text, slugs in texts_of(topic):
        yield from (f"{place}: {problem}" for problem in _text_problems(text, sources, slugs))
    if all(m.is_leaflet for m in markers(topic.answer)):
        yield "answer: has no citation besides the leaflet: every parent needs one that resolves"
    for slug, section in topic.leaflet.items():
        if section not in leaflet_parts(slug, sources):
            yield f"leaflet: {slug} has no section “{section}”"
    yield from (f"next: there is no topic “{name}”" for name in topic.next if name not in all_topics)
    if len(topic.title.split()) > TITLE_WORDS:
        yield f"title: {len(topic.title.split())} words; 6 at most, it stands on a button"


def texts_of(topic: TopicFile) -> Iterator[tuple[str, str, list[str]]]:
    """Every text of a topic file: its place, its words, and the councils whose leaflet a [leaflet] in it means."""
    for part, text in (("answer", topic.answer), ("more", topic.more), *topic.follow_ups.items()):
        yield part, text, list(topic.leaflet)
    for slug, own in topic.councils.items():
        for part, text in (("answer", own.answer), ("more", own.more), *own.follow_ups.items()):
            yield f"{slug} {part}", text, [slug]


def figures_with_markers(text: str) -> Iterator[tuple[list[Figure], list[Marker]]]:
    """The figures of each paragraph (a list and its lead are one), with the markers that have to prove them.

    A paragraph proves its figures by its own markers. Only one without any, such as a line of a letter to copy, may
    lean on the markers of the whole text.
    """
    for paragraph in re.split(r"\n\s*\n(?!\s*- )", text.strip()):
        if wanted := written_figures(paragraph):
            yield wanted, markers(paragraph) or markers(text)


def written_figures(text: str) -> list[Figure]:
    """The figures that a text's author wrote: those of markers and placeholders are not among them."""
    return figures(_PLACEHOLDER.sub("", without_markers(text)))


def cited_words(marker: Marker, sources: Sources) -> list[str]:
    """What our sources file says of the cited part, its number and date among it. Nothing for a leaflet."""
    source = sources.get(marker.source)
    if source is None:
        return []
    own = [source.says, source.dated_text, source.title, *(f"chapter {number}" for number in source.chapters)]
    if part := source.parts.get(marker.part):
        return [*own, part.says, part.title, marker.part]
    return own + ([] if marker.part else [p.says for p in source.parts.values()])


def unknown_sources(topic: TopicFile, sources: Sources) -> list[str]:
    """The markers of a topic that name no source of ours; with these it can be neither loaded nor composed."""
    named = [(marker, slugs) for _, text, slugs in texts_of(topic) for marker in markers(text)]
    wanted = {marker.source for marker, _ in named if not marker.is_leaflet}
    wanted |= {f"leaflet_{slug}" for marker, slugs in named if marker.is_leaflet for slug in slugs}
    return sorted((wanted | {f"leaflet_{slug}" for slug in topic.leaflet}) - set(sources))


def leaflet_parts(slug: str, sources: Sources) -> Mapping[str, Part]:
    """The sections of a council's leaflet; none for a council without one."""
    source = sources.get(f"leaflet_{slug}")
    return source.parts if source else {}


def copied(text: str, runs: Collection[tuple[str, ...]]) -> str:
    """The first of those runs of words that stands in the text word for word; empty when there is none."""
    return next((" ".join(run) for run in word_runs(without_markers(text)) if run in runs), "")


def word_runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of words that would count as copied."""
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    return (tuple(words[n : n + COPIED_WORDS]) for n in range(len(words) - COPIED_WORDS + 1))


def blocks(text: str) -> list[str]:
    """The text in sentences with their markers; a list and the line that leads to it are one."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if re.match(r"\s*- ", paragraph) and found and found[-1].rstrip().endswith(":"):
            found[-1] += "\n" + paragraph
        elif re.search(r"^\s*- ", paragraph, re.MULTILINE) and not re.match(r"\s*- ", paragraph):
            found.append(paragraph)
        else:
            lines = re.split(r"\n(?=\s*- )", paragraph)
            found += [s for line in lines for s in re.split(r"(?<=[.!?\]])\s+(?=[A-Z*“])", line) if s.strip()]
    return found


def _text_problems(text: str, sources: Sources, slugs: list[str]) -> Iterator[str]:
    if not text.strip():
        return
    for marker in markers(text):
        yield from _marker_problems(marker, sources, slugs)
    for block in blocks(text):
        if re.search(r"\bmust\b", block) and not any(lays_down_a_must(m, sources) for m in markers(block)):
            yield f"“must” without law cited in its sentence: “{block[:90]}”"
    measured = readability(text)
    if measured.age > READING_AGE_LIMIT and len(plain_sentences(text)) > 2:
        yield f"reading age {measured.age} is above {READING_AGE_LIMIT} (raw {measured.raw_age})"
    if measured.longest > SENTENCE_LIMIT:
        yield f"a sentence of {measured.longest} words: “{measured.longest_sentence}”"


def _marker_problems(marker: Marker, sources: Sources, slugs: list[str]) -> Iterator[str]:
    if marker.is_leaflet:
        for slug in slugs if marker.part else []:
            if marker.part not in leaflet_parts(slug, sources):
                yield f"[leaflet:{marker.part}]: {slug}'s leaflet has no such section"
    elif marker.source not in sources:
        yield f"[{marker.source}]: there is no such source"
    elif marker.part and marker.part not in sources[marker.source].parts:
        yield f"[{marker.source}:{marker.part}]: the source has no such part"


def lays_down_a_must(marker: Marker, sources: Sources) -> bool:
    """Whether the cited part of a law or of the Code says that something must be done."""
    source = sources.get(marker.source)
    part = source.parts.get(marker.part) if source and source.kind in ("law", "code") else None
    return part is not None and part.must
