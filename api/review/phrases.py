"""Words as we keep them: parents' as examples, without signs that mean something to Rasa; labels. Pure."""

import re
import unicodedata

from api.words import one_line

LONGEST_LABEL = 40
LONGEST = 300  # characters; what is longer is a story, of which a topic learns little
# [word](entity) and {"entity": ...} mark entities in examples; placeholders of the redaction lose their brackets.
# The last two are no characters at all: YAML takes none of them.
_MARKS = re.compile(r"[\[\]{}<>`|\ufffe\uffff]")


def phrase_of(text: str) -> str:
    """The words as an example: plain, on one line, not too long."""
    plain = " ".join(_MARKS.sub(" ", one_line(text)).split())
    short = plain if len(plain) <= LONGEST else plain[:LONGEST].rsplit(" ", 1)[0]
    return short.lstrip("-/ ")


def key_of(phrase: str) -> str:
    """What two examples share when they say the same: letters and digits, whatever their case."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", phrase).casefold()))


def label_of(typed: str) -> str:
    """A label as it is stored: however it is typed, it is the same one."""
    return one_line(typed).casefold()[:LONGEST_LABEL].strip()
