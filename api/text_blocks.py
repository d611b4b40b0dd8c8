"""A message as blocks of runs, for files that are not HTML: paragraphs and list items; bold, links, markers. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markdown_it.token import Token

from api.markdown import tokens

_MARKER = re.compile(r" ?\[(\d{1,2})\]")


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style. A marker's text is its number."""

    text: str
    bold: bool = False
    url: str = ""
    marker: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, or an item of a list."""

    runs: tuple[Run, ...]
    item: bool = False


def plain_blocks(text: str) -> tuple[Block, ...]:
    """What a person typed: nothing in it is Markdown, each line is a paragraph."""
    return tuple(Block((Run(line),)) for line in text.splitlines() if line.strip())


def blocks(text: str, markers: frozenset[int] = frozenset()) -> tuple[Block, ...]:
    """Our small Markdown taken apart. [2] is a marker when 2 is among `markers`."""
    found: list[Block] = []
    in_items = 0
    for token in tokens(text):
        in_items += token.nesting if token.type.startswith("list_item") else 0
        if token.type == "inline":
            runs = tuple(part for run in _runs(token.children or []) for part in _marked(run, markers))
            found.append(Block(runs, item=in_items > 0))
    return tuple(found)


def _runs(children: list[Token]) -> Iterator[Run]:
    bold, url = False, ""
    for token in children:
        match token.type:
            case "strong_open" | "strong_close":
                bold = token.nesting > 0
            case "link_open":
                url = str(token.attrGet("href") or "")
            case "link_close":
                url = ""
            case "softbreak" | "hardbreak":
                yield Run("\n")
            case _ if token.content:
                yield Run(token.content, bold, url)


def _marked(run: Run, markers: frozenset[int]) -> Iterator[Run]:
    if run.url:
        yield run
        return
    begin = 0
    for found in _MARKER.finditer(run.text):
        if int(found[1]) in markers:
            if before := run.text[begin : found.start()]:
                yield replace(run, text=before)
            yield Run(found[1], marker=True)
            begin = found.end()
    if rest := run.text[begin:]:
        yield replace(run, text=rest)
