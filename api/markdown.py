"""Our small Markdown as safe HTML: paragraphs, lists, bold, links, and citation markers as links to footnotes. Pure."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

MAY_BE_FOLLOWED = ("https://", "http://", "tel:", "mailto:", "sms:")


class _SmallMarkdown(MarkdownIt):
    """HTML stays text; only links that a parent may follow become links, by what is let in, not by what is kept out."""

    def __init__(self) -> None:
        super().__init__("zero", {"html": False, "breaks": True})
        self.enable(["emphasis", "list", "link", "newline", "escape"])
        for part in ("paragraph_open", "list_item_open"):
            self.add_render_rule(part, _in_its_own_direction)

    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return url.lower().startswith(MAY_BE_FOLLOWED)


def _in_its_own_direction(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A line in Arabic or Urdu runs from the right, one in English beside it from the left."""
    tokens[index].attrSet("dir", "auto")
    return renderer.renderToken(tokens, index, options, env)


_MARKDOWN = _SmallMarkdown()
# Ends before the full stop or the bracket that belongs to the sentence around it.
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]", re.IGNORECASE)
_MARKER = re.compile(r" ?\[(\d{1,2})\]")


def tokens(text: str) -> list[Token]:
    """The text taken apart, for what is not HTML."""
    return _MARKDOWN.parse(text)


def html(text: str, footnotes: str = "", markers: frozenset[int] = frozenset()) -> Markup:
    """The text as HTML. A marker [2] becomes a link to `#<footnotes>-2` when 2 is among `markers`."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in markers:
            return match[0]
        label = f'<span class="hidden">Source </span>{number}'
        return f'<sup><a href="#{footnotes}-{number}" class="marker">{label}</a></sup>'

    return Markup(_MARKER.sub(link, _MARKDOWN.render(text)))  # rendered with HTML off


def linked(text: str) -> Markup:
    """What a person of the service wrote: escaped, with its line breaks, and its web addresses as links."""
    lines = [Markup("").join(_linked(line)) for line in text.splitlines()]
    return Markup("<br>").join(lines)


def _linked(line: str) -> Iterator[Markup]:
    begin = 0
    for found in _ADDRESS.finditer(line):
        address = found[0]
        yield escape(line[begin : found.start()])
        yield Markup('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>').format(address)
        begin = found.end()
    yield escape(line[begin:])


def plain(text: str) -> Markup:
    """What a parent wrote: escaped, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())
