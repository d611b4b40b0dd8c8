"""The pages of a council's line: how it stands, and the forms by which an editor changes it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import PATH, Adviser, AdviserRoute, Editor, SignedIn
from api.advisers.frame import page
from api.advisers.problems import UnknownPage
from api.advisers.roles import may
from api.line.access import CHANGES, Changing, Line, OurLine
from api.line.changes import announce, change, done_lately, on_duty, take_back
from api.line.view import spans_words, view, year_of
from api.routes import Here
from api.wiring import Services
from api.words import one_line
from kb.closures import LONGEST_REASON, WrongClosure, closures
from kb.hours import DAYS, LONDON
from kb.hours import line_of as line_of_facts
from kb.line_edits import HOURS, TERMS, WELCOME, terms_part
from kb.line_fields import (
    DAY_NAMES,
    LONGEST_WELCOME,
    MOST_TERMS,
    WrongLine,
    hours_value,
    is_school_year,
    terms_value,
    welcome_value,
)
from kb.places import council_names

router = APIRouter(prefix=f"{PATH}/line", include_in_schema=False, route_class=AdviserRoute)

ONE = "/{council}"
Typed = Annotated[str, Form(max_length=400)]
Row = Annotated[int, Form(ge=0)]
PARTS = {HOURS: "hours", WELCOME: "welcome line"}


def part_words(part: str) -> str:
    """A part as advisers call it."""
    return PARTS.get(part, f"terms of {part.removeprefix(TERMS)}")


@router.get("")
async def lines(request: Request, adviser: Adviser, here: Here) -> Response:
    """The lines of the adviser's councils; of an only one, at once."""
    known = [slug for slug in adviser.account.councils if slug in here.keeper.book().councils]
    if len(known) == 1:
        return RedirectResponse(f"{PATH}/line/{known[0]}", status_code=303)
    now, book = datetime.now(LONDON), here.keeper.book().councils
    shown = [(slug, view(book[slug], now)) for slug in known]
    return page(request, "adviser/lines.html", adviser, lines=shown, names=council_names())


@router.get(ONE)
async def show(request: Request, line: OurLine, adviser: Adviser, here: Here) -> Response:
    """The line: now, the next two weeks, hours, terms, closures, who is on duty, what was changed."""
    return await _shown(request, line, adviser, here)


@router.post(ONE + "/closures")
async def close(
    request: Request,
    line: OurLine,
    adviser: Changing,
    here: Here,
    first: Typed = "",
    last: Typed = "",
    reason: Typed = "",
) -> Response:
    """Announces that nobody answers the line on some days."""
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat(last.strip() or first.strip())
        await anyio.to_thread.run_sync(announce, here, adviser, line, (*days, one_line(reason)))
    except (ValueError, WrongClosure) as error:
        words = str(error) if isinstance(error, WrongClosure) else "Please give the first day: day, month and year."
        typed = {"first": first, "last": last, "reason": reason}
        return await _shown(request, line, adviser, here, status=422, wrong={"first": words}, typed=typed)
    return back(line, "closures")


@router.post(ONE + "/closures/{number}/remove")
async def open_again(number: int, line: OurLine, adviser: Changing, here: Here) -> Response:
    """Takes a closure back."""
    await anyio.to_thread.run_sync(take_back, here, adviser, line, number)
    return back(line, "closures")


@router.post(ONE + "/shipped")
async def as_shipped(line: OurLine, adviser: Changing, here: Here, part: Typed, seen: Row) -> Response:
    """Goes back to what ships."""
    if part not in line.own:
        raise UnknownPage
    await anyio.to_thread.run_sync(change, here, adviser, line, part, None, seen, False)
    return back(line)


@router.get(ONE + "/hours")
async def hours(request: Request, line: OurLine, adviser: Editor) -> Response:
    """The form of the hours."""
    now = line_of_facts(line.facts, datetime.now(LONDON).date())
    typed = {day: spans_words(now.week.get(n, ())) for n, day in enumerate(DAYS)} if now.week else {}
    # "Known" stands chosen even where they are not yet: who opens this form mostly comes to say them.
    return _hours(request, line, adviser, typed, known=True, term_time_only=now.term_time_only)


@router.post(ONE + "/hours")
async def set_hours(
    request: Request,
    line: OurLine,
    adviser: Changing,
    here: Here,
    day: Annotated[list[str], Form(max_length=7)],
    seen: Row,
    known: Annotated[bool, Form()] = True,
    term_time_only: Annotated[bool, Form()] = False,
    keep: Annotated[bool, Form()] = False,
) -> Response:
    """Shows what these hours would mean; with `keep`, they are the line's."""
    now = datetime.now(LONDON)
    typed = dict(zip(DAYS, map(one_line, day), strict=False))
    form: dict[str, Any] = {"typed": typed, "known": known, "term_time_only": term_time_only}
    try:
        value = hours_value(typed, term_time_only, now.date()) if known else None
    except WrongLine as error:
        return _hours(request, line, adviser, **form, status=422, wrong=error.fields)
    if keep:
        await anyio.to_thread.run_sync(change, here, adviser, line, HOURS, value, seen)
        return back(line)
    would_be = replace(line.facts, service={**line.facts.service, "hours": value})
    return _hours(request, line, adviser, **form, seen=seen, preview=view(would_be, now))


