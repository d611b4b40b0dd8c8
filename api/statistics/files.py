"""The tables as files: CSV, or a workbook with a sheet for each. Nothing in them is calculated. Pure."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from api.spreadsheets import Cell, csv_of, harmless
from api.statistics.tables import Table

LONGEST_SHEET = 31  # letters of a sheet's name
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_file(tables: Sequence[Table], head: Sequence[str]) -> bytes:
    """All tables one below the other, each with its title and headings. It begins with a mark by which Excel knows
    that it is UTF-8.
    """
    rows: list[Sequence[Cell]] = [[line] for line in head]
    for table in tables:
        rows += [[], [table.title], table.headings, *table.rows]
    return csv_of(rows).encode("utf-8-sig")


def workbook(tables: Sequence[Table], head: Sequence[str]) -> bytes:
    """A workbook: what it is about on the first sheet, then a sheet for each table."""
    book = Workbook(write_only=True)
    about = book.create_sheet("About")
    for line in head:
        about.append([harmless(line)])
    for table in tables:
        sheet = book.create_sheet(table.name[:LONGEST_SHEET])
        sheet.freeze_panes = "A2"
        for row in (table.headings, *table.rows):
            sheet.append([harmless(cell) for cell in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()
