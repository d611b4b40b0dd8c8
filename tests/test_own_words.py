"""No sentence of a council's leaflet stands in this repository: facts carry over, sentences do not."""

import re
from collections.abc import Iterator
from pathlib import Path

from kb import shipped
from tests.project import relative, repository_files, words_of

RUN = 12  # this many words in a row out of a leaflet are the leaflet's sentence and not ours
LONGEST_HEADING = 16  # words
LEAFLET_SOURCES = shipped.CONTENT / "sources/leaflets.yml"
HEADINGS = sorted(
    key for s in shipped.sources().values() if s.kind == "leaflet" for key in s.parts if len(words_of(key)) >= RUN
)
ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S+")


def runs(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of so many words in a row."""
    found = words_of(text)
    return (tuple(found[n : n + RUN]) for n in range(len(found) - RUN + 1))


def copied(text: str, source: set[tuple[str, ...]]) -> str:
    """The first run of words that stands in the source too; empty when there is none."""
    return next((" ".join(run) for run in runs(text) if run in source), "")


def without_names(text: str) -> str:
    """The text without addresses, and without the long section headings by which a leaflet is cited: they are names."""
    plain = " ".join(ADDRESS.sub(" anaddress ", text).split())
    for heading in HEADINGS:
        plain = plain.replace(heading, " aheading ")
    return plain


def test_no_sentence_of_a_leaflet_stands_in_the_repository(leaflets: Path) -> None:
    theirs = {run for path in leaflets.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    ours = [p for p in repository_files() if relative(p).startswith(("kb/content/", "data/", "tests/", "docs/"))]
    texts = {relative(p): p.read_text(encoding="utf-8", errors="ignore") for p in ours if p != LEAFLET_SOURCES}

    found = {name: run for name, text in texts.items() if (run := copied(without_names(text), theirs))}

    assert found == {}, "facts carry over, sentences do not: say it in our own words"


def test_of_the_leaflets_themselves_only_headings_are_here() -> None:
    parts = [(key, part) for s in shipped.sources().values() if s.kind == "leaflet" for key, part in s.parts.items()]

    assert [(key, part) for key, part in parts if part.says or part.title != key] == []
    assert [key for key, _ in parts if len(words_of(key)) > LONGEST_HEADING] == []


def test_a_copied_sentence_would_be_noticed_whatever_its_punctuation() -> None:
    theirs = set(runs("We’ll listen to you, and we help you to say what your child needs."))

    assert copied('He wrote: "we\'ll listen to YOU and we help you - to say what your child needs"', theirs)
    assert not copied("We will listen to you, and help you to say what your child needs.", theirs)
