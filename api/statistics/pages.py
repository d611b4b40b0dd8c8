"""The page of what parents ask, and its downloads."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.advisers.access import PATH, Adviser, AdviserRoute, SignedIn
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.review.asides import title_of
from api.routes import Here
from api.statistics.charts import chart_of
from api.statistics.counting import settle, weeks
from api.statistics.files import TYPES, csv_file, workbook
from api.statistics.tables import FEW, Table, fit_to_pass_on, tables
from api.statistics.weeks import Asked, WrongRange, asked
from api.wiring import Services
from kb.hours import LONDON
from kb.places import council_names

router = APIRouter(prefix=f"{PATH}/statistics", include_in_schema=False, route_class=AdviserRoute)

Typed = Annotated[str, Query(max_length=80)]
LINE = {"open": "while the line was open", "closed": "while the line was closed"}


@router.get("")
async def show(
    request: Request, adviser: Adviser, here: Here, since: Typed = "", until: Typed = "", council: Typed = "",
    line: Typed = "",
) -> Response:  # fmt: skip
    """Charts and tables of whole weeks."""
    today, wrong = datetime.now(LONDON).date(), ""
    try:
        wanted = asked(since, until, council, line, today)
    except WrongRange as error:
        wanted, wrong = asked("", "", council, line, today), str(error)
    found = await anyio.to_thread.run_sync(_tables, here, adviser, wanted)
    form = {"since": since if wrong else str(wanted.first), "until": until if wrong else str(wanted.until)}
    figures = [(table, chart_of(table)) for table in found]
    total = sum(int(str(row[-1])) for row in found[0].rows)
    filled: dict[str, Any] = {"asked": wanted, "typed": form, "wrong": wrong, "figures": figures, "total": total}
    return page(
        request, "adviser/statistics.html", adviser, status=422 if wrong else 200,
        **filled, leads=_leads(wanted), few=FEW,
    )  # fmt: skip


@router.get("/download")
async def download(
    kind: Literal["csv", "xlsx"], adviser: Adviser, here: Here, since: Typed = "", until: Typed = "",
    council: Typed = "", line: Typed = "", pass_on: bool = False,
) -> Response:  # fmt: skip
    """The same tables as a file; with `pass_on`, for others than the council's own service."""
    wanted = asked(since, until, council, line, datetime.now(LONDON).date())
    found = await anyio.to_thread.run_sync(_tables, here, adviser, wanted)
    if pass_on:
        found = tuple(map(fit_to_pass_on, found))
    made = csv_file if kind == "csv" else workbook
    file = await anyio.to_thread.run_sync(made, found, _head(wanted, adviser, pass_on))
    detail = {"format": kind, "since": str(wanted.first), "until": str(wanted.until), "pass_on": pass_on}
    chosen = wanted.council or None
    await anyio.to_thread.run_sync(recorded, here.engine, adviser.actor, "exported", "statistics", detail, chosen)
    name = f"what-parents-ask-{wanted.first}-to-{wanted.until}{'-to-pass-on' if pass_on else ''}.{kind}"
    return Response(file, media_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _tables(here: Services, adviser: SignedIn, wanted: Asked) -> tuple[Table, ...]:
    settle(here.engine)
    councils = {slug: council_names()[slug] for slug in adviser.account.councils if wanted.council in ("", slug)}
    topics = here.keeper.book().topics
    counted = weeks(here.engine, wanted, adviser.account.councils)
    return tables(wanted, counted, councils, lambda topic: title_of(topic, topics))


def _head(wanted: Asked, adviser: SignedIn, pass_on: bool) -> list[str]:
    councils = [council_names()[slug] for slug in adviser.account.councils if wanted.council in ("", slug)]
    head = [
        "Askline: what parents ask",
        f"Whole weeks from {wanted.first:%-d %B %Y} to {wanted.until:%-d %B %Y}, by when a conversation began",
        f"Councils: {', '.join(councils) or 'none'}",
        "Every number counts conversations" + (f", only those {LINE[wanted.line]}" if wanted.line else ""),
    ]
    if pass_on:
        return [*head, f"To pass on: each number is rounded to the nearest 5 by itself; below 5 it is “{FEW}”"]
    return [*head, "For the council's own service only: small numbers may point at a family"]


def _leads(wanted: Asked) -> Callable[[str, str], str]:
    """Where a row of a table leads: to the conversations that it counts."""
    filters = {"since": str(wanted.first), "until": str(wanted.until), "council": wanted.council, "line": wanted.line}
    names = {"topics": "topic", "reasons": "reason"}

    def lead(table: str, key: str) -> str:
        chosen = {name: value for name, value in (filters | {names[table]: key}).items() if value}
        return f"{PATH}/conversations?{urlencode(chosen)}"

    return lead
