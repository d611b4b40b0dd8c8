"""The audit log, for administrators. Reading it is recorded too."""

from typing import Annotated
from urllib.parse import urlencode

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.advisers.access import PATH, Administrator, AdviserRoute, SignedIn
from api.advisers.audit import ACTIONS, recorded
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
        actions=ACTIONS,
        colleagues=colleagues,
        names=council_names(),
    )


def _read(here: Services, adviser: SignedIn, filters: AuditFilters) -> AuditPage:
    found = lines_of(here.engine, filters, adviser.account.councils)
    recorded(here.engine, adviser.actor, "audit_read", detail=filters.chosen)
    return found
