"""Cells that a spreadsheet only shows: what somebody typed is never calculated."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

# What begins a formula, with spaces before it or not; some programs read the wide signs of East Asian keyboards too.
# A tab or a new line in front moves the rest to the beginning of a cell in some of them.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# No workbook can hold these: the library that writes one would refuse the whole of it.
_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SHOWN_AS_IT_IS = "'"

Cell = str | int | float | date | None


def harmless(cell: Cell) -> Cell:
    """The cell, with a mark before a text that a spreadsheet would calculate; numbers and dates as they are. Pure.

    For every cell of every CSV and XLSX, headings too, whatever it is believed to hold.
    """
    if not isinstance(cell, str):
        return cell
    cell = _UNHOLDABLE.sub("", cell)
    return SHOWN_AS_IT_IS + cell if _FORMULA.match(cell) else cell


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV (RFC 4180), each cell harmless. Pure."""
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()
