"""Picks, for a leaflet citation, the leaflet's exact words for the claim: no quote rather than a bad one. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

from kb.answers import AnswerText
from kb.facts import CouncilFacts, TopicFacts
from kb.markers import markers, without_markers

LONGEST = 360  # characters: a quotation supports the answer, it does not replace it
SHORTEST = 25
FITS = 0.3  # the least likeness that fitted, read off the quotes of all topics and councils
SHARED_WORDS = 3
_STEM = 5  # letters: "decide", "decides" and "decided" count as one word
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ing|s)$")
_STOP = frozenset(
    {"the", "and", "for", "you", "your", "are", "can", "has", "have", "had", "that", "this", "with", "they", "them"}
    | {"their", "from", "what", "who", "how", "when", "where", "will", "not", "but", "any", "all", "its", "also", "was"}
    | {"out", "may", "should", "about", "than", "then", "there", "here"}
)
# The leaflets' words beside ours for the same thing.
_ALIKE = (
    (re.compile(r"special educational needs co-?ordinator"), "senco"),
    (re.compile(r"special educational needs|special needs"), "sen"),
    (re.compile(r"local authority"), "council"),
    (re.compile(r"head teacher"), "headteacher"),
    (re.compile(r"\bin charge\b"), "responsible"),
    (re.compile(r"\beverything\b"), "all"),
    (re.compile(r"\bdiscuss\b"), "talk"),
    (re.compile(r"\bbe aware\b"), "notice"),
    (re.compile(r"\brequest"), "ask"),
    (re.compile(r"\bsupport\b"), "help"),
    (re.compile(r"\bproviding\b|\bprovide\b"), "give"),
    (re.compile(r"\b16 or older\b"), "from age 16"),
    (re.compile(r"\bregular(?:ly)?\b"), "again"),
    (re.compile(r"\byoung people\b"), "young person"),
)
_WORD = re.compile(r"[a-z]{3,}|sen|£?\d[\d,.]*\d|\d")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\d\.)\s+(?=(?!Para )[A-Z“\"'])")
_CLAIM_END = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z*“{-])|\n")

Passages = Iterable[tuple[str, str, str]]  # source id, heading, text
Answers = Mapping[tuple[str, str], AnswerText]


def leaflet_quotes(
    topics: Mapping[str, TopicFacts], answers: Answers, councils: Mapping[str, CouncilFacts], passages: Passages
) -> dict[tuple[str, str, str], str]:
    """(leaflet, section, topic) -> exact words out of one stored passage. Empty where no leaflet was imported."""
    leaflets: dict[str, dict[str, list[str]]] = {}
    for source_id, heading, text in passages:
        leaflets.setdefault(source_id, {}).setdefault(heading, []).append(text)
    quotes = {}
    for slug in councils:
        sections = leaflets.get(f"leaflet_{slug}", {})
        weights = word_weights(text for texts in sections.values() for text in texts)
        for name, topic in topics.items():
            for section, claims in _claims(topic, slug, answers).items():
                found = (best_quote(sections.get(section, []), tier, weights) for tier in claims)
                if quote := next(filter(None, found), ""):
                    quotes[(f"leaflet_{slug}", section, name)] = quote
    return quotes


def _claims(topic: TopicFacts, slug: str, answers: Answers) -> dict[str, list[list[str]]]:
    """What rests on each section, what a parent reads first coming first; the opening, where no sentence cites it."""
    home = topic.leaflet.get(slug, "")
    found: dict[str, list[list[str]]] = {}
    texts = [answers[key].texts for key in ((topic.name, ""), (topic.name, slug)) if key in answers]
    for part in dict.fromkeys(part for own in texts for part in own):
        for text in (own[part] for own in texts if part in own):
            cited: dict[str, list[str]] = {}
            for sentence, section in cited_sentences(text, home):
                cited.setdefault(section, []).append(sentence)
            for section, sentences in cited.items():
                found.setdefault(section, []).append(sentences)
    if home and home not in found and texts:
        opening = _CLAIM_END.split(without_markers(texts[0]["answer"]))[:3]
        found[home] = [[topic.question, *opening, " ".join(opening)]]
    return found


def cited_sentences(text: str, home: str) -> Iterator[tuple[str, str]]:
    """Each sentence with a leaflet marker behind it, alone and with what leads up to it, and the marker's section."""
    for paragraph in text.split("\n"):
        before = ""
        for sentence in _CLAIM_END.split(paragraph):
            cited = markers(sentence)
            for marker in cited:
                section = marker.part or home
                if marker.is_leaflet and section:
                    yield without_markers(sentence), section
                    yield without_markers(f"{before} {sentence}"), section
            before = "" if cited else f"{before} {sentence}"


def word_weights(passages: Iterable[str]) -> dict[str, float]:
    """How much each word of a leaflet tells: the rarer, the more."""
    texts = list(passages)
    seen = Counter(word for text in texts for word in _words(text))
    return {word: log(1 + len(texts) / count) for word, count in seen.items()}


def best_quote(passages: Sequence[str], claims: Sequence[str], weights: Mapping[str, float]) -> str:
    """The sentence, two sentences or list item that a claim shares most with; empty when none fits."""
    best, best_score = "", FITS
    claimed = [(words, _weight(words, weights)) for claim in claims if (words := _words(claim))]
    for piece in (piece for passage in passages for piece in _pieces(passage)):
        words = _words(piece)
        for wanted, wanted_weight in claimed:
            shared = words & wanted
            likeness = _weight(shared, weights) / (_weight(words, weights) * wanted_weight) ** 0.5 if shared else 0.0
            if len(shared) >= SHARED_WORDS and likeness > best_score:
                best, best_score = piece, likeness
    return best


def _weight(words: Iterable[str], weights: Mapping[str, float]) -> float:
    return sum(weights.get(word, 1.0) for word in words)


def _pieces(passage: str) -> list[str]:
    lines = [line.removeprefix("- ") for line in passage.split("\n")]
    sentences = [sentence for line in lines for sentence in _SENTENCE_END.split(line)]
    pairs = [f"{a} {b}" for a, b in pairwise(sentences)]
    # What ends in a colon only leads on to what it would have to quote. A pair over two items is not in the passage.
    return [p for p in [*sentences, *pairs] if SHORTEST <= len(p) <= LONGEST and p in passage and p[-1] != ":"]


def _words(text: str) -> set[str]:
    plain = text.lower()
    for theirs, ours in _ALIKE:
        plain = theirs.sub(ours, plain)
    return {_ENDING.sub("", word)[:_STEM] for word in _WORD.findall(plain) if word not in _STOP}
