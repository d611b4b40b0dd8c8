"""The pages on which advisers work through call-back requests. They need no JavaScript."""

from typing import Annotated, Literal

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import PATH, Acting, Adviser, AdviserRoute
from api.advisers.calls import STEPS, WORDS, calls, claim, read, release, write
from api.advisers.frame import page
from api.routes import Here
from api.words import cleaned
from kb.places import council_names

router = APIRouter(prefix=f"{PATH}/callbacks", include_in_schema=False, route_class=AdviserRoute)

LONGEST_NOTE = 2000  # characters
What = Literal["reached", "not_reached", "done", "reopened", "note"]


@router.get("")
async def show_all(request: Request, adviser: Adviser, here: Here, done: bool = False) -> Response:
    """The requests that are due; with `done`, those that are done."""
    found = await anyio.to_thread.run_sync(calls, here.engine, adviser.account.councils, done)
    return page(request, "adviser/callbacks.html", adviser, calls=found, done=done, states=WORDS, names=council_names())


@router.get("/{reference}")
async def show(request: Request, reference: str, adviser: Adviser, here: Here) -> Response:
    """One request: whom to ring, and what was done so far."""
    opened = await anyio.to_thread.run_sync(read, here.engine, adviser.account, adviser.actor, reference)
    return page(
        request,
        "adviser/callback.html",
        adviser,
        call=opened.call,
        asked=opened.asked,
        steps=opened.steps,
        states=WORDS,
        council=council_names()[opened.call.council],
        longest=LONGEST_NOTE,
    )


@router.post("/{reference}/claim")
async def take(
    reference: str, adviser: Acting, here: Here, instead_of: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """The adviser will ring."""
    await anyio.to_thread.run_sync(
        claim, here.engine, adviser.account, adviser.actor, reference, printable(instead_of) or None
    )
    return _back(reference)


@router.post("/{reference}/release")
async def give_back(reference: str, adviser: Acting, here: Here) -> Response:
    """Somebody else may ring."""
    await anyio.to_thread.run_sync(release, here.engine, adviser.account, adviser.actor, reference)
    return _back(reference)


@router.post("/{reference}/steps")
async def step(
    reference: str, adviser: Acting, here: Here, what: Annotated[What, Form()], note: Annotated[str, Form()] = ""
) -> Response:
    """How it went. A note has words; the rest may have some."""
    said = cleaned(note, LONGEST_NOTE) if note.strip() or STEPS[what] is None else ""
    await anyio.to_thread.run_sync(write, here.engine, adviser.account, adviser.actor, reference, what, said)
    return _back(reference)


def printable(text: str) -> str:
    """The text, or nothing when it holds signs that no id has."""
    return text if text.isascii() and text.isprintable() else ""


def _back(reference: str) -> Response:
    return RedirectResponse(f"{PATH}/callbacks/{reference}", status_code=303)
