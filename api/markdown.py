"""Our small Markdown as safe HTML: paragraphs, lists, bold, links, and citation markers as links to footnotes. Pure."""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

# HTML stays text; only links that a parent may follow become links (the library refuses javascript: and the like).
_MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    ["emphasis", "list", "link", "newline", "escape"]
)
_MARKER = re.compile(r" ?\[(\d{1,2})\]")


def html(text: str, footnotes: str = "", markers: frozenset[int] = frozenset()) -> Markup:
    """The text as HTML. A marker [2] becomes a link to `#<footnotes>-2` when 2 is among `markers`."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in markers:
            return match[0]
        label = f'<span class="hidden">Source </span>{number}'
        return f'<sup><a href="#{footnotes}-{number}" class="marker">{label}</a></sup>'

    return Markup(_MARKER.sub(link, _MARKDOWN.render(text)))  # rendered with HTML off


def plain(text: str) -> Markup:
    """What a parent wrote: escaped, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
