"""Proves an answer from its sources: every marker resolves, every figure stands in a cited part, "must" rests on law."""

import re
from collections.abc import Iterator, Mapping

from kb.markers import Marker, markers, without_markers
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, plain_sentences, readability
from kb.shipped import SourceFile, TopicFile

# A figure: digits with what belongs to them (0808 800 5000, £6,000, 6.17, 16-19), an e-mail address, or a site.
_FIGURE = re.compile(r"£?\d[\d,.]*(?:[ ]\d{3,})*|[\w.+-]+@[\w-]+\.[\w.]+|\b(?:www\.)[\w./-]+")
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}
_PERIOD = re.compile(r"\b(" + "|".join(_WORDS) + r")\b(?=[ -](?:(?:school|working|calendar) )?(?:day|week|month|year|term|time|mile|meeting|hour)s?\b)", re.I)
_UNIT = re.compile(r"\b(" + "|".join(_WORDS) + r")\b", re.I)
_FREE = {"999", "111", "16", "18", "19", "25"}  # emergency numbers are in safety.yml; ages that name a stage of life


def figures(text: str) -> list[str]:
    """The figures of a text, numbers of days, weeks and the like in words among them, as plain digits."""
    plain = without_markers(text)
    plain = re.sub(r"\{\w+\}", "", plain)
    found = [f.rstrip(".,") for f in _FIGURE.findall(plain)]
    found += [str(_WORDS[w.lower()]) for w in _PERIOD.findall(plain)]
    return [f for f in dict.fromkeys(found) if f not in _FREE]


def stands_in(figure: str, texts: list[str]) -> bool:
    """Whether a figure stands in one of those texts, in digits or in words, whatever the spaces in a phone number."""
    wanted = squeezed(figure)
    return any(wanted in {squeezed(f) for f in [*_FIGURE.findall(t), *_digits(t)]} for t in texts)


def squeezed(figure: str) -> str:
    """A figure without spaces, commas and a last full stop, so that 6,000 equals 6000."""
    return re.sub(r"[ ,£]", "", figure).rstrip(".").lower()


def _digits(text: str) -> list[str]:
    return [str(_WORDS[w.lower()]) for w in _UNIT.findall(text)] + re.findall(r"\d+", text)


def blocks(text: str) -> list[str]:
    """The text in sentences with their markers; a list and the line that leads to it are one."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if re.match(r"\s*- ", paragraph) and found and found[-1].rstrip().endswith(":"):
            found[-1] += "\n" + paragraph
        elif re.search(r"^\s*- ", paragraph, re.M) and not re.match(r"\s*- ", paragraph):
            found.append(paragraph)
        else:
            lines = re.split(r"\n(?=\s*- )", paragraph)
            found += [s for line in lines for s in re.split(r"(?<=[.!?\]])\s+(?=[A-Z*“])", line) if s.strip()]
    return found


def problems(topic: TopicFile, sources: Mapping[str, SourceFile], all_topics: set[str]) -> Iterator[str]:
    """Everything that is wrong with a topic file, a line each, with the place."""
    texts = {"answer": topic.answer, "more": topic.more, **topic.follow_ups}
    for part, text in texts.items():
        yield from (f"{part}: {p}" for p in _text_problems(text, topic, sources, list(topic.leaflet)))
    for slug, own in topic.councils.items():
        for part, text in (("answer", own.answer), ("more", own.more)):
            yield from (f"{slug} {part}: {p}" for p in _text_problems(text, topic, sources, [slug]))
    if not any(not m.is_leaflet for m in markers(topic.answer)):
        yield "answer: has no citation besides the leaflet: every parent needs one that resolves"
    for slug, section in topic.leaflet.items():
        if section not in sources[f"leaflet_{slug}"].parts:
            yield f"leaflet: {slug} has no section “{section}”"
    yield from (f"next: there is no topic “{name}”" for name in topic.next if name not in all_topics)
    if len(topic.title.split()) > 7:
        yield f"title: {len(topic.title.split())} words; 6 at most, it stands on a button"


def _text_problems(text: str, topic: TopicFile, sources: Mapping[str, SourceFile], slugs: list[str]) -> Iterator[str]:
    if not text.strip():
        return
    cited = markers(text)
    for marker in cited:
        yield from _marker_problems(marker, sources, slugs)
    said = [t for m in cited for t in cited_words(m, sources)]
    for figure in figures(text):
        if not stands_in(figure, said):
            leaflet = "" if not any(m.is_leaflet for m in cited) else " (the leaflet may hold it: `python -m kb verify` looks)"
            yield f"the figure “{figure}” stands in no source cited here{leaflet}"
    for block in blocks(text):
        if re.search(r"\bmust\b", block) and not any(_lays_down_a_must(m, sources) for m in markers(block)):
            yield f"“must” without law cited in its sentence: “{block[:90]}”"
    measured = readability(text)
    if measured.age > READING_AGE_LIMIT and len(plain_sentences(text)) > 2:
        yield f"reading age {measured.age} is above {READING_AGE_LIMIT} (raw {measured.raw_age})"
    if measured.longest > SENTENCE_LIMIT:
        yield f"a sentence of {measured.longest} words: “{measured.longest_sentence}”"


def cited_words(marker: Marker, sources: Mapping[str, SourceFile]) -> list[str]:
    """What our sources file says of the cited part, its number and date among it."""
    source = sources.get(marker.source)
    if source is None:
        return []
    part = source.parts.get(marker.part)
    own = [source.says, source.dated_text, source.title]
    return own + ([part.says, part.title, marker.part] if part else [p.says for p in source.parts.values() if not marker.part])


def _marker_problems(marker: Marker, sources: Mapping[str, SourceFile], slugs: list[str]) -> Iterator[str]:
    if marker.is_leaflet:
        for slug in slugs if marker.part else []:
            if marker.part not in sources[f"leaflet_{slug}"].parts:
                yield f"[leaflet:{marker.part}]: {slug}'s leaflet has no such section"
    elif marker.source not in sources:
        yield f"[{marker.source}]: there is no such source"
    elif marker.part and marker.part not in sources[marker.source].parts:
        yield f"[{marker.source}:{marker.part}]: the source has no such part"


def _lays_down_a_must(marker: Marker, sources: Mapping[str, SourceFile]) -> bool:
    source = sources.get(marker.source)
    if source is None:
        return False
    return source.kind == "law" or (source.kind == "code" and marker.part in source.parts and source.parts[marker.part].must)
