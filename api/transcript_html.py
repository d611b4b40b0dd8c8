"""A transcript as one HTML file that stands alone: no script, nothing loaded, made to be printed."""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from api.text_blocks import Block
from api.transcript import Transcript, transcript_words


def grouped(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks in a row of one kind together: the items of a list, or paragraphs."""
    return [list(group) for _, group in groupby(blocks, key=lambda block: block.item)]


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
)
_templates.filters["grouped"] = grouped


def html_of(transcript: Transcript) -> str:
    """The transcript as an HTML file."""
    return _templates.get_template("transcript.html").render(t=transcript, words=transcript_words()).lstrip()
