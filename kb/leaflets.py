"""Reads the councils' leaflets from a folder into passages. Their text never becomes part of this repository."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kb.errors import ContentError
from kb.leaflet_blocks import blocks
from kb.leaflet_sections import Leaflet, in_true_sections
from kb.shipped import SourceFile

NAME = re.compile(r"^(?P<slug>[a-z]+)(?:_\w+)?\.txt$")


@dataclass(frozen=True)
class LeafletPassage:
    """One paragraph, list with its lead line, or quotation of a leaflet, in the leaflet's own words."""

    position: int
    heading: str
    text: str


@dataclass
class LeafletFolder:
    """What a folder of leaflets held."""

    passages: dict[str, list[LeafletPassage]] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """What a person should know of it, a line each."""
        found = [f"skipped: {name}: its name begins with no council of ours" for name in self.skipped]
        return found + [f"no leaflet: {slug}: put {slug}_<year>.txt into the folder" for slug in self.missing]


def leaflet_passages(folder: Path, sources: Mapping[str, SourceFile]) -> dict[str, list[LeafletPassage]]:
    """The passages of every leaflet in the folder, by source id."""
    return read_leaflets(folder, sources).passages


def read_leaflets(folder: Path, sources: Mapping[str, SourceFile]) -> LeafletFolder:
    """Every leaflet in the folder as passages, with what was skipped, what is missing and what moved.

    Raises ContentError when the folder is not there, holds no leaflet of ours, or holds two of one council.
    """
    wanted = {s.council: s for s in sources.values() if s.kind == "leaflet" and s.council}
    found = LeafletFolder()
    leaflets: dict[str, Leaflet] = {}
    for slug, path in _files(folder, set(wanted), found).items():
        headings = tuple(wanted[slug].parts)
        leaflets[wanted[slug].id] = Leaflet(headings, tuple(blocks(_text(path), headings)))
    for source_id, leaflet in leaflets.items():
        sorted_leaflet, moved = in_true_sections(leaflet, [x for x in leaflets.values() if x is not leaflet])
        found.moved[source_id] = len(moved)
        found.passages[source_id] = [
            LeafletPassage(n, block.heading, block.words) for n, block in enumerate(sorted_leaflet.blocks, start=1)
        ]
    return found


def _files(folder: Path, councils: set[str], found: LeafletFolder) -> dict[str, Path]:
    if not folder.is_dir():
        raise ContentError(f"{folder}: there is no such folder. Name the folder that holds the councils' leaflets.")
    files: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        match = NAME.match(path.name)
        if match is None or match["slug"] not in councils:
            found.skipped.append(path.name)
        elif other := files.get(match["slug"]):
            raise ContentError(f"{folder}: {other.name} and {path.name} are both {match['slug']}'s leaflet: keep one.")
        else:
            files[match["slug"]] = path
    if not files:
        raise ContentError(f"{folder}: holds no leaflet. A leaflet's file name begins with its council: kent_2025.txt.")
    found.missing += sorted(councils - set(files))
    return files


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read as text in UTF-8: {error}") from error
    if not text.strip():
        raise ContentError(f"{path}: is empty.")
    return text
