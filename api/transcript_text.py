"""A transcript as plain text. Pure."""

import textwrap
from collections.abc import Iterator

from api.text_blocks import Block, Run
from api.transcript import Entry, Transcript, transcript_words

WIDTH = 78


def text_of(transcript: Transcript) -> str:
    """The transcript as text that any program opens, a blank line between paragraphs."""
    head = f"{transcript.title}\n{'=' * len(transcript.title)}"
    parts = [head, "\n".join(transcript.about), *(_entry(e) for e in transcript.entries), "-" * WIDTH]
    return "\n\n".join([*parts, *map(_wrapped, transcript.closing)]) + "\n"


def _entry(entry: Entry) -> str:
    heading = f"{entry.who} ({entry.at})"
    parts = [f"{heading}\n{'-' * len(heading)}", *_paragraphs(entry.blocks), *map(_wrapped, entry.notices)]
    if entry.sources:
        lines = [f"{transcript_words()['sources']}:"]
        for source in entry.sources:
            lines.append(_wrapped(f"[{source.number}] {source.text}"))
            lines += [part for part in (source.url, source.quote and _wrapped(source.quote)) if part]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[str]:
    items: list[str] = []
    for block in blocks:
        said = "".join(map(_run, block.runs))
        if block.item:
            items.append(_wrapped(said, "- "))
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield "\n".join(map(_wrapped, said.splitlines()))
    if items:
        yield "\n".join(items)


def _run(run: Run) -> str:
    if run.marker:
        return f" [{run.text}]"
    shown = run.url.partition(":")[2].lstrip("/").rstrip("/")
    return f"{run.text} ({run.url})" if run.url and run.text.replace(" ", "") != shown else run.text


def _wrapped(text: str, first: str = "") -> str:
    # Words are never broken: an address in two halves is of no use.
    wrapper = textwrap.TextWrapper(
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.fill(text)
