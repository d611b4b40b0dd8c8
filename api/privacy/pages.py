"""The administrator's pages on privacy: erasing by a parent's reference, and the records of what was erased."""

from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Acting, Administrator, AdviserRoute, SignedIn, needs, theirs
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.advisers.models import Adviser as AdviserRow
from api.advisers.problems import UnknownPage
from api.errors import status_of
from api.privacy.erasing import ADVISER, Order
from api.privacy.finding import Found, erased_before, find
from api.privacy.leftovers import LEFTOVERS
from api.privacy.models import Erasure
from api.privacy.problems import NoReference, NotConfirmed, NothingFound, OnHold
from api.privacy.register import title_of
from api.routes import Here
from api.wiring import Services
from kb.database import in_utc
from kb.places import council_names

# Every address here needs an administrator, whatever else it asks for.
router = APIRouter(
    prefix=f"{PATH}/privacy",
    include_in_schema=False,
    route_class=AdviserRoute,
    dependencies=[Depends(needs("administrator"))],
)

SHOWN = 50  # records
BY = {"parent": "The parent", "command": "Whoever runs Askline", "hold_over": "By itself, after a hold was over"}
Reference = Annotated[str, Query(max_length=200)]


@router.get("")
async def search(request: Request, adviser: Administrator, here: Here, reference: Reference = "") -> Response:
    """The form for a reference; with one, what is stored under it."""
    return (
        await _search(request, adviser, here, reference) if reference.strip() else await _start(request, adviser, here)
    )


@router.post("/erase")
async def erase(
    request: Request,
    adviser: Acting,
    here: Here,
    reference: Annotated[str, Form(max_length=200)] = "",
    sure: Annotated[bool, Form()] = False,
) -> Response:
    """Erases all that is stored under a reference, when the tick says that it is meant."""
    councils = adviser.account.councils
    found = await anyio.to_thread.run_sync(find, here.engine, here.privacy.eraser.mails, reference, councils)
    if not sure:
        return _found(request, adviser, found, NotConfirmed())
    try:
        erased = await here.privacy.eraser.erase(Order(found.wanted, found.reference, ADVISER, adviser.actor))
    except OnHold as problem:
        found = await anyio.to_thread.run_sync(find, here.engine, here.privacy.eraser.mails, reference, councils)
        return _found(request, adviser, found, problem)
    return RedirectResponse(f"{PATH}/privacy/records/{erased.id}", status_code=303)


@router.get("/records/{erasure_id}")
async def show(request: Request, erasure_id: str, adviser: Administrator, here: Here) -> Response:
    """The record of one erasure, and what is left to do by hand."""
    row, name = await anyio.to_thread.run_sync(_record, here.engine, adviser, erasure_id)
    counts = [(title_of(store), count) for store, count in row.counts.items()]
    left = [LEFTOVERS[one] for one in row.left if one in LEFTOVERS]
    return page(
        request, "adviser/erasure.html", adviser, row=row, by=_by(row, name), counts=counts, left=left, **_words()
    )


async def _start(request: Request, adviser: SignedIn, here: Services) -> Response:
    records = await anyio.to_thread.run_sync(_records, here.engine, adviser)
    return page(request, "adviser/privacy.html", adviser, records=records, typed="", **_words())


async def _search(request: Request, adviser: SignedIn, here: Services, typed: str) -> Response:
    councils, engine = adviser.account.councils, here.engine
    try:
        found = await anyio.to_thread.run_sync(find, engine, here.privacy.eraser.mails, typed, councils)
    except (NoReference, NothingFound) as problem:
        before = await anyio.to_thread.run_sync(erased_before, engine, typed, councils)
        records = await anyio.to_thread.run_sync(_records, engine, adviser)
        known: dict[str, Any] = {"records": records, "problem": problem, "typed": typed[:60], "before": before}
        return page(request, "adviser/privacy.html", adviser, status_of(problem)[0], **known, **_words())
    await anyio.to_thread.run_sync(
        recorded, engine, adviser.actor, "erasure_looked_for", found.reference, None, found.council
    )
    return _found(request, adviser, found)


def _found(request: Request, adviser: SignedIn, found: Found, problem: Exception | None = None) -> Response:
    counts = [(title_of(store), count) for store, count in found.counts.items()]
    status = 200 if problem is None else 409 if isinstance(problem, OnHold) else 422
    known: dict[str, Any] = {"found": found, "counts": counts, "problem": problem}
    return page(request, "adviser/erase.html", adviser, status, **known, **_words())


def _records(engine: Engine, adviser: SignedIn) -> list[tuple[Erasure, str]]:
    with Session(engine) as session:
        query = select(Erasure, AdviserRow.display_name).outerjoin(AdviserRow, AdviserRow.id == Erasure.adviser_id)
        query = query.where(Erasure.council_slug.in_(adviser.account.councils)).order_by(Erasure.id.desc())
        return [(_with_zone(row), _by(row, name)) for row, name in session.execute(query.limit(SHOWN))]


def _record(engine: Engine, adviser: SignedIn, erasure_id: str) -> tuple[Erasure, str | None]:
    number = number_of(erasure_id)
    with Session(engine) as session:
        row = session.get(Erasure, number) if number is not None else None
        if row is None or not theirs(adviser.account, row.council_slug):
            raise UnknownPage
        who = session.get(AdviserRow, row.adviser_id) if row.adviser_id else None
        return _with_zone(row), who.display_name if who else None


def number_of(typed: str) -> int | None:
    """A number that a database can hold, or None."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _with_zone(row: Erasure) -> Erasure:
    row.at = in_utc(row.at)
    return row


def _by(row: Erasure, name: str | None) -> str:
    return BY.get(row.by, name or "An adviser")


def _words() -> dict[str, Any]:
    return {"names": council_names()}
