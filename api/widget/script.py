"""Makes /widget.js: the parts in their order, as one ES module with its look. Done once, at start; no tools needed."""

import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from kb.looks import CATALOGUES

PARTS = Path(__file__).parent / "parts"
# The last one begins; the order of the others is the one that compresses best.
ORDER = ("markdown", "elements", "message_view", "panel", "chat", "connection", "talk", "callback_view", "element")
STYLE = "widget.css"

_IMPORT = re.compile(r"^import .*?;[^\n]*$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOTE = re.compile(r"^\s*/\*\*.*?\*/|^\s*//[^\n]*|(?<=\s)// [^\n]*", re.MULTILINE | re.DOTALL)
# What stays as it is: strings, templates (none inside another), and patterns, which in our parts follow one of ( = , [.
_STRING, _TEMPLATE = r'"(?:[^"\\\n]|\\.)*"', r"`(?:[^`\\]|\\.)*`"
_PATTERN = r"(?<=[(=,\[])\s*/(?![/*])(?:\[(?:[^\]\\]|\\.)*\]|[^/\\\n\[]|\\.)+/\w*"
_KEPT = re.compile(f"{_STRING}|{_TEMPLATE}|{_PATTERN}")
_SPACE = re.compile(r"\s*([{}()\[\];,:?=<>+*|&!.-])\s*|\s+")


@dataclass(frozen=True)
class Script:
    """The script as it is served: plain, compressed, and the tag that changes when it changes."""

    plain: bytes
    compressed: bytes
    tag: str


def make_script(limit: int) -> Script:
    """The script for messages of at most `limit` characters."""
    values = {"CSS": style(), "SERVED": {"limit": limit, "languages": list(CATALOGUES)}}
    served = "".join(f"const {name}={_json(value)};" for name, value in values.items())
    *parts, last = [part(name) for name in ORDER]
    plain = "".join([*parts, served, last]).encode()
    return Script(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:20])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def part(name: str) -> str:
    """A part as it stands in the whole: all parts share one scope; comments and needless spaces stay at home."""
    source = _NOTE.sub("", _IMPORT.sub("", (PARTS / f"{name}.js").read_text(encoding="utf-8")))
    return _without_spaces(re.sub(r"^export ", "", source, flags=re.MULTILINE).strip())


def _without_spaces(code: str) -> str:
    found, end = [], 0
    for kept in _KEPT.finditer(code):
        found += [_tight(code[end : kept.start()]), kept[0].strip()]
        end = kept.end()
    return "".join([*found, _tight(code[end:])])


def _tight(code: str) -> str:
    tight = _SPACE.sub(lambda space: space[1] or " ", code)
    # Our parts have no empty statements and no holes in arrays, so these say the same.
    return re.sub(r";(?=})|,(?=[}\])])", "", re.sub(r"(\b\w+)?\((\w+)\)=>", _one_argument, tight))


def _one_argument(arrow: re.Match[str]) -> str:
    return f"{arrow[1]} {arrow[2]}=>" if arrow[1] else f"{arrow[2]}=>"


def style() -> str:
    """The style sheet without comments and needless spaces."""
    plain = _COMMENT.sub("", (PARTS / STYLE).read_text(encoding="utf-8"))
    plain = re.sub(r"\s*([{};,>+!])\s*", r"\1", re.sub(r"\s+", " ", plain)).strip()
    return plain.replace(": ", ":").replace(";}", "}")
