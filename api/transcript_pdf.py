"""A transcript as a tagged PDF that screen readers can read (PDF/UA-1): headings, lists, links, title, language."""

import json
from pathlib import Path
from typing import Any, Literal

import structlog
import typst

from api.shown_letters import font_folders, rightward, showable
from api.text_blocks import Block
from api.transcript import Transcript, transcript_words
from api.transcript_html import grouped

TEMPLATE = Path(__file__).parent / "templates" / "transcript.typ"
log = structlog.get_logger()


def pdf_of(transcript: Transcript) -> bytes:
    """The transcript as a PDF."""
    chat = json.dumps(_data(transcript))
    try:
        return _compiled(chat, "ua-1")
    except typst.TypstError:
        # The parent gets their file in any case; it still has its tags, though a sign in it may be a box.
        log.warning("transcript_not_accessible")
        return _compiled(chat)


def _compiled(chat: str, standard: Literal["ua-1"] | None = None) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        sys_inputs={"chat": chat},
        font_paths=[str(folder) for folder in font_folders()],
        ignore_system_fonts=True,
        pdf_standards=standard,
    )


def _data(transcript: Transcript) -> dict[str, Any]:
    entries = [
        {
            "who": e.who,
            "sender": e.sender,
            "at": e.at,
            "groups": [[_block(b) for b in group] for group in grouped(e.blocks)],
            "notices": [showable(n) for n in e.notices],
            "sources": [
                {"number": s.number, "text": showable(s.text), "url": s.url, "quote": showable(s.quote)}
                for s in e.sources
            ],
        }
        for e in transcript.entries
    ]
    data = {
        "title": transcript.title,
        "about": [showable(line) for line in transcript.about],
        "sources_title": transcript_words()["sources"],
        "entries": entries,
        "closing": list(transcript.closing),
    }
    if transcript_words()["unshown"].partition("{")[0] in json.dumps(entries):
        data["closing"] = [*transcript.closing, transcript_words()["unshown_note"]]
    return data


def _block(block: Block) -> dict[str, Any]:
    runs = [{"text": showable(r.text), "bold": r.bold, "url": r.url, "marker": r.marker} for r in block.runs]
    lang = rightward("".join(r.text for r in block.runs))
    return {"item": block.item, "runs": runs, "rtl": bool(lang), "lang": lang or "en"}
