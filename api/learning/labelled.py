"""Reads labelled messages from a CSV file. What is wrong with the file is said in one line, with what to do."""

import csv
import difflib
import io
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

DELIMITERS = (",", ";", "\t")  # spreadsheets write the last two where the comma parts decimals
NOT_SAID_BY_PARENTS = {"nlu_fallback"}


class BadQuestions(Exception):
    """The file cannot be measured on; the text says where and how to mend it."""


@dataclass(frozen=True)
class Question:
    """A parent's message, the topic that would serve best, and others that a sensible adviser would accept."""

    text: str
    label: str
    also: frozenset[str] = frozenset()
    kind: str = ""
    line: int = 0


def known_labels(domain: Path) -> frozenset[str]:
    """Every intent of the domain that a message can have."""
    return frozenset(yaml.safe_load(domain.read_text(encoding="utf-8"))["intents"]) - NOT_SAID_BY_PARENTS


def read_questions(path: Path, labels: frozenset[str]) -> list[Question]:
    """The labelled messages of a CSV file: columns text and label, perhaps also and kind. Raises BadQuestions."""
    try:
        written = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadQuestions(f"{path} cannot be read ({error.strerror}): give the path of a CSV file.") from error
    except UnicodeDecodeError as error:
        raise BadQuestions(f"{path} is not UTF-8: save it as “CSV UTF-8”.") from error
    rows = _rows(path, written)
    questions = [_question(path, line, row, labels) for line, row in rows]
    if not questions:
        raise BadQuestions(f"{path} has no messages: write at least one line under the header.")
    return questions


def _rows(path: Path, written: str) -> list[tuple[int, dict[str, str]]]:
    header = written.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    rows = []
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if names:
                rows.append((reader.line_num, _row(path, reader.line_num, names, row)))
            else:
                names = _columns(path, row)
    except csv.Error as error:
        raise BadQuestions(f"{path}, line {reader.line_num}: {error}: put double quotes around the message.") from error
    if not names:
        raise BadQuestions(f"{path} is empty: its first line must name the columns text and label.")
    return rows


def _columns(path: Path, row: list[str]) -> list[str]:
    names = [name.strip().lower() for name in row]
    for wanted in ("text", "label"):
        if wanted not in names:
            found = ", ".join(names)[:80] or "nothing"
            raise BadQuestions(f"{path} has no column “{wanted}” (its first line names {found}): add the column.")
    return names


def _row(path: Path, line: int, names: list[str], row: list[str]) -> dict[str, str]:
    if len(row) > len(names):
        raise BadQuestions(
            f"{path}, line {line}: {len(row)} cells under {len(names)} columns: put double quotes around the message."
        )
    return dict(zip(names, (cell.strip() for cell in row), strict=False))


def _question(path: Path, line: int, row: dict[str, str], labels: frozenset[str]) -> Question:
    where = f"{path}, line {line}"
    if not row["text"]:
        raise BadQuestions(f"{where}: the text is empty: write the message, or delete the line.")
    if not row.get("label"):
        raise BadQuestions(f"{where}: the label is empty: name the topic that would serve best, or delete the line.")
    also = [name.strip() for name in re.split(r"[|;,]", row.get("also", "")) if name.strip()]
    for name in (row["label"], *also):
        if name not in labels:
            near = difflib.get_close_matches(name, labels, n=1)
            hint = f" (did you mean “{near[0]}”?)" if near else ""
            raise BadQuestions(f"{where}: “{name[:60]}” is no intent of domain.yml{hint}: correct the label.")
    return Question(row["text"], row["label"], frozenset(also), row.get("kind", ""), line)
