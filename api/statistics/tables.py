"""What was counted, as tables: the page, its charts and the downloads all show these. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from api.overview import NO_ANSWER
from api.spreadsheets import Cell
from api.statistics.counting import ANSWERED_AFTER_ALL, LONGER, RINGS, WAITS, Week
from api.statistics.weeks import Asked, iso_week

SMALL = 5  # a count below it could point at a family
FEW = f"fewer than {SMALL}"
LINES = ("open", "closed", "unknown")
LINE_WORDS = ("Line open", "Line closed", "Not known")
WAIT_WORDS = ("Under 1 minute", "1 to 2 minutes", "2 to 5 minutes", "5 minutes or more")
RING_WORDS = ("Under 1 hour", "1 to 4 hours", "4 to 24 hours", "1 to 3 days", "3 days or more")

# What a column holds: words, a count of conversations, or a share in per cent.
Holds = Literal["words", "count", "share"]


Columns = tuple[tuple[str, Holds], ...]


@dataclass(frozen=True)
class Table:
    """A table with its name. `drawn`: the numbers of the columns that its chart shows, one on top of the other."""

    name: str
    title: str
    columns: Columns
    rows: tuple[tuple[Cell, ...], ...]
    drawn: tuple[int, ...] = ()
    by_week: bool = False
    keys: tuple[str, ...] = ()  # of the rows, where each leads somewhere

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


def tables(
    asked: Asked, weeks: Sequence[Week], councils: Mapping[str, str], titled: Callable[[str], str]
) -> tuple[Table, ...]:
    """All tables. `councils` are the names of those asked for; `titled` names a topic."""
    within: dict[date, list[Week]] = {monday: [] for monday in asked.mondays()}
    for week in weeks:
        within[week.monday].append(week)
    by_week = {monday: _total(some) for monday, some in within.items()}
    total = _total(weeks)
    found = [_conversations(by_week), _topics(total, titled), _unanswered(by_week), _reasons(total), _feedback(by_week)]
    found += [_handed(by_week), _steps(total, "wait", WAITS, WAIT_WORDS), _steps(total, "ring", RINGS, RING_WORDS)]
    if len(councils) > 1:
        found.insert(1, _by_council(weeks, councils))
    return (*found, _all(weeks, councils))


def fit_to_pass_on(table: Table) -> Table:
    """The table for others: counts rounded to five, small ones not told, shares left out.

    Every number is rounded by itself, the sums too: none can be got by taking one from another.
    """
    kept = [n for n, (_, holds) in enumerate(table.columns) if holds != "share"]
    rows = tuple(tuple(_rounded(row[n], table.columns[n][1]) for n in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[n] for n in kept), rows=rows, drawn=())


def share(part: int, whole: int) -> float:
    """In per cent, with one digit; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def _rounded(cell: Cell, holds: Holds) -> Cell:
    if holds != "count" or not isinstance(cell, int):
        return cell
    return FEW if cell < SMALL else SMALL * ((cell + SMALL // 2) // SMALL)


@dataclass(frozen=True)
class _Sum:
    """What several weeks come to: by state of the line, and altogether."""

    lines: tuple[int, int, int]
    all: Counter[str]

    @property
    def conversations(self) -> int:
        return self.all["conversations"]


def _total(weeks: Iterable[Week]) -> _Sum:
    lines, every = Counter[str](), Counter[str]()
    for week in weeks:
        for line, counter in week.counts.items():
            lines[line] += counter["conversations"]
            every.update(counter)
    return _Sum((lines["open"], lines["closed"], lines["unknown"]), every)


WEEK_COLUMNS: Columns = (("Week from", "words"), ("Number", "words"))
LINE_COLUMNS: Columns = tuple((words, "count") for words in LINE_WORDS)


def _week(monday: date) -> tuple[Cell, Cell]:
    return monday, iso_week(monday)


def _conversations(by_week: Mapping[date, _Sum]) -> Table:
    columns = (*WEEK_COLUMNS, *LINE_COLUMNS, ("All", "count"))
    rows = tuple((*_week(monday), *one.lines, one.conversations) for monday, one in by_week.items())
    return Table("conversations", "Conversations each week", columns, rows, drawn=(2, 3, 4), by_week=True)


def _by_council(weeks: Sequence[Week], councils: Mapping[str, str]) -> Table:
    sums = {slug: _total(week for week in weeks if week.council == slug) for slug in councils}
    rows = tuple((councils[slug], *one.lines, one.conversations) for slug, one in sums.items())
    columns = (("Council", "words"), *LINE_COLUMNS, ("All", "count"))
    return Table("councils", "Conversations by council", columns, rows, drawn=(1, 2, 3))


def _topics(total: _Sum, titled: Callable[[str], str]) -> Table:
    counted = {name.removeprefix("topic:"): n for name, n in total.all.items() if name.startswith("topic:")}
    found = sorted(counted.items(), key=lambda item: (-item[1], titled(item[0])))
    rows = tuple((titled(topic), n, share(n, total.conversations)) for topic, n in found)
    columns: Columns = (("Topic", "words"), ("Conversations", "count"), ("Of all, %", "share"))
    keys = tuple(topic for topic, _ in found)
    return Table("topics", "What they were about", columns, rows, drawn=(1,), keys=keys)


def _unanswered(by_week: Mapping[date, _Sum]) -> Table:
    columns = (
        *WEEK_COLUMNS,
        ("Conversations", "count"),
        ("With a question not answered", "count"),
        ("Of all, %", "share"),
    )
    rows = tuple(
        (*_week(monday), one.conversations, one.all["no_answer"], share(one.all["no_answer"], one.conversations))
        for monday, one in by_week.items()
    )
    return Table("no-answer", "Conversations with a question not answered", columns, rows, drawn=(4,), by_week=True)


def _reasons(total: _Sum) -> Table:
    counted = [reason for reason in NO_ANSWER if reason not in ANSWERED_AFTER_ALL]
    words = {reason: NO_ANSWER[reason][0].upper() + NO_ANSWER[reason][1:] for reason in counted}
    rows = tuple((words[reason], total.all[f"reason:{reason}"]) for reason in counted)
    columns: Columns = (("Reason", "words"), ("Conversations", "count"))
    return Table("reasons", "Why a question was not answered", columns, rows, drawn=(1,), keys=tuple(counted))


def _feedback(by_week: Mapping[date, _Sum]) -> Table:
    columns = (*WEEK_COLUMNS, ("It helped", "count"), ("It did not help", "count"))
    rows = tuple((*_week(monday), one.all["helped"], one.all["unhelpful"]) for monday, one in by_week.items())
    return Table("feedback", "Feedback each week", columns, rows, drawn=(2, 3), by_week=True)


def _handed(by_week: Mapping[date, _Sum]) -> Table:
    came = (("An adviser came to the chat", "wait:"), ("An adviser took the call-back", "ring:"))
    columns = (*WEEK_COLUMNS, ("Asked for a person", "count"), *((words, "count") for words, _ in came))
    rows = tuple(
        (*_week(monday), one.all["handed_off"], *(_sum(one.all, begins) for _, begins in came))
        for monday, one in by_week.items()
    )
    return Table("handed-over", "Parents who asked for a person, each week", columns, rows, drawn=(2,), by_week=True)


def _steps(total: _Sum, name: str, steps: Sequence[int], words: Sequence[str]) -> Table:
    title = (
        "How long until an adviser came to the chat" if name == "wait" else "How long until an adviser took a call-back"
    )
    keys = [*map(str, steps), LONGER]
    rows = tuple((said, total.all[f"{name}:{key}"]) for said, key in zip(words, keys, strict=True))
    return Table(name, title, (("Time", "words"), ("Conversations", "count")), rows, drawn=(1,))


ALL = (
    ("Conversations", "conversations"),
    ("Question not answered", "no_answer"),
    ("It helped", "helped"),
    ("It did not help", "unhelpful"),
    ("Asked for a person", "handed_off"),
    ("May have been in danger", "crisis"),
)


def _all(weeks: Sequence[Week], councils: Mapping[str, str]) -> Table:
    sums = [(week, _total([week])) for week in weeks]
    columns: list[tuple[str, Holds]] = [("Council", "words"), *WEEK_COLUMNS]
    columns += [(words, "count") for words, _ in ALL] + list(LINE_COLUMNS)
    rows = tuple(
        (councils.get(week.council, week.council), *_week(week.monday), *(one.all[name] for _, name in ALL), *one.lines)
        for week, one in sums
    )
    return Table("all", "By council and week", tuple(columns), rows)


def _sum(counter: Counter[str], begins: str) -> int:
    return sum(n for name, n in counter.items() if name.startswith(begins))
