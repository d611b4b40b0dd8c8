"""The page of what we have no answer to: grouped by meaning, with a way to an answer or to the topic that has it."""

from typing import Annotated
from urllib.parse import urlencode

import anyio.to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Acting, Adviser, AdviserRoute, SignedIn
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.advisers.roles import may
from api.errors import UnknownConversation
from api.learning.unanswered import DAYS, Group, groups, unanswered
from api.models import Message
from api.review.access import held
from api.review.asides import in_groups, pickable
from api.review.corrections import Proposal, propose
from api.review.problems import NothingToCorrect
from api.routes import Here
from api.wiring import Services
from kb.encoder import encoder
from kb.places import council_names

router = APIRouter(prefix=f"{PATH}/corrections/unanswered", include_in_schema=False, route_class=AdviserRoute)

A_PAGE = 15
MOST = 300  # messages of one form
WRITES = "editor"  # the role that drafts answers


@router.get("")
async def show(
    request: Request,
    adviser: Adviser,
    here: Here,
    skip: Annotated[int, Query(ge=0, le=10_000)] = 0,
    said: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> Response:
    """What was asked most often comes first."""
    found = await anyio.to_thread.run_sync(_groups, here, adviser)
    shown = found[skip : skip + A_PAGE]
    await anyio.to_thread.run_sync(_record, here, adviser, shown)
    return page(
        request,
        "adviser/unanswered.html",
        adviser,
        groups=shown,
        all=len(found),
        next=skip + A_PAGE if len(found) > skip + A_PAGE else None,
        skip=skip,
        said=said,
        days=DAYS,
        names=council_names(),
        topics=in_groups(here.keeper.book().topics),
        drafts=may(adviser.account.role, WRITES),
        draft=draft_address,
    )


@router.post("/topic")
async def belongs(
    adviser: Acting,
    here: Here,
    messages: Annotated[str, Form(max_length=MOST * 40)] = "",
    topic: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Proposes that topic for every message of a group. A second person decides, as on every correction."""
    if topic not in pickable(here.keeper.book().topics):
        raise NothingToCorrect
    count = await anyio.to_thread.run_sync(_propose_all, here, adviser, messages.split()[:MOST], topic)
    if not count:
        raise NothingToCorrect
    return RedirectResponse(f"{PATH}/corrections/unanswered?said={count}", status_code=303)


def draft_address(group: Group) -> str:
    """Where an answer to it is begun."""
    fields = {"council": group.council, "question": group.messages[0].text}
    return f"{PATH}/answers/new?{urlencode(fields)}"


def _groups(here: Services, adviser: SignedIn) -> tuple[Group, ...]:
    return groups(unanswered(here.engine, adviser.account.councils), here.school.meanings, encoder())


def _record(here: Services, adviser: SignedIn, shown: tuple[Group, ...]) -> None:
    seen = sorted({one.conversation_id for group in shown for one in group.messages})
    recorded(here.engine, adviser.actor, "unanswered_listed", detail={"conversations": seen})


def _propose_all(here: Services, adviser: SignedIn, ids: list[str], topic: str) -> int:
    with Session(here.engine) as session:
        query = select(Message.id, Message.conversation_id).where(
            Message.id.in_([id_.replace("\0", "") for id_ in ids])
        )
        found = list(session.execute(query))
    count = 0
    for message_id, conversation_id in found:
        try:
            conversation = held(here.engine, adviser.account, conversation_id)
        except UnknownConversation:
            continue  # of another council
        propose(here.engine, here.chat.redactor, adviser.actor, conversation, Proposal(message_id, "other", topic))
        count += 1
    return count
