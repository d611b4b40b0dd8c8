"""Whether a message, or a sentence of it, asks something; and what it asks, question by question. Pure."""

import re
from collections.abc import Sequence

MOST_QUESTIONS = 4  # each is read alone, which takes a few milliseconds
ENOUGH_WORDS = 6
_POINTS_BACK = re.compile(r"\b(?:it|its|this|that|these|those|they|them|their|so|then|there|instead)\b", re.IGNORECASE)
FEWEST_WORDS = 3  # "who pays" alone says too little to be understood
_PRONOUN = r"(?:i|we|you|he|she|it|they|there)"
_SUBJECT = (
    rf"(?:{_PRONOUN}|this|that|these|those|the|an?|any|any\w+|some\w*|my|our|your|his|her|their|"
    r"each|every|all|schools?|colleges?|teachers?|senco|councils?|la|parents?|kids?|children|<\w+>)"
)
_VERB = (
    r"(?:can(?:'?t)?|could(?:n'?t)?|will|won'?t|would(?:n'?t)?|should(?:n'?t)?|shall|may|might|must|is(?:n'?t)?|"
    r"are(?:n'?t)?|was|were|am|do(?:n'?t)?|does(?:n'?t)?|did(?:n'?t)?|has|have|had)"
)
_INVERTED = rf"{_VERB} {_SUBJECT}\b"  # "can they", not "they can": only the first asks
_WORD = r"(?:what|how|who|whom|whose|where|when|why|which)(?:'?s|'?re)?"
_PLEA = (
    r"(?:any (?:advice|ideas?|help|tips|chance)|tell me|explain|need to know|want to know|wondering|advice|help me|"
    r"please|pls|i (?:also )?(?:need|want)|i'?d like|whether|if (?:i|we|he|she) (?:can|could))"
)
_RIGHT = r"(?:right|true|legal|lawful|allowed|ok(?:ay)?|normal|fair|correct|possible|even|really|a thing|enough|it)"
_ASKS = re.compile(
    # "He is the only one" tells; "is the head allowed to" asks, where a clause begins with it.
    rf"\?|(?:^|[,;.]|\b(?:and|or|but|so))\W*{_INVERTED}|^\W*(?:do|does|did|is|are|can)\b"
    rf"|\b(?:{_VERB} {_PRONOUN}|is (?:that|this) {_RIGHT}|{_PLEA}"
    # "when he comes home he cries" tells; "when can he come home" asks.
    r"|(?:what|how|who|whose|where|why|which)(?:'?s|'?re)?"
    r"|when(?:'?s)?(?! (?:i|we|he|she|it|they|the|my|our|you)\b))\b",
    re.IGNORECASE,
)
# "who is the SENCO and how often do we meet": a second question begins at its own question word.
_JOINT = (
    r"(?:,?\s+(?:and|or|but|plus|so|then|&)(?:\s+(?:also|then|so|now|if so))*,?|,\s*(?:also|then|now)?|;|\s[-–—/])\s*"
)
_BEGINS = rf"(?:{_WORD}|{_INVERTED}|(?:do|does|did|is|are)\b|{_PLEA})\b"
_SECOND = re.compile(
    rf"{_JOINT}(?:\s|(?<=\s))(?={_BEGINS})"
    # Many type no comma: "is he entitled to transport how do i apply", "... for dyspraxia also is there a number".
    rf"|\s(?=(?:how|what|who|where|when) (?:do|can|should) (?:i|we)\b)|\s+also\s+(?={_BEGINS})",
    re.IGNORECASE,
)
# Words that begin the next clause without asking: ", and now he won't go at all".
_GOES_ON = re.compile(rf"(?:,|;|\s[-–—])\s+(?:and|but|so)(?:\s+now)?\s+(?!{_BEGINS})", re.IGNORECASE)
_ABOUT_THE_FIRST = re.compile(
    # "who looks after the money, is it the governors": a guess at the answer.
    r"^(?:is|was|are) (?:it|that|this|they) (?:the|an?|my|our|just|only|all|up to|down to)\b.{0,40}$"
    r"|^(?:where|when|who|what) (?:is|are) (?:it|that|this|they)(?: then)?$|"
    rf"^(?:is|was|are|am|isn'?t) (?:that|this|it|they|i|he|she)(?: (?:really|even|all))*(?: {_RIGHT}\b.{{0,12}})?$"
    r"|^(?:what|where) (?:can|do|should|could) (?:i|we) (?:do|go|start|begin)\b.{0,14}$"
    r"|^(?:can|are|do|should|could) (?:they|i|we|he|she|school)(?: (?:just|really|even|have to|be allowed|allowed to))*"
    r"(?: do (?:that|this|it|so|anything|something).{0,12})?$"
    r"|^(?:how|why|who|what|when)(?: (?:come|so|then|now|not|else|is that|(?:can|should|would) (?:that|this|it) be))?$",
    re.IGNORECASE,
)


