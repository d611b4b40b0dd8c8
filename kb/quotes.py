"""Picks, for a leaflet citation, the leaflet's exact words that carry the answer. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

from kb.answers import AnswerText, cited_markers
from kb.facts import CouncilFacts, TopicFacts
from kb.markers import without_markers

LONGEST = 320  # characters: a quotation supports the answer, it does not replace it
_WORD = re.compile(r"[a-z0-9£]+")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z“\"'])")

Passages = Iterable[tuple[str, str, str]]  # source id, heading, text


def leaflet_quotes(
    topics: Mapping[str, TopicFacts],
    answers: Mapping[tuple[str, str], AnswerText],
    councils: Mapping[str, CouncilFacts],
    passages: Passages,
) -> dict[tuple[str, str, str], str]:
    """(leaflet, section, topic) -> exact words out of one stored passage. Empty where no leaflet was imported."""
    by_section: dict[tuple[str, str], list[str]] = {}
    for source_id, heading, text in passages:
        by_section.setdefault((source_id, heading), []).append(text)
    quotes = {}
    for (name, slug), answer in answers.items():
        for council in [slug] if slug else list(councils):
            source_id = f"leaflet_{council}"
            sections = {topics[name].leaflet.get(council)} | {m.part for m in cited_markers(answer) if m.is_leaflet}
            for section in sections - {None, ""}:
                texts = by_section.get((source_id, str(section)))
                if texts and (quote := best_quote(texts, without_markers(answer.texts["answer"]))):
                    quotes[(source_id, str(section), name)] = quote
    return quotes


def best_quote(passages: list[str], answer: str) -> str:
    """The run of whole sentences, inside one passage, that shares most with the answer; empty when nothing does."""
    wanted = Counter(_words(answer))
    seen = Counter(word for passage in passages for word in set(_words(passage)))
    best, best_score = "", 0.0
    for passage in passages:
        for piece in _pieces(passage):
            words = _words(piece)
            # Rarer words say more; a long piece must earn its length.
            score = sum(log(1 + len(passages) / seen[w]) for w in set(words) if w in wanted) / (len(words) + 8) ** 0.5
            if score > best_score:
                best, best_score = piece, score
    return best


def _pieces(passage: str) -> list[str]:
    sentences = _SENTENCE_END.split(passage)
    pairs = [f"{a} {b}" for a, b in zip(sentences, sentences[1:], strict=False)]
    return [p for p in [*sentences, *pairs] if len(p) <= LONGEST and p in passage]


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if len(w) > 3]
