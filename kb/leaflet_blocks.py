"""Turns a leaflet's raw text into blocks: paragraphs, lists with their lead line, and quotations. Pure.

The words stay exactly as the leaflet has them. What changes is only what the page did to them:

* line breaks and runs of spaces become one space, and a word broken over two lines is whole again;
* bullet signs become "- ", one item a line; Markdown signs, footnote stars and table rules go;
* a page number alone on its line goes, and so does the label of a Code box ("Progress  Code of Practice");
* a paragraph or an item that a page, a column or a box cut in two is put together again;
* a paragraph number that stands alone ("(Paragraph 6.17)", "Para 6.17") goes back behind its quotation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

FRONT, LINKS = "Front page", "Links"
LOOK_BACK = 4  # blocks: a sentence that was cut in two goes on this near

_BULLET = re.compile(r"^\s*(?:[•·▪●◦‣\uf000-\uf0ff]|\*(?!\*)|-(?!-))\s+(?=\S)")
_PAGE_NUMBER = re.compile(r"^\s*(?:page\s*)?\d{1,3}\s*$", re.I)
_RULE = re.compile(r"^[\s|:_=-]+$")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_ADDRESS = r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+\w"
_ONLY_LINK = re.compile(r"^<?https?://\S+>?$")
_CONTACT_WORD = r"(?:phone|tel|telephone|office tel|e-?mail|website)\W+"
_ONLY_CONTACT = re.compile(rf"^(?:{_CONTACT_WORD})?(?:{_ADDRESS}|[\d ]{{9,}})$", re.IGNORECASE)
_NUMBER = re.compile(r"^\(?(?:para(?:graph)?\s*)?(\d+\.\d+)\)?$", re.I)
_NUMBERED = re.compile(r"\d+\.\d+\)?$")
_LEAD = re.compile(r"(?:^|(?<=[.!?] ))The [\w ]*Code of Practice says:?$")
_SAYS = re.compile(r"Code of Practice says\b")
_BOX = re.compile(r"^(?P<label>[A-Z][^.:;]{2,90}?)\s+Code of Practice$")
_OPEN_END = re.compile(r"[^.!?)”\u2019'\"]$|\be\.g\.$")


@dataclass
class Block:
    """One paragraph, list or quotation on its way to a passage."""

    heading: str
    text: str = ""
    items: list[str] = field(default_factory=list)
    quoted: bool = False  # a Code box, or a paragraph with "the Code says" in it
    number: str = ""  # the paragraph number that stood alone

    @property
    def words(self) -> str:
        """The block as one text: its lead, its items, its paragraph number."""
        lines = [self.text] if self.text else []
        lines += [f"- {item}" for item in self.items]
        return "\n".join(lines) + (f" {self.number}" if self.number else "")

    @property
    def is_lead(self) -> bool:
        """Whether it is only "The Code of Practice says:", cut off from what the Code says."""
        return bool(_LEAD.fullmatch(self.text)) and not self.items

    @property
    def has_lead(self) -> bool:
        """Whether "the Code of Practice says" already stands in it."""
        return bool(_SAYS.search(self.text))

    @property
    def is_quotation(self) -> bool:
        """Whether it gives the Code's own words: it carries a paragraph number, a box or "the Code says"."""
        return not self.is_lead and (self.quoted or bool(_NUMBERED.search(self.words)))


@dataclass(frozen=True)
class Line:
    """One line as it is read: cleaned, and what its start and surroundings tell."""

    text: str
    bullet: bool
    indented: bool
    after_blank: bool


def blocks(raw: str, headings: Sequence[str]) -> list[Block]:
    """The blocks of a leaflet in its own order, each under the heading that stands above it in the file."""
    reader = _Reader(headings, _hyphenated(raw))
    lines = list(_lines(raw))
    at = 0
    while at < len(lines):
        at += reader.take(lines, at)
    return [part for block in reader.blocks for part in _lead_apart(block)]


def heading_at(texts: Sequence[str], headings: Sequence[str]) -> tuple[str, int] | None:
    """The heading that the first lines form, whatever their capitals, and how many lines it takes."""
    for count in (3, 2, 1):
        joined = " ".join(texts[:count])
        if len(texts) < count or not joined[:1].isupper():
            continue
        bare = plain(_BOX.sub(r"\g<label>", joined))
        for heading in headings:
            if bare == plain(heading):
                return heading, count
    return None


def plain(text: str) -> str:
    """A text for comparing: small letters and digits, one space between words."""
    return " ".join(re.findall(r"[a-z0-9£.@]*[a-z0-9@]", text.lower().replace("\u2019", "").replace("'", "")))


def _lines(raw: str) -> Iterator[Line]:
    blank = True
    for row in raw.replace("\f", "\n\n").replace("\u00ad", "").splitlines():
        bullet = bool(_BULLET.match(row))
        text = _clean(_BULLET.sub("", row))
        if _PAGE_NUMBER.match(text) or not text:
            blank = True
            continue
        yield Line(text, bullet, indented=bool(re.match(r" \S", row)), after_blank=blank)
        blank = False


def _clean(row: str) -> str:
    if _RULE.match(row):
        return ""
    text = _LINK.sub(r"\1", row).replace("*", "").replace("|", " ")
    text = re.sub(r"^#+ ", "", re.sub(r"[\uf000-\uf0ff\u200b]", "", text))
    return " ".join(re.sub(r"<(https?://[^>]+)>", r"\1", text).split())


def _hyphenated(raw: str) -> set[str]:
    """Words that the leaflet writes with a hyphen inside a line: these keep it at a line's end too."""
    return {word.lower() for word in re.findall(r"[^\W\d]+-[^\W\d]+", raw)}


