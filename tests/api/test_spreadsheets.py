"""What somebody typed is shown by a spreadsheet, and never calculated by it."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from api.spreadsheets import csv_of, harmless

BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@pytest.mark.parametrize(
    "attack",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        " =1+1",
        "\u00a0=1",
        "\x00=1",
        "\t=1",
        "\r\n=1",
        "＝1",
        "=",
        "\x0b=1",
    ],
)
def test_a_text_that_would_be_calculated_gets_a_mark(attack):
    assert str(harmless(attack)).startswith("'")


@pytest.mark.parametrize("plain", ["", "Who decides?", "1", "a=b", "kent", "'=1+1", "3-5", "e@example.org", " "])
def test_any_other_text_is_as_it_was(plain):
    assert harmless(plain) == plain


@pytest.mark.parametrize("kept", [0, -3, 2.5, -0.1, None, True, date(2026, 11, 24)])
def test_numbers_and_dates_are_as_they_were(kept):
    assert harmless(kept) is kept


@given(st.text())
def test_whatever_is_typed_no_cell_begins_a_formula(text):
    found = str(harmless(text))

    assert not found.startswith(BEGINS_A_FORMULA)
    assert not found.lstrip().startswith(BEGINS_A_FORMULA)
    assert harmless(found) == found


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=1, max_size=4))
def test_a_line_of_csv_reads_as_what_was_written(cells):
    (read,) = csv.reader(StringIO(csv_of([cells]), newline=""))

    assert read == [harmless(cell) for cell in cells]


@pytest.mark.parametrize("typed", ["\x00\x07=1", "tick\x1b", "lone \ud800", "=1+1", "\ufffe"])
def test_a_workbook_can_hold_it_as_text(typed):
    book = Workbook()
    book.active.append([harmless(typed)])
    book.save(kept := BytesIO())

    cell = load_workbook(kept).active["A1"]
    assert cell.data_type in {"s", "inlineStr"}
