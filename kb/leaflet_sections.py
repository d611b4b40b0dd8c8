"""Finds the true section of each block of a leaflet, where columns or boxes put it under another heading. Pure.

The councils' leaflets follow one template, so they correct each other: what two other leaflets agree on moves a block
or parts two items that run together. Where they do not, the leaflet's own order stands.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from kb.leaflet_blocks import FRONT, LINKS, Block, plain

SAME = 80  # per cent alike: the same sentence with a council's own small changes
SAME_ITEM = 95
SAME_HEADING = 80
LONG_ENOUGH = 40  # characters: shorter sentences are alike by chance
VOTES = 2


@dataclass(frozen=True)
class Leaflet:
    """One council's leaflet: its section headings in order, and its blocks."""

    headings: tuple[str, ...]
    blocks: tuple[Block, ...]


def in_true_sections(leaflet: Leaflet, others: Sequence[Leaflet]) -> tuple[Leaflet, list[Block]]:
    """The leaflet with its blocks in their true sections and in reading order, and the blocks that moved."""
    apart = [part for block in leaflet.blocks for part in _items_apart(block, others)]
    own = replace(leaflet, blocks=tuple(apart))
    placed = [replace(block, heading=_true_heading(block, own, others)) for block in apart]
    moved = [new for old, new in zip(apart, placed, strict=True) if old.heading != new.heading]
    sections = [[b for b in placed if b.heading == heading] for heading in (FRONT, *leaflet.headings, LINKS)]
    return replace(leaflet, blocks=tuple(b for section in sections for b in _leads_joined(section))), moved


def _true_heading(block: Block, own: Leaflet, others: Sequence[Leaflet]) -> str:
    sentences = _sentences(block)
    if not sentences or block.heading in (FRONT, LINKS):
        return block.heading
    votes = Counter(heading for other in others if (heading := _vote(sentences, other, own)))
    best, count = votes.most_common(1)[0] if votes else (block.heading, 0)
    if count < VOTES or best == block.heading or votes[block.heading] == count:
        return block.heading
    # A leaflet may say a thing twice: then the second place is meant, and stays.
    there = " ".join(plain(b.words) for b in own.blocks if b.heading == best)
    twice = all(len(text) <= len(there) and fuzz.partial_ratio(text, there) >= SAME for text in sentences)
    return block.heading if twice else best


def _vote(sentences: Sequence[str], other: Leaflet, own: Leaflet) -> str | None:
    """The section of our own leaflet that another leaflet has most of these sentences in; None when it has none."""
    theirs = [(sentence, block.heading) for block in other.blocks for sentence in _sentences(block)]
    found = [_nearest(sentence, theirs) for sentence in sentences]
    headings = Counter(same_heading(heading, own.headings) for heading in found if heading)
    return headings.most_common(1)[0][0] if headings else None


def _nearest(sentence: str, theirs: Sequence[tuple[str, str]]) -> str:
    score, heading = max(((fuzz.ratio(sentence, text), heading) for text, heading in theirs), default=(0.0, ""))
    return heading if score >= SAME else ""


def _sentences(block: Block) -> list[str]:
    """Its sentences and items for comparing, without "the Code says" and without those that are alike by chance."""
    pieces = [*re.split(r"(?<=[.!?:]) ", block.text), *block.items]
    return [text for piece in pieces if len(text := plain(piece)) >= LONG_ENOUGH]


def same_heading(heading: str, headings: Sequence[str]) -> str | None:
    """The one of our headings that says the same as another leaflet's; None when there is none."""
    alike = [(fuzz.token_sort_ratio(plain(heading), plain(own)), own) for own in headings]
    score, own = max(alike, default=(0, ""))
    return own if score >= SAME_HEADING else None


def _items_apart(block: Block, others: Sequence[Leaflet]) -> Iterator[Block]:
    """The block with two items that run together as two, and with the next paragraph off its last item."""
    for n, item in enumerate(block.items):
        words = item.split()
        votes = Counter(cut for other in others if (cut := _cut(words, other)))
        (at, is_item), count = votes.most_common(1)[0] if votes else ((0, False), 0)
        if count < VOTES:
            continue
        first, then = " ".join(words[:at]), " ".join(words[at:])
        if is_item:
            items = [*block.items[:n], first, then, *block.items[n + 1 :]]
            yield from _items_apart(replace(block, items=items), others)
        else:
            yield replace(block, items=[*block.items[:n], first], number="")
            yield from _items_apart(Block(block.heading, then, block.items[n + 1 :], number=block.number), others)
        return
    yield block


def _cut(words: Sequence[str], other: Leaflet) -> tuple[int, bool] | None:
    """Where another leaflet shows that two pieces run together, and whether the second is an item of the same list."""
    for block, after in zip(other.blocks, [*other.blocks[1:], Block("")], strict=True):
        for n, item in enumerate(block.items):
            at = len(item.split())
            if at >= len(words) or fuzz.ratio(plain(" ".join(words[:at])), plain(item)) < SAME_ITEM:
                continue
            is_item = n + 1 < len(block.items)
            follows = block.items[n + 1] if is_item else after.text
            if plain(follows).split()[:3] == plain(" ".join(words[at:])).split()[:3]:
                return at, is_item
    return None


def _leads_joined(section: Sequence[Block]) -> list[Block]:
    """The section with each cut-off "The Code of Practice says:" before the quotation that it leads to."""
    found = list(section)
    for lead in [block for block in section if block.is_lead]:
        at = next(n for n, block in enumerate(found) if block is lead)
        quotation = next((b for b in found[at + 1 :] if b.is_quotation and not b.has_lead), None)
        if quotation is not None:
            found = [b for b in found if b is not quotation]
            found[at] = replace(quotation, text=f"{lead.text} {quotation.text}".strip(), quoted=True)
    return found