# "The plan is not kept. Also is it true that plans end?": what stands before is a matter of its own.
_ANOTHER = re.compile(r"(?:and |but )?(?:also|another thing|secondly|second|plus|on top of that)\b", re.IGNORECASE)
# "my son, who is seven" tells of the son.
_RELATIVE = re.compile(
    r"\b(son|daughter|child|boy|girl|kid|lad|lass|grand\w+|ds|dd|teacher|ta|senco|head),? who(?='?s? )", re.IGNORECASE
)


def asks(text: str) -> bool:
    """Whether it asks anything: a question mark, a question word, a verb before its subject, a plea."""
    return bool(_ASKS.search(_RELATIVE.sub(r"\1", text.replace("’", "'"))))


def questions(sentences: Sequence[str], least: int = 2) -> list[str]:
    """What a message asks, question by question, at most four; empty when it asks fewer than `least` things.

    A question keeps the statement before it, "We were refused. How do I appeal?", unless it says enough by itself.
    """
    found: list[str] = []
    before = ""
    for piece in (piece for s in sentences for piece in _pieces(s)):
        if found and not before and _leans_back(piece):
            found[-1] = f"{found[-1]} {piece}"
        elif asks(piece) and len(f"{before} {piece}".split()) >= FEWEST_WORDS:
            apart = before and _ANOTHER.match(piece)
            found += [before, piece] if apart else [piece if _says_enough(piece) else _after(before, piece)]
            before = ""
        else:
            before = piece
    return found[:MOST_QUESTIONS] if len(found) >= least else []


def _says_enough(question: str) -> bool:
    """Whether a question can do without what was said before: some words, and none that points back."""
    return len(question.split()) >= ENOUGH_WORDS and not _POINTS_BACK.search(question)


def _after(before: str, piece: str) -> str:
    """A question after the statement that it belongs to; the comma that parted them stands again."""
    stopped = not before or not before[-1].isalnum()
    return f"{before} {piece}".strip() if stopped else f"{before}, {piece}"


def statements(sentences: Sequence[str]) -> list[str]:
    """The sentences of a message that asks nothing, at most four; empty when it asks, or is one sentence."""
    long = [s for s in sentences if len(s.split()) > FEWEST_WORDS]
    return [] if any(map(asks, sentences)) or len(long) < 2 else long[:MOST_QUESTIONS]


def _pieces(sentence: str) -> list[str]:
    """A sentence parted where a second question begins, unless that one only leans on the first ("is that right")."""
    joined: list[str] = []
    for piece in (p.strip() for p in _SECOND.split(sentence.replace("’", "'")) if p.strip()):
        alone = not joined or len(joined[-1].split()) < FEWEST_WORDS
        if joined and (alone or _leans_back(piece) or len(piece.split()) < FEWEST_WORDS):
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return [p for piece in joined for p in _after_the_asking(piece)]


def _after_the_asking(piece: str) -> list[str]:
    """A piece whose question is over when the story goes on: "is that ok, and now he won't go"."""
    for end in _GOES_ON.finditer(piece):
        if asks(piece[: end.start()]) and len(piece[end.end() :].split()) >= FEWEST_WORDS:
            return [piece[: end.start()], piece[end.end() :]]
    return [piece]


def _leans_back(piece: str) -> bool:
    return bool(_ABOUT_THE_FIRST.match(piece.strip("?!.,… ")))
