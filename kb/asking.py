"""Whether a message, or a sentence of it, asks something. Pure."""

import re
from collections.abc import Sequence

MOST_QUESTIONS = 4  # each is read alone, which takes a few milliseconds
FEWEST_WORDS = 4
_ASKS = re.compile(
    r"\?|\b(what|how|who|when|where|why|which|can|could|should|do i|does|is it|is there|are there|will|would|whether|"
    r"any (advice|ideas?|help|tips)|tell me|explain|need to know|want to know|wondering|advice|help me|please|pls)\b",
    re.IGNORECASE,
)


# "who is the SENCO and how often do we meet": a second question begins at its own question word.
_SECOND = re.compile(
    r"(?:,?\s+(?:and|or|but|plus)(?: also| then| so)?|[,;]|\s-)\s+"
    r"(?=(?:what|whats|how|who|whos|where|wheres|when|which|can|could|"
    r"is|are|do|does|did|will|would|should|has|have you|am i)\b)",
    re.IGNORECASE,
)
_ABOUT_THE_FIRST = re.compile(
    r"^(?:is|was|are|am i) (?:that|this|it|they|he|she|i)\b.{0,25}$|^what (?:can|do|should) (?:i|we) do\b.{0,12}$", re.I
)


def asks(text: str) -> bool:
    """Whether it asks anything: a question mark, a question word, a plea."""
    return bool(_ASKS.search(text))


def questions(sentences: Sequence[str], least: int = 2) -> list[str]:
    """What a message asks, question by question, at most four; empty when it asks fewer than `least` things.

    A question keeps the statement before it: "We were refused. How do I appeal?" is one.
    """
    found: list[str] = []
    before = ""
    for sentence in (piece for s in sentences for piece in _pieces(s)):
        if asks(sentence) and len(f"{before} {sentence}".split()) >= FEWEST_WORDS - 1:
            found.append(f"{before} {sentence}".strip())
            before = ""
        else:
            before = sentence
    return found[:MOST_QUESTIONS] if len(found) >= least else []


def _pieces(sentence: str) -> list[str]:
    """A sentence parted where a second question begins, unless that one only leans on the first ("is that right")."""
    pieces = [p.strip() for p in _SECOND.split(sentence) if p.strip()]
    joined: list[str] = []
    for piece in pieces:
        if joined and (_ABOUT_THE_FIRST.match(piece.rstrip("?!. ")) or len(piece.split()) < FEWEST_WORDS - 1):
            joined[-1] = f"{joined[-1]}, {piece}"
        else:
            joined.append(piece)
    return joined
