"""The audit log, for administrators. Reading it is recorded too."""

from typing import Annotated
from urllib.parse import urlencode

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.advisers.access import PATH, Administrator, AdviserRoute, SignedIn
from api.advisers.audit import ACTIONS, recorded
from api.advisers.audit_export import csv_lines, every_line, json_lines
from api.advisers.audit_search import AuditFilters, AuditPage, lines_of
from api.advisers.frame import page
from api.advisers.staff import Staff
from api.routes import Here
from api.wiring import Services
from kb.places import council_names

router = APIRouter(prefix=f"{PATH}/audit", include_in_schema=False, route_class=AdviserRoute)


@router.get("")
async def show(
    request: Request, adviser: Administrator, here: Here, filters: Annotated[AuditFilters, Query()]
) -> Response:
    """Who did what, the newest first."""
    found = await anyio.to_thread.run_sync(_read, here, adviser, filters)
    staff = Staff(here.engine, here.accounts, here.live)
    colleagues = await anyio.to_thread.run_sync(staff.colleagues, adviser.account)
    older = urlencode(filters.chosen | {"before": found.next}) if found.next else ""
    return page(
        request,
        "adviser/audit.html",
        adviser,
        filters=filters,
        found=found,
        older=older,
        chosen=urlencode(filters.chosen),
        actions=ACTIONS,
        colleagues=colleagues,
        names=council_names(),
    )


@router.get(".csv")
async def as_csv(adviser: Administrator, here: Here, filters: Annotated[AuditFilters, Query()]) -> Response:
    """The lines that are looked for, for a spreadsheet."""
    return await _download(here, adviser, filters, "csv")


@router.get(".jsonl")
async def as_json_lines(adviser: Administrator, here: Here, filters: Annotated[AuditFilters, Query()]) -> Response:
    """The lines that are looked for, one JSON object a line, for another system."""
    return await _download(here, adviser, filters, "jsonl")


async def _download(here: Services, adviser: SignedIn, filters: AuditFilters, kind: str) -> Response:
    detail = {"as": kind, **filters.chosen}
    await anyio.to_thread.run_sync(recorded, here.engine, adviser.actor, "exported", "audit", detail)
    lines = every_line(here.engine, filters, adviser.account.councils)
    written, media = (csv_lines(lines), "text/csv") if kind == "csv" else (json_lines(lines), "application/x-ndjson")
    headers = {"Content-Disposition": f'attachment; filename="askline-audit.{kind}"'}
    return StreamingResponse(written, media_type=f"{media}; charset=utf-8", headers=headers)


def _read(here: Services, adviser: SignedIn, filters: AuditFilters) -> AuditPage:
    found = lines_of(here.engine, filters, adviser.account.councils)
    recorded(here.engine, adviser.actor, "audit_read", detail=filters.chosen)
    return found
