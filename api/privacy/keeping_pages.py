"""The pages on keeping: what retention would delete and did, what is held, what is stored where."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Acting, Administrator, AdviserRoute, needs
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.privacy.holds import LONGEST, holds, place, release
from api.privacy.kinds import TITLES
from api.privacy.models import RetentionRun
from api.privacy.pages import number_of
from api.privacy.past import past_figures
from api.privacy.problems import NotConfirmed, UnknownHold, WrongHold
from api.privacy.register import register
from api.review.access import Reviewed
from api.routes import Here
from api.spreadsheets import Cell, csv_of
from kb.database import in_utc
from kb.places import council_names

router = APIRouter(
    prefix=f"{PATH}/privacy",
    include_in_schema=False,
    route_class=AdviserRoute,
    dependencies=[Depends(needs("administrator"))],
)
# Placing a hold is any adviser's: who sees that a chat will be needed should not have to look for somebody first.
place_router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

RUNS_SHOWN = 20


@router.get("/retention")
async def retention(request: Request, adviser: Administrator, here: Here) -> Response:
    """What would go now in the administrator's councils, when it goes by itself, and what went before."""
    councils, daily = adviser.account.councils, here.privacy.daily
    return page(
        request,
        "adviser/retention.html",
        adviser,
        going=await anyio.to_thread.run_sync(daily.retention.preview, councils),
        next_at=await anyio.to_thread.run_sync(daily.next_at),
        runs=await anyio.to_thread.run_sync(_runs, here.engine, councils),
        titles=TITLES | {"wished": "Chats whose deletion was asked for while they were held"},
        names=council_names(),
    )


@router.post("/retention")
async def run_now(adviser: Acting, here: Here, sure: Annotated[bool, Form()] = False) -> Response:
    """Runs it now for the administrator's councils."""
    if not sure:
        raise NotConfirmed
    await anyio.to_thread.run_sync(here.privacy.daily.retention.run, adviser.account.councils, adviser.actor)
    return RedirectResponse(f"{PATH}/privacy/retention#runs", status_code=303)


@router.get("/figures.csv")
async def figures(adviser: Administrator, here: Here) -> Response:
    """The figures of the conversations that are gone, by week."""
    rows = await anyio.to_thread.run_sync(past_figures, here.engine, adviser.account.councils)
    await anyio.to_thread.run_sync(recorded, here.engine, adviser.actor, "exported", "figures", {"rows": len(rows)})
    lines: list[Sequence[Cell]] = [
        ("week", "council", "what", "count"),
        *((r.week, r.council_slug, r.what, r.count) for r in rows),
    ]
    headers = {"Content-Disposition": 'attachment; filename="askline-figures-of-deleted-chats.csv"'}
    return Response(csv_of(lines), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/holds")
async def held(request: Request, adviser: Administrator, here: Here) -> Response:
    """What is held in the administrator's councils."""
    found = await anyio.to_thread.run_sync(holds, here.engine, adviser.account.councils)
    return page(request, "adviser/holds.html", adviser, holds=found, names=council_names())


@router.post("/holds/{hold_id}/release")
async def let_go(hold_id: str, adviser: Acting, here: Here) -> Response:
    """Ends a hold before its day."""
    number = number_of(hold_id)
    if number is None:
        raise UnknownHold
    await anyio.to_thread.run_sync(release, here.engine, adviser.actor, adviser.account.councils, number)
    return RedirectResponse(f"{PATH}/privacy/holds", status_code=303)


@router.get("/data")
async def data(request: Request, adviser: Administrator, here: Here) -> Response:
    """Every table and kind of file: what it holds, about whom, how long."""
    return page(request, "adviser/data.html", adviser, register=register(here.settings))


@place_router.post("/conversations/{conversation_id}/hold")
async def hold(
    held: Reviewed,
    adviser: Acting,
    here: Here,
    reason: Annotated[str, Form(max_length=2000)] = "",
    until: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Keeps a conversation from being deleted until a day."""
    try:
        day = date.fromisoformat(until)
    except ValueError:
        raise WrongHold(LONGEST) from None
    await anyio.to_thread.run_sync(place, here.engine, adviser.actor, held.id, reason, day)
    return RedirectResponse(f"{PATH}/conversations/{held.id}#hold", status_code=303)


def _runs(engine: Engine, councils: tuple[str, ...]) -> list[tuple[RetentionRun, dict[str, int]]]:
    """The newest runs, with what went in these councils by kind."""
    with Session(engine) as session:
        rows = session.scalars(select(RetentionRun).order_by(RetentionRun.id.desc()).limit(RUNS_SHOWN)).all()
    found = []
    for row in rows:
        if row.councils is not None and not set(row.councils) & set(councils):
            continue
        row.at = in_utc(row.at)
        counts = {kind: sum(some.get(slug, 0) for slug in councils) for kind, some in row.counts.items()}
        found.append((row, {kind: count for kind, count in counts.items() if count}))
    return found