class _Reader:
    """Reads line after line, and knows which block is open."""

    def __init__(self, headings: Sequence[str], hyphenated: set[str]) -> None:
        self.headings, self.hyphenated = headings, hyphenated
        self.heading = FRONT
        self.blocks: list[Block] = []
        self.open: Block | None = None  # the block that the line before went into
        self.last: Line | None = None  # the line before, when this one may go on from it
        self.width = 0  # of the column, as far as the lines since the last gap show it

    def take(self, lines: Sequence[Line], at: int) -> int:
        """Puts the line in its place. Returns how many lines that took."""
        line, taken = lines[at], 1
        self.width = len(line.text) if line.after_blank else max(self.width, len(line.text))
        heading = None if line.bullet else heading_at([row.text for row in lines[at : at + 3]], self.headings)
        boxed = _BOX.match(line.text) and not line.bullet and at + 1 < len(lines) and not lines[at + 1].after_blank
        last, self.last = None if line.after_blank else self.last, None
        if heading or boxed:
            self.heading, taken = heading or (self.heading, 1)
            if boxed:
                self.blocks.append(Block(self.heading, quoted=True))
        elif _ONLY_LINK.match(line.text) and last is None:
            self.blocks.append(Block(LINKS, line.text))
        elif _NUMBER.match(line.text):
            self._number(line)
        else:
            self._words(line, last, lines[at + 1] if at + 1 < len(lines) else None)
            self.last = line
        return taken

    def _number(self, line: Line) -> None:
        """Puts a paragraph number behind the quotation that it belongs to."""
        target = self.blocks[-1] if self.blocks else None
        if line.after_blank:
            # Columns and boxes part a quotation from its number; the latest quotation without one is meant.
            waiting = [b for b in self.blocks if b.quoted and not _NUMBERED.search(b.words)]
            target = waiting[-1] if waiting else target
        if target is not None:
            target.number = line.text

    def _words(self, line: Line, last: Line | None, then: Line | None) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is not None and not block.words and not line.bullet:
            block.text = line.text
            self.open = block
        elif self._is_item(line):
            self.open = self._item(line)
        elif (target := self._goes_on(line, last, then)) is not None:
            self._add(target, line.text)
            self.open = target
        else:
            self.open = Block(self.heading, line.text)
            self.blocks.append(self.open)
        self.open.quoted = self.open.quoted or (self.open.has_lead and not self.open.is_lead)

    def _is_item(self, line: Line) -> bool:
        if line.bullet:
            return True
        # Some copies have lost the bullet signs: a single space at the start of a line is what is left of them.
        block = self.blocks[-1] if self.blocks else None
        if not line.indented or block is None or block.heading != self.heading:
            return False
        if block.items:
            return not (line.text[0].isupper() and block.items[-1].endswith("."))
        return block.text.endswith(":")

    def _item(self, line: Line) -> Block:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.heading != self.heading or block.number:
            block = None
        elif not (block.items or block.text.endswith(":") or block.is_lead or not block.text):
            # "... schools must: use their best" and then bullets: the first item has lost its sign.
            lead, _, item = block.text.rpartition(": ")
            if lead and item[0].islower() and not line.after_blank:
                block.text, block.items = lead + ":", [item]
            else:
                block = None
        if block is None:
            block = Block(self.heading)
            self.blocks.append(block)
        block.items.append(line.text)
        return block

    def _goes_on(self, line: Line, last: Line | None, then: Line | None) -> Block | None:
        """The block that the line goes on from; None when it starts a new one."""
        if last is not None:
            return None if line.indented or self._ended(last, line) else self.open
        if line.text[0].islower():
            # A page, a column or a box cut the sentence: it goes on from the latest block that is not finished.
            near = self.blocks[: -LOOK_BACK - 1 : -1]
            return next((b for b in near if b.heading != LINKS and _OPEN_END.search(b.words)), None)
        block = self.blocks[-1] if self.blocks else None
        between_items = then is not None and then.indented and not then.after_blank and not line.text.endswith(":")
        return block if between_items and block is not None and block.items and block.heading == self.heading else None

    def _ended(self, last: Line, line: Line) -> bool:
        """Whether a paragraph ended above: its next word would have fitted, or it was the last line of a contact."""
        if _ONLY_CONTACT.match(last.text):
            return not _ONLY_CONTACT.match(line.text)
        # A tenth of the width is left for ragged lines.
        fitted = len(last.text) + 1 + len(line.text.split()[0]) <= self.width * 0.9
        return last.text[-1] in ".!?" and line.text[0].isupper() and fitted

    def _add(self, block: Block, text: str) -> None:
        if block.items:
            block.items[-1] = self._joined(block.items[-1], text)
        else:
            block.text = self._joined(block.text, text)

    def _joined(self, first: str, then: str) -> str:
        if re.search(r"(?:www\.|://)\S+[/-]$", first):
            return first + then
        broken = re.search(r"([^\W\d]+)-$", first)
        if broken and then[0].islower():
            whole = f"{broken[1]}-{then.split()[0]}".lower().rstrip(".,;:")
            return first + then if whole in self.hyphenated else first[:-1] + then
        return f"{first} {then}"


def _lead_apart(block: Block) -> Iterator[Block]:
    """Parts "... your child's views. The Code of Practice says:" into the paragraph and the lead."""
    found = _LEAD.search(block.text) if not block.items else None
    if found and found.start() > 0:
        yield Block(block.heading, block.text[: found.start()].strip())
        yield Block(block.heading, found[0])
    elif block.words:
        yield block
