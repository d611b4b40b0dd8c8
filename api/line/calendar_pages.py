"""Term dates from a calendar file: what was understood is shown first, and taken when an editor says so."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, cast

import anyio.to_thread
from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from api.advisers.access import PATH, Adviser, AdviserRoute, Editor, SignedIn
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.line.access import Changing, Line, OurLine
from api.line.changes import take_calendar
from api.line.pages import back
from api.line.view import entries as entries_of
from api.routes import Here
from api.words import one_line
from kb.closures import LONGEST_REASON, WrongClosure
from kb.hours import LONDON
from kb.line_edits import terms_part
from kb.line_fields import NOT_PLAIN, WrongLine, terms_value
from kb.places import council_names
from kb.term_calendar import (
    KINDS,
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_EVENTS,
    Entry,
    Kind,
    Understood,
    WrongCalendar,
    calendar_file,
    closures_in,
    is_kind,
    read_calendar,
    terms_in,
)

router = APIRouter(prefix=f"{PATH}/line", include_in_schema=False, route_class=AdviserRoute)

ONE = "/{council}"
BETWEEN = "|"  # of an event's parts in a field of the form


@router.get(ONE + "/term-dates.ics")
async def download(line: OurLine, adviser: Adviser, here: Here) -> Response:
    """The terms and closures as a calendar file."""
    file = calendar_file(line.council, entries_of(line.facts), datetime.now(UTC))
    await anyio.to_thread.run_sync(recorded, here.engine, adviser.actor, "exported", "term dates", None, line.council)
    headers = {"Content-Disposition": f'attachment; filename="term-dates-{line.council}.ics"'}
    return Response(file, media_type="text/calendar", headers=headers)


@router.get(ONE + "/calendar")
async def bring(request: Request, line: OurLine, adviser: Editor) -> Response:
    """The form for a file."""
    return _page(request, line, adviser)


@router.post(ONE + "/calendar")
async def look(
    request: Request, line: OurLine, adviser: Changing, here: Here, file: UploadFile | None = None
) -> Response:
    """Shows what was understood of a file. Nothing is kept of it."""
    assert here
    data = await file.read(MOST_BYTES + 1) if file else b""
    try:
        found = await anyio.to_thread.run_sync(read_calendar, data, datetime.now(LONDON).date())
    except WrongCalendar as error:
        words = str(error) if data else "Please choose a file."
        return _page(request, line, adviser, status=422, wrong={"file": words})
    return _preview(request, line, adviser, found.entries, found.notes)


@router.post(ONE + "/calendar/take")
async def take(
    request: Request,
    line: OurLine,
    adviser: Changing,
    here: Here,
    entry: Annotated[list[str], Form(max_length=MOST_EVENTS)],
    kind: Annotated[list[str], Form(max_length=MOST_EVENTS)],
    seen: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006  # FastAPI copies it
    complete: Annotated[bool, Form()] = False,
    settled: Annotated[bool, Form()] = False,
    looked: Annotated[str, Form(max_length=4000)] = "",
    keep: Annotated[bool, Form()] = False,
) -> Response:
    """Shows what the events make, as they were said to be; with `keep`, takes them if that is what was looked at."""
    entries = read_entries(zip(entry, kind, strict=False))
    told = {"complete": complete, "settled": settled}
    try:
        found = terms_in(entries)
        terms = {year: terms_value(year, _typed(spans), complete, settled) for year, spans in found.items()}
        if keep and looked != kinds_of(entries):
            raise WrongCalendar("You have said something else of an event. Look at what it makes now, then take it.")
        if keep and not (terms or closures_in(entries)):
            raise WrongCalendar("Nothing of this would be taken. Say of the events below what they are.")
        if keep:
            numbers = dict(_number(one) for one in seen)
            closures = [(first, last, reason_of(title)) for first, last, title in closures_in(entries)]
            await anyio.to_thread.run_sync(take_calendar, here, adviser, line, terms, numbers, closures)
            return back(line, "terms")
    except (WrongCalendar, WrongLine, WrongClosure) as error:
        return _preview(request, line, adviser, entries, status=422, wrong={"kind": str(error)}, told=told)
    return _preview(request, line, adviser, entries, told=told)


def read_entries(typed: Iterable[tuple[str, str]]) -> tuple[Entry, ...]:
    """The events of the form. What nobody's browser sends is left out."""
    found = []
    for text, kind in typed:
        first, last, title = [*one_line(text).split(BETWEEN, 2), "", ""][:3]
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError:
            continue
        if is_kind(kind) and days[0] <= days[1] and (days[1] - days[0]).days < 1000:
            found.append(Entry(*days, title[:LONGEST_TITLE], cast(Kind, kind)))
    return tuple(found)


def kinds_of(entries: Iterable[Entry]) -> str:
    """What the events were said to be, in one word for the form."""
    return ",".join(entry.kind for entry in entries)


def reason_of(title: str) -> str:
    """A title as the reason of a closure: plain words."""
    return " ".join("".join(" " if sign in NOT_PLAIN else sign for sign in title).split())[:LONGEST_REASON]


def _typed(spans: list[tuple[date, date]]) -> list[tuple[str, str]]:
    return [(first.isoformat(), last.isoformat()) for first, last in spans]


def _number(text: str) -> tuple[str, int]:
    year, _, number = text.partition(":")
    return year, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _preview(
    request: Request, line: Line, adviser: SignedIn, entries: tuple[Entry, ...], notes: tuple[str, ...] = (),
    status: int = 200, wrong: dict[str, str] | None = None, told: dict[str, bool] | None = None,
) -> Response:  # fmt: skip
    wrong = dict(wrong or {})
    try:
        terms = terms_in(entries)
    except WrongCalendar as error:
        terms = {}
        wrong.setdefault("kind", str(error))
    return _page(
        request, line, adviser, status,
        found=Understood(entries, notes),
        fields=[BETWEEN.join((str(e.first), str(e.last), e.title)) for e in entries],
        kinds=KINDS,
        looked=kinds_of(entries),
        terms=terms,
        closures=closures_in(entries),
        replaced=[year for year in terms if line.facts.term_dates.get(year, {}).get("terms")],
        seen=[f"{year}:{line.changed.get(terms_part(year), 0)}" for year in terms],
        wrong=wrong,
        told=told or {},
    )  # fmt: skip


def _page(request: Request, line: Line, adviser: SignedIn, status: int = 200, **filled: Any) -> Response:
    known: dict[str, Any] = {"line": line, "name": council_names()[line.council], "wrong": {}, "found": None}
    filled = known | {"most": MOST_BYTES // 1000} | filled
    return page(request, "adviser/line_calendar.html", adviser, status=status, **filled)
