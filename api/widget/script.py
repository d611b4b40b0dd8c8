"""Makes /widget.js: the parts in their order, as one ES module with its look and its words. Done once, at start."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from kb.looks import CATALOGUES, catalogue

PARTS = Path(__file__).parent / "parts"
# Each part imports only from those before it.
ORDER = ("elements", "markdown", "connection", "chat", "message_view", "callback_view", "talk", "panel", "element")
STYLE = "widget.css"

_IMPORT = re.compile(r"^import .*?;[^\n]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Script:
    """The script as it is served: plain, compressed, and the tag that changes when it changes."""

    plain: bytes
    compressed: bytes
    tag: str


def make_script(limit: int) -> Script:
    """The script for messages of at most `limit` characters."""
    served = {"limit": limit, "languages": [language for language in CATALOGUES if language != "en"]}
    values = {"CSS": style(), "WORDS": catalogue("en"), "SERVED": served}
    head = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in values.items())
    plain = (head + "\n".join(part(name) for name in ORDER)).encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:20])


def part(name: str) -> str:
    """A part as it stands in the whole: all parts share one scope, and comments stay at home."""
    source = _IMPORT.sub("", (PARTS / f"{name}.js").read_text(encoding="utf-8"))
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line.removeprefix("export ") for line in lines if line and not line.startswith(("//", "/**")))


def style() -> str:
    """The style sheet without comments and needless spaces."""
    plain = _COMMENT.sub("", (PARTS / STYLE).read_text(encoding="utf-8"))
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", plain)).strip()
