"""Where the bars of a chart stand, for an SVG that the page draws. Pure."""

from dataclasses import dataclass
from datetime import date
from math import ceil, log10

from api.statistics.tables import Table

WIDTH, HEIGHT = 600, 240  # units of a chart by weeks; bars in rows are as high as they need
LEFT, BOTTOM, TOP = 70, 34, 12
ROW, THICK, BAR_LEFT = 52, 16, 2
MOST_ROWS = 15
ROOM_FOR_NUMBER = 70


@dataclass(frozen=True)
class Bar:
    """A bar: where it stands, and which of the table's drawn columns it shows."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True)
class Words:
    """Words of a chart, and where they stand."""

    x: float
    y: float
    text: str
    end: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart of a table."""

    name: str
    title: str
    says: str
    width: int
    height: int
    bars: tuple[Bar, ...]
    words: tuple[Words, ...]
    lines: tuple[float, ...]
    series: tuple[str, ...]


def chart_of(table: Table) -> Chart | None:
    """The chart of a table; None when there is nothing to draw."""
    values = [[_number(row[n]) for n in table.drawn] for row in table.rows]
    if not table.drawn or not any(map(sum, values)):
        return None
    return _columns(table, values) if table.by_week else _rows(table, values)


def ceiling(most: float) -> float:
    """A round number at or above the most: 1, 2 or 5, and noughts."""
    if most <= 0:
        return 1
    power = 10.0 ** (ceil(log10(most)) - 1)
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most)


def _columns(table: Table, values: list[list[float]]) -> Chart:
    top = ceiling(max(map(sum, values)))
    scale, step = (HEIGHT - BOTTOM - TOP) / top, (WIDTH - LEFT) / len(values)
    bars = []
    for n, stack in enumerate(values):
        y = float(HEIGHT - BOTTOM)
        for series, value in enumerate(stack):
            height = value * scale
            y -= height
            if value:
                bars.append(_bar(LEFT + n * step + step * 0.1, y, step * 0.8, height, series))
    middle = (top / 2, HEIGHT - BOTTOM - top / 2 * scale)
    ticks = [(0.0, float(HEIGHT - BOTTOM)), middle, (top, float(TOP))]
    percent = " %" if table.columns[table.drawn[0]][1] == "share" else ""
    words = [Words(LEFT - 8, round(y + 5, 1), _short(value) + percent, end=True) for value, y in ticks]
    words += [Words(LEFT, HEIGHT - 8, _day(table, 0)), Words(WIDTH, HEIGHT - 8, _day(table, -1), end=True)]
    return _chart(table, values, HEIGHT, bars, words, tuple(y for _, y in ticks))


def _rows(table: Table, values: list[list[float]]) -> Chart:
    shown = values[:MOST_ROWS]
    scale = (WIDTH - BAR_LEFT - ROOM_FOR_NUMBER) / max(map(sum, shown))
    bars, words = [], []
    for n, stack in enumerate(shown):
        x = float(BAR_LEFT)
        words.append(Words(BAR_LEFT, n * ROW + 19, str(table.rows[n][0])))
        for series, value in enumerate(stack):
            if value:
                bars.append(_bar(x, n * ROW + 27, value * scale, THICK, series))
            x += value * scale
        words.append(Words(round(x + 6, 1), n * ROW + 41, _short(sum(stack))))
    return _chart(table, values, len(shown) * ROW, bars, words, ())


def _chart(
    table: Table, values: list[list[float]], height: int, bars: list[Bar], words: list[Words], lines: tuple[float, ...]
) -> Chart:
    series = tuple(table.headings[n] for n in table.drawn)
    says = _says(table, values)
    return Chart(table.name, table.title, says, WIDTH, height, tuple(bars), tuple(words), lines, series)


def _says(table: Table, values: list[list[float]]) -> str:
    sums = list(map(sum, values))
    most = max(range(len(sums)), key=sums.__getitem__)
    unit = " %" if table.columns[table.drawn[0]][1] == "share" else ""
    if not table.by_week:
        more = f" The first {MOST_ROWS} of {len(values)} are drawn." if len(values) > MOST_ROWS else ""
        return f"Bars. The longest: {table.rows[most][0]}, {_short(sums[most])}.{more} The table below has the numbers."
    return (
        f"Columns, one for each week from {_day(table, 0)} to {_day(table, -1)}. The highest: "
        f"{_short(sums[most])}{unit}, in the week from {_day(table, most)}. The table below has the numbers."
    )


def _bar(x: float, y: float, width: float, height: float, series: int) -> Bar:
    return Bar(round(x, 2), round(y, 2), round(width, 2), round(height, 2), series)


def _day(table: Table, row: int) -> str:
    monday = table.rows[row][0]
    return f"{monday:%-d %b %Y}" if isinstance(monday, date) else str(monday)


def _number(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