@router.get(ONE + "/terms/{year}")
async def terms(request: Request, year: str, line: OurLine, adviser: Editor) -> Response:
    """The form of a school year's terms."""
    known = year_of(_known(year), line.facts.term_dates.get(year))
    typed = [(first.isoformat(), last.isoformat()) for first, last in known.terms]
    return _terms(request, year, line, adviser, typed, known.complete, known.status.startswith(("settled", "publ")))


@router.post(ONE + "/terms/{year}")
async def set_terms(
    request: Request,
    year: str,
    line: OurLine,
    adviser: Changing,
    here: Here,
    first: Annotated[list[str], Form(max_length=MOST_TERMS)],
    last: Annotated[list[str], Form(max_length=MOST_TERMS)],
    seen: Row,
    complete: Annotated[bool, Form()] = False,
    settled: Annotated[bool, Form()] = False,
) -> Response:
    """Keeps a school year's terms."""
    typed = list(zip(map(one_line, first), map(one_line, last), strict=False))
    try:
        value = terms_value(_known(year), typed, complete, settled)
    except WrongLine as error:
        return _terms(request, year, line, adviser, typed, complete, settled, status=422, wrong=error.fields, seen=seen)
    await anyio.to_thread.run_sync(change, here, adviser, line, terms_part(year), value, seen)
    return back(line, "terms")


@router.get(ONE + "/welcome")
async def welcome(request: Request, line: OurLine, adviser: Editor) -> Response:
    """The form of the welcome line."""
    return _welcome(request, line, adviser, line.facts.welcome)


@router.post(ONE + "/welcome")
async def set_welcome(
    request: Request,
    line: OurLine,
    adviser: Changing,
    here: Here,
    seen: Row,
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Keeps the welcome line; an empty one is none."""
    try:
        value = welcome_value(one_line(text))
    except WrongLine as error:
        return _welcome(request, line, adviser, text, status=422, wrong=error.fields, seen=seen)
    await anyio.to_thread.run_sync(change, here, adviser, line, WELCOME, value, seen)
    return back(line, "welcome")


def back(line: Line, where: str = "") -> Response:
    """To the line's page."""
    return RedirectResponse(f"{PATH}/line/{line.council}" + (f"#{where}" if where else ""), status_code=303)


def _known(year: str) -> str:
    if not is_school_year(year):
        raise UnknownPage
    return year


async def _shown(
    request: Request, line: Line, adviser: SignedIn, here: Services, status: int = 200, **filled: Any
) -> Response:
    now = datetime.now(LONDON)
    since = now - timedelta(seconds=here.live.patience.duty)
    return _page(
        request, "line", adviser, line, status,
        view=view(line.facts, now),
        closures=await anyio.to_thread.run_sync(closures, here.engine, line.council, now.date()),
        on_duty=await anyio.to_thread.run_sync(on_duty, here, line.council, since),
        done=await anyio.to_thread.run_sync(done_lately, here, line.council),
        called={part: part_words(part) for part in line.changed},
        may_change=may(adviser.account.role, CHANGES),
        today=now.date(),
        longest=LONGEST_REASON,
        **filled,
    )  # fmt: skip


def _hours(
    request: Request, line: Line, adviser: SignedIn, typed: dict[str, str], known: bool, status: int = 200, **more: Any
) -> Response:
    filled = {"typed": typed, "known": known, "days": DAY_NAMES, "seen": line.changed.get(HOURS, 0)} | more
    return _page(request, "line_hours", adviser, line, status, **filled)


def _terms(
    request: Request,
    year: str,
    line: Line,
    adviser: SignedIn,
    typed: Sequence[tuple[str, str]],
    complete: bool,
    settled: bool,
    status: int = 200,
    **more: Any,
) -> Response:
    rows = [*typed, *[("", "")] * MOST_TERMS][:MOST_TERMS]
    form = {"year": year, "rows": rows, "complete": complete, "settled": settled}
    filled = form | {"seen": line.changed.get(terms_part(year), 0)} | more
    return _page(request, "line_terms", adviser, line, status, **filled)


def _welcome(request: Request, line: Line, adviser: SignedIn, typed: str, status: int = 200, **more: Any) -> Response:
    filled = {"typed": typed, "longest": LONGEST_WELCOME, "seen": line.changed.get(WELCOME, 0)} | more
    return _page(request, "line_welcome", adviser, line, status, **filled)


def _page(request: Request, name: str, adviser: SignedIn, line: Line, status: int, **filled: Any) -> Response:
    known: dict[str, Any] = {"line": line, "name": council_names()[line.council], "wrong": {}, "typed": {}}
    return page(request, f"adviser/{name}.html", adviser, status=status, **(known | filled))
