"""Switching a topic, or all of Askline, off for a council and on again: at once, and written down."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Adviser, AdviserRoute, SignedIn
from api.advisers.audit import record
from api.advisers.frame import page
from api.advisers.models import Adviser as Account
from api.advisers.roles import may
from api.answers.access import WRITES, Editing, TheirCouncil, This
from api.answers.typed import LONGEST_REASON, LONGEST_WORDS, required
from api.routes import Here
from api.wiring import Services
from kb.places import council_names
from kb.switches import EVERYTHING, Switched, switch_off, switch_on, switched

router = APIRouter(prefix=f"{PATH}/answers", include_in_schema=False, route_class=AdviserRoute)

Words = Annotated[str, Form(max_length=5000)]
On = Annotated[bool, Form()]


@router.get("/{council}")
async def switches(request: Request, council: TheirCouncil, adviser: Adviser, here: Here) -> Response:
    """What is switched off for a council, and the switch for all of Askline."""
    off = await anyio.to_thread.run_sync(_switched, here.engine, council)
    return page(
        request,
        "adviser/answer_switches.html",
        adviser,
        council=council,
        council_name=council_names()[council],
        all_off=next((one for one in off if not one[0].topic), None),
        topics_off=[one for one in off if one[0].topic],
        titles={name: facts.title for name, facts in here.keeper.book().topics.items()},
        writes=may(adviser.account.role, WRITES),
        longest_reason=LONGEST_REASON,
        longest_words=LONGEST_WORDS,
    )


@router.post("/{council}")
async def switch_everything(
    council: TheirCouncil, adviser: Editing, here: Here, on: On, words: Words = "", reason: Words = ""
) -> Response:
    """All of Askline off for a council, with what parents read instead; or on again."""
    await _switch(here, adviser, council, EVERYTHING, on, words, reason)
    return RedirectResponse(f"{PATH}/answers/{council}", status_code=303)


@router.post("/{council}/{topic}/switch")
async def switch_topic(
    place: This, adviser: Editing, here: Here, on: On, words: Words = "", reason: Words = ""
) -> Response:
    """One topic off for a council, or on again."""
    await _switch(here, adviser, place.council, place.topic, on, words, reason)
    return RedirectResponse(f"{place.path}#switch", status_code=303)


async def _switch(
    here: Services, adviser: SignedIn, council: str, topic: str, on: bool, words: str, reason: str
) -> None:
    said = "" if on else required(words, LONGEST_WORDS, "what parents read instead")
    why = "" if on else required(reason, LONGEST_REASON, "why")
    to_store = here.engine, adviser, council, topic, on, said, why
    try:
        await anyio.to_thread.run_sync(_store, *to_store)
    except IntegrityError:  # another editor switched it off in this very moment: ours are the newer words
        await anyio.to_thread.run_sync(_store, *to_store)
    # This process has it at once; the others look within `book_check_seconds`, and the action server when it is asked.
    await anyio.to_thread.run_sync(here.keeper.refresh)


def _store(engine: Engine, adviser: SignedIn, council: str, topic: str, on: bool, words: str, reason: str) -> None:
    with Session(engine) as session, session.begin():
        if on and not switch_on(session, council, topic):
            return
        if not on:
            switch_off(session, council, topic, words, reason, adviser.account.id)
        detail = {"topic": topic or "everything", "on": on}
        record(session, adviser.actor, "answers_switched", f"{council}/{topic}", detail, council)


def _switched(engine: Engine, council: str) -> list[tuple[Switched, str]]:
    """What is off, and the name of who switched it."""
    with Session(engine) as session:
        off = switched(session, council)
        ids = [one.by for one in off]
        rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
        by = dict(rows.all())
        return [(one, by.get(one.by, "")) for one in off]
