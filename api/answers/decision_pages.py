"""The pages on which a second person decides, versions are compared, and what ships is taken or left."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Adviser, AdviserRoute
from api.advisers.frame import page
from api.advisers.roles import may
from api.answers.access import WRITES, Editing, Place, This
from api.answers.checks import findings, measured
from api.answers.difference import differences
from api.answers.drafts import approve, open_draft, send_back, withdraw
from api.answers.editor import known_of, sound
from api.answers.preview import book_with, shown
from api.answers.shipped import what_ships
from api.answers.typed import LONGEST_REASON, LONGEST_WORDS, required
from api.answers.versions import go_back, keep_ours, take_what_ships, two_versions, versions
from api.routes import Here
from api.wiring import Services
from kb.hours import LONDON

router = APIRouter(prefix=f"{PATH}/answers", include_in_schema=False, route_class=AdviserRoute)

ONE = "/{council}/{topic}"
Reason = Annotated[str, Form(max_length=5000)]
BIGGEST = 1_000_000_000


@router.get(ONE + "/draft")
async def draft(request: Request, place: This, adviser: Adviser, here: Here) -> Response:
    """What waits for a second person: what it changes, how it reads, what the checks say."""
    shows = partial(_draft, here, place, datetime.now(LONDON))
    filled = await anyio.to_thread.run_sync(shows)
    if not filled:
        return RedirectResponse(place.path, status_code=303)
    return page(
        request,
        "adviser/answer_draft.html",
        adviser,
        place=place,
        mine=adviser.account.id in filled["draft"].writers,
        writes=may(adviser.account.role, WRITES),
        longest=LONGEST_WORDS,
        **filled,
    )


@router.post(ONE + "/draft")
async def decide(
    place: This,
    adviser: Editing,
    here: Here,
    revision: Annotated[int, Form(ge=0, le=BIGGEST)],
    do: Annotated[Literal["approve", "back", "withdraw"], Form()],
    words: Reason = "",
) -> Response:
    """Publishes it, gives it back with words, or gives it up."""
    if do == "approve":
        known = await anyio.to_thread.run_sync(known_of, here, place)
        decided = place, revision, _today(), sound(known)
        await anyio.to_thread.run_sync(approve, here.engine, adviser.actor, *decided)
        await anyio.to_thread.run_sync(here.keeper.refresh)
    elif do == "back":
        said = required(words, LONGEST_WORDS, "what should be put right")
        await anyio.to_thread.run_sync(send_back, here.engine, adviser.actor, place, revision, said)
    else:
        await anyio.to_thread.run_sync(withdraw, here.engine, adviser.actor, place, revision)
    return RedirectResponse(place.path, status_code=303)


@router.get(ONE + "/versions")
async def history(
    request: Request,
    place: This,
    adviser: Adviser,
    here: Here,
    older: Annotated[int, Query(ge=0, le=BIGGEST)] = 0,
    newer: Annotated[int, Query(ge=0, le=BIGGEST)] = 0,
) -> Response:
    """Every version; with two of them named, what is different between these."""
    compared = None
    if older and newer:
        compared = await anyio.to_thread.run_sync(two_versions, here.engine, place, older, newer)
    return page(
        request,
        "adviser/answer_versions.html",
        adviser,
        place=place,
        facts=here.keeper.book().topics[place.topic],
        versions=await anyio.to_thread.run_sync(versions, here.engine, place),
        compared=compared,
        changes=differences(compared[0].own, compared[1].own) if compared else (),
        older=older,
        newer=newer,
        writes=may(adviser.account.role, WRITES),
        longest=LONGEST_REASON,
    )


@router.post(ONE + "/versions")
async def back(
    place: This,
    adviser: Editing,
    here: Here,
    number: Annotated[int, Form(ge=0, le=BIGGEST)],
    reason: Reason = "",
) -> Response:
    """Goes back to an older version, which becomes the newest."""
    chosen = place, number, required(reason, LONGEST_REASON, "why"), _today()
    await anyio.to_thread.run_sync(go_back, here.engine, adviser.actor, *chosen)
    await anyio.to_thread.run_sync(here.keeper.refresh)
    return RedirectResponse(f"{place.path}/versions", status_code=303)


@router.post(ONE + "/shipped")
async def shipped(
    place: This, adviser: Editing, here: Here, do: Annotated[Literal["take", "keep"], Form()], reason: Reason = ""
) -> Response:
    """Takes what ships in the place of the council's own answer, or keeps that and takes note."""
    if do == "take":
        why = required(reason, LONGEST_REASON, "why")
        await anyio.to_thread.run_sync(take_what_ships, here.engine, adviser.actor, place, why)
        await anyio.to_thread.run_sync(here.keeper.refresh)
    else:
        await anyio.to_thread.run_sync(keep_ours, here.engine, adviser.actor, place)
    return RedirectResponse(place.path, status_code=303)


def _draft(here: Services, place: Place, now: datetime) -> dict[str, Any]:
    found = open_draft(here.engine, place)
    if found is None or found.own is None:
        return {}
    known, book = known_of(here, place), here.keeper.book()
    with Session(here.engine) as session:
        ours = what_ships(session, place).ours
    return {
        "draft": found,
        "facts": known.topic,
        "changes": differences(ours, found.own),
        "findings": findings(found.own, known),
        "measured": measured(found.own),
        "shown": shown(book_with(book, place, found.own, known.leaflet), place, now),
    }


def _today() -> date:
    return datetime.now(LONDON).date()
