"""The audit log to take away: as CSV for a spreadsheet, as JSON lines for another system. Read and sent bit by bit."""

from collections.abc import Iterable, Iterator, Sequence

import orjson
from sqlalchemy import Engine

from api.advisers.audit import ACTIONS
from api.advisers.audit_search import AuditFilters, Line, lines_of
from api.spreadsheets import csv_of
from kb.hours import LONDON

AT_ONCE = 1000  # lines that are held in memory
HEADINGS = ("Line", "When (London)", "Who", "Did what", "To what", "Its name", "Council", "From", "Details")


def every_line(engine: Engine, filters: AuditFilters, councils: Sequence[str]) -> Iterator[Line]:
    """All lines that an administrator of these councils may read and looks for, the newest first."""
    below: int | None = filters.before
    while below:
        found = lines_of(engine, filters.model_copy(update={"before": below}), councils, AT_ONCE)
        yield from found.lines
        below = found.next


def csv_lines(lines: Iterable[Line]) -> Iterator[str]:
    """The lines as CSV, the headings first. No cell begins a formula."""
    yield csv_of([HEADINGS])
    for line in lines:
        at = line.at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")
        done, detail = ACTIONS.get(line.action, line.action), orjson.dumps(line.detail).decode()
        what = line.subject, line.subject_name, line.council or "", line.address, detail
        yield csv_of([(line.id, at, line.who, done, *what)])


def json_lines(lines: Iterable[Line]) -> Iterator[bytes]:
    """The lines as JSON, one object a line."""
    for line in lines:
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
