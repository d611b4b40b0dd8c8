"""The list of a council's answers, and the page of one: what parents see now, and what it is made of."""

from datetime import datetime
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Adviser, AdviserRoute, Editor, SignedIn
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.advisers.problems import UnknownPage
from api.advisers.roles import may
from api.answers.access import WRITES, Place, This, place_for
from api.answers.difference import differences
from api.answers.drafts import open_draft
from api.answers.listing import GROUPS, KINDS, Filters, rows, waiting
from api.answers.preview import shown
from api.answers.shipped import WhatShips, what_ships
from api.answers.typed import LONGEST_QUESTION, LONGEST_REASON, LONGEST_WORDS, NAMES, SHOWN_AS
from api.routes import Here
from api.wiring import Services
from api.words import one_line
from kb.answers import AnswerText
from kb.export import exported, zipped
from kb.hours import LONDON
from kb.places import council_names
from kb.switches import Switched, switched

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

LIST, NEW, ONE = "/answers", "/answers/new", "/answers/{council}/{topic}"


@router.get(LIST)
async def answers(request: Request, adviser: Adviser, here: Here, filters: Annotated[Filters, Query()]) -> Response:
    """The answers of one of the adviser's councils."""
    council = (
        filters.council if filters.council in adviser.account.councils else next(iter(adviser.account.councils), "")
    )
    if not council:
        raise UnknownPage
    book, today = here.keeper.book(), datetime.now(LONDON).date()
    return page(
        request,
        "adviser/answers.html",
        adviser,
        filters=filters,
        council=council,
        council_name=council_names()[council],
        rows=await anyio.to_thread.run_sync(rows, here.engine, book, council, filters, today),
        groups=GROUPS,
        kinds=KINDS,
        all_off=book.off_words(None, council),
        waiting=await anyio.to_thread.run_sync(waiting, here.engine, adviser.account.councils),
        titles={name: facts.title for name, facts in book.topics.items()},
        names=council_names(),
        today=today,
        writes=may(adviser.account.role, WRITES),
    )


@router.get(NEW)
async def new(
    request: Request, adviser: Editor, here: Here, topic: str = "", council: str = "", question: str = ""
) -> Response:
    """The editor for an answer to a question that parents asked; first which topic, where that is not said."""
    book, theirs = here.keeper.book(), adviser.account.councils
    asked = one_line(question)[:LONGEST_QUESTION]
    if council and council not in theirs:
        raise UnknownPage
    council = council or (theirs[0] if len(theirs) == 1 else "")
    if council and book.has(topic):
        place = place_for(adviser.account, book, council, topic)
        address = request.url.replace(path=f"{place.path}/edit", query="").include_query_params(question=asked)
        return RedirectResponse(f"{address.path}?{address.query}" if asked else address.path, status_code=303)
    named = sorted(((facts.title, name) for name, facts in book.topics.items() if book.has(name)), key=str)
    return page(request, "adviser/answer_new.html", adviser, topics=named, council=council, question=asked)


@router.get(ONE)
async def answer(request: Request, place: This, adviser: Adviser, here: Here) -> Response:
    """One answer of a council."""
    book, now = here.keeper.book(), datetime.now(LONDON)
    off, ships = await anyio.to_thread.run_sync(_switched_and_shipped, here, place)
    own = book.answers.get((place.topic, place.council))
    return page(
        request,
        "adviser/answer.html",
        adviser,
        place=place,
        facts=book.topics[place.topic],
        shown=await anyio.to_thread.run_sync(shown, book, place, now),
        national=book.answers[(place.topic, "")],
        own=own,
        texts=_texts,
        modes=SHOWN_AS,
        draft=await anyio.to_thread.run_sync(open_draft, here.engine, place),
        ships=ships,
        changes=differences(ships.ours, ships.own_now) if ships.changed else (),
        changes_in_england=ships.in_england,
        off=off,
        all_off=book.off_words(None, place.council),
        names=council_names(),
        today=now.date(),
        writes=may(adviser.account.role, WRITES),
        longest_reason=LONGEST_REASON,
        longest_words=LONGEST_WORDS,
    )


@router.get("/answers.zip")
async def download(adviser: Editor, here: Here, council: str = "") -> Response:
    """The answers that these councils' editors wrote, as files of the knowledge base."""
    wanted = [slug for slug in adviser.account.councils if council in ("", slug)]
    if not wanted:
        raise UnknownPage
    files = await anyio.to_thread.run_sync(_exported, here, adviser, wanted)
    headers = {"Content-Disposition": 'attachment; filename="askline-answers.zip"'}
    return Response(zipped(files), media_type="application/zip", headers=headers)


def _switched_and_shipped(here: Services, place: Place) -> tuple[Switched | None, WhatShips]:
    with Session(here.engine) as session:
        off = next((one for one in switched(session, place.council) if one.topic == place.topic), None)
        return off, what_ships(session, place)


def _texts(answer: AnswerText) -> list[tuple[str, str]]:
    """The parts of a stored answer with their names."""
    return [(name, said) for part, name in NAMES.items() if (said := answer.texts.get(part, ""))]


def _exported(here: Services, adviser: SignedIn, councils: list[str]) -> dict[str, str]:
    with Session(here.engine) as session:
        files = exported(session, councils)
    detail = {"what": "answers", "councils": councils, "topics": len(files)}
    recorded(here.engine, adviser.actor, "exported", "answers", detail, councils[0] if len(councils) == 1 else None)
    return files
