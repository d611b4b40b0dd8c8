"""False premises: laws, sections, paragraphs and cases that a parent was told of and that we do not know. Pure.

Askline never confirms what it does not know. It says so, and then what it does know.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kb.shipped import CONTENT, read_yaml, sources

_PARAGRAPH = re.compile(r"\bpara(?:graph)?s?\.?\s*(?:no\.?\s*)?(\d{1,3}\.\d{1,3})\b", re.I)
_OF_THE_CODE = re.compile(
    r"\b(?:code(?: of practice)?)\D{0,25}\b(\d{1,3}\.\d{1,3})\b|\b(\d{1,3}\.\d{1,3}) of the (?:send? )?code", re.I
)
# "Code of Practice 2023", "the 2023 code of practice".
_CODE_OF_A_YEAR = re.compile(
    r"\bcode of practice,? (?:of |from )?((?:19|20)\d{2})\b|\b((?:19|20)\d{2}) (?:send? |new )?code\b", re.I
)
_CHAPTER = re.compile(r"\bchapter (\d{1,3})\b(?=.{0,40}\bcode\b)|\bcode\b.{0,40}\bchapter (\d{1,3})\b", re.I)
_SECTION = re.compile(
    r"\b(?:section|sec\.?|s\.)\s?(\d{1,4})([a-z]{0,2})\b\s?(\(\d+\))?"
    r"(?:\s*(?:of )?(?:the )?([A-Za-z' ,]{3,60}? act(?: \d{4})?))?",
    re.I,
)
# "Regulations 2014" is a year, not a regulation's number.
_REGULATION = re.compile(r"\breg(?:ulation|\.)s?\s*(?!(?:19|20)\d{2}\b)(\d{1,4})\b", re.I)
_NAMED = re.compile(
    r"\b((?:\(?[A-Z][\w'’-]*\)?,?\s+(?:(?:and|of|for|in|the|&)\s+)*){1,8}"
    r"(?:(?:Act|Charter|Order|Directive|Bill|Regulations|Code of Practice)(?:\s+(?:of\s+)?\d{4})"
    r"|Act|Charter|Order|Ruling|ruling|Directive))\b"
)
_NUMBERED = re.compile(r"\b(annex [a-z]|schedule \d{1,3}|(?:tribunal )?practice (?:note|direction) \d{1,3})\b", re.I)
_SHORT_ACT = re.compile(r"\b(?:the )?([a-z'’ ]{3,50}? act (?:of )?\d{4})\b", re.I)
_HIDDEN = "<name>"  # what redaction leaves of a name
_CASE = re.compile(
    r"\b([A-Z][\w&'’().-]*(?:\s+[A-Z][\w&'’().-]*)*\s+v\.?\s+(?:<name>|[A-Z][\w&'’-]*)(?:\s+[A-Z][\w&'’-]*)*)"
)
_ASKING = {"which", "what", "whose", "whichever"}
_ORDINARY = re.compile(r"^(?:the|this|that|an?|under|by|in|of|act)\s+", re.I)


@lru_cache
def _known(content: Path) -> Mapping[str, Any]:
    raw: Mapping[str, Any] = read_yaml(content / "known_law.yml")
    return raw


@lru_cache
def _acts(content: Path) -> Mapping[str, str]:
    titles = [s.title.partition(", Part ")[0] for s in sources(content).values() if s.kind == "law"]
    return {_plain(act): act for act in (*_known(content)["acts"], *titles)}


def unknown_law(text: str, content: Path = CONTENT) -> list[str]:
    """What the message rests on that we do not know, in words for a parent: "chapter 17 of the Code of Practice"."""
    found = (*_unknown_code(text, content), *_unknown_statute(text, content), *_unknown_case(text, content))
    return list(dict.fromkeys(found))


def _unknown_code(text: str, content: Path) -> Iterator[str]:
    code = sources(content)["code"]
    numbers = [m[1] for m in _PARAGRAPH.finditer(text)] + [m[1] or m[2] for m in _OF_THE_CODE.finditer(text)]
    for number in numbers:
        if number not in code.parts:
            yield f"paragraph {number} of the SEND Code of Practice"
    for match in _CODE_OF_A_YEAR.finditer(text):
        if (year := int(match[1] or match[2])) not in _known(content)["code_years"]:
            yield f"a Code of Practice of {year}"
    for match in _CHAPTER.finditer(text):
        number = match[1] or match[2]
        if code.chapters and number not in code.chapters:
            yield f"chapter {number} of the SEND Code of Practice"


def _unknown_statute(text: str, content: Path) -> Iterator[str]:
    known, acts = _known(content), _acts(content)
    for name in _acts_named(text):
        if not _is_known_act(name, acts):
            yield f"a law called “{name}”"
    yield from (words for match in _SECTION.finditer(text) if (words := _unknown_section(match, acts, content)))
    for match in _NUMBERED.finditer(text):
        if _plain(match[1]) not in known["numbered"]:
            yield match[1].strip()
    for match in _REGULATION.finditer(text):
        if int(match[1]) > known["regulations"]:
            yield f"regulation {match[1]} of the SEND Regulations"


def _unknown_section(match: re.Match[str], acts: Mapping[str, str], content: Path) -> str:
    reach = _known(content)["sections"]
    named = [act for plain, act in acts.items() if match[4] and _plain(match[4]) in plain]
    limits = [int(reach[act]) for act in named if act in reach] or ([] if named else [max(map(int, reach.values()))])
    number = match[1] + (match[2] or "").upper()
    # A letter after the number is a section put in later: we know those that our sources speak of, and no others.
    lettered = bool(match[2]) and not any(number in s.parts for s in sources(content).values() if s.kind == "law")
    if lettered or _far(match[3]) or (limits and int(match[1]) > max(limits)):
        act = next((a for a in named if a in reach), named[0] if named else "")
        return f"section {number}{match[3] or ''}" + (f" of the {act}" if act else "")
    return ""


def _far(subsection: str | None) -> bool:
    return subsection is not None and int(subsection.strip("()")) > 20


def _acts_named(text: str) -> Iterator[str]:
    for pattern in (_NAMED, _SHORT_ACT):
        for match in pattern.finditer(text):
            name = match[1].strip()
            while _ORDINARY.match(name):
                name = _ORDINARY.sub("", name)
            if len(name.split()) > 1 and name.split()[0].lower() not in _ASKING:
                yield name


def _is_known_act(name: str, acts: Mapping[str, str]) -> bool:
    plain = _plain(name)
    if re.search(r"\d{4}", plain):
        return any(plain.endswith(known) or known.endswith(plain) for known in acts)
    return any(
        re.sub(r" \d{4}$", "", known).endswith(plain) or plain.endswith(re.sub(r" \d{4}$", "", known)) for known in acts
    )


def _unknown_case(text: str, content: Path) -> Iterator[str]:
    for match in _CASE.finditer(text):
        if _HIDDEN in match[1]:
            yield "that court case"
        elif not any(name in match[1].lower() for name in _known(content)["cases"]):
            yield f"a court case called “{match[1].strip()}”"


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^a-z0-9 ]", "", name.lower().replace(" of ", " ").replace("&", "and"))).strip()
