"""The page on which an editor writes. Each button sends the whole form, so it works without JavaScript."""

from datetime import date, datetime
from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.advisers.access import PATH, AdviserRoute, Editor, SignedIn
from api.advisers.frame import page
from api.answers.access import Editing, Place, This
from api.answers.drafts import Seen, open_draft, save
from api.answers.editor import Asked, Told, asked, beside, conflict, known_of, seen, sound, with_citation
from api.answers.problems import DraftChanged, LeadsNowhere
from api.answers.shipped import what_ships
from api.answers.typed import LONGEST_QUESTION, Typed, as_typed, typed
from api.errors import WrongFields
from api.routes import Here
from api.wiring import Services
from api.words import one_line
from kb.hours import LONDON

router = APIRouter(prefix=f"{PATH}/answers", include_in_schema=False, route_class=AdviserRoute)

EDIT = "/{council}/{topic}/edit"


@router.get(EDIT)
async def edit(
    request: Request,
    place: This,
    adviser: Editor,
    here: Here,
    question: Annotated[str, Query(max_length=2000)] = "",
    saved: bool = False,
) -> Response:
    """The draft that is open, or what parents read now, ready to be changed."""
    said = await anyio.to_thread.run_sync(_to_begin_with, here, place, _today())
    wanted = Asked(question=one_line(question)[:LONGEST_QUESTION])
    return await _editor(request, adviser, here, place, said, wanted, Told(saved=saved))


@router.post(EDIT)
async def write(
    request: Request,
    place: This,
    adviser: Editing,
    here: Here,
    said: Annotated[Typed, Depends(typed)],
    wanted: Annotated[Asked, Depends(asked)],
    before: Annotated[Seen, Depends(seen)],
) -> Response:
    """Checks what is typed and shows it as parents would see it; or saves it; or sends it to a second person."""
    said = with_citation(said, wanted)
    if wanted.do not in ("save", "send"):
        return await _editor(request, adviser, here, place, said, wanted, Told())
    try:
        await anyio.to_thread.run_sync(_save, here, adviser, place, said, wanted, before)
    except WrongFields as wrong:
        return await _editor(request, adviser, here, place, said, wanted, Told(wrong.fields), 422)
    except LeadsNowhere as wrong:
        return await _editor(request, adviser, here, place, said, wanted, Told(problem=str(wrong)), 422)
    except DraftChanged as changed:
        told = await anyio.to_thread.run_sync(conflict, here, place, said.own(_today()), str(changed))
        return await _editor(request, adviser, here, place, said, wanted, told, 409)
    return RedirectResponse(place.path if wanted.do == "send" else f"{place.path}/edit?saved=true", status_code=303)


async def _editor(
    request: Request,
    adviser: SignedIn,
    here: Services,
    place: Place,
    said: Typed,
    wanted: Asked,
    told: Told,
    status: int = 200,
) -> Response:
    shows = partial(beside, here, place, said, wanted, told, datetime.now(LONDON))
    return page(request, "adviser/answer_edit.html", adviser, status, **await anyio.to_thread.run_sync(shows))


def _save(here: Services, adviser: SignedIn, place: Place, said: Typed, wanted: Asked, before: Seen) -> None:
    own, send = said.checked(_today()), wanted.do == "send"
    if send:
        sound(known_of(here, place))(own)
    save(here.engine, adviser.actor, place, own, said.reason, before, wanted.question, send=send)


def _to_begin_with(here: Services, place: Place, today: date) -> Typed:
    draft = open_draft(here.engine, place)
    if draft and draft.own:
        return as_typed(draft.own, today, draft.reason)
    with Session(here.engine) as session:
        return as_typed(what_ships(session, place).ours, today)


def _today() -> date:
    return datetime.now(LONDON).date()
