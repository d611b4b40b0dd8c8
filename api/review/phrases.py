"""Parents' words as examples to learn from: on one line, without signs that mean something to Rasa. Pure."""

import re
import unicodedata

from api.words import one_line

LONGEST = 300  # characters; what is longer is a story, of which a topic learns little
# [word](entity) and {"entity": ...} mark entities in examples; placeholders of the redaction lose their brackets.
_MARKS = re.compile(r"[\[\]{}<>`|]")


def phrase_of(text: str) -> str:
    """The words as an example: plain, on one line, not too long."""
    plain = " ".join(_MARKS.sub(" ", one_line(text)).split())
    short = plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0]
    return short.lstrip("-/ ")


def key_of(phrase: str) -> str:
    """What two examples share when they say the same: letters and digits, whatever their case."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", phrase).casefold()))
