"""The pages on which advisers find a conversation and look it through. They need no JavaScript."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Acting, Adviser, AdviserRoute, SignedIn
from api.advisers.audit import recorded, viewed
from api.advisers.frame import page
from api.models import Message
from api.overview import NO_ANSWER
from api.privacy.holds import holds_of
from api.references import reference_of
from api.review.access import Reviewed
from api.review.asides import asides, in_groups, pickable, title_of
from api.review.corrections import corrections_of
from api.review.filters import Filters
from api.review.giving import colleagues, give
from api.review.listing import Page, page_of
from api.review.notes import LONGEST_NOTE, add_note, labels_of, mark, set_label, written
from api.review.phrases import label_of
from api.review.saved import LONGEST_NAME, saved_for
from api.routes import Here
from api.wiring import Services
from api.words import cleaned
from kb.places import council_names

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

LIST, ONE = "/conversations", "/conversations/{conversation_id}"
MESSAGES = 60  # on one page of a conversation
LAST = 1_000_000_000


@router.get(LIST)
async def conversations(
    request: Request, adviser: Adviser, here: Here, filters: Annotated[Filters, Query()]
) -> Response:
    """The conversations of the adviser's councils that are looked for, newest first."""
    found = await anyio.to_thread.run_sync(_listed, here, adviser, filters)
    labels = await anyio.to_thread.run_sync(labels_of, here.engine, adviser.account.councils)
    saved = await anyio.to_thread.run_sync(saved_for, here.engine, adviser)
    topics = here.keeper.book().topics
    return page(
        request,
        "adviser/conversations.html",
        adviser,
        filters=filters,
        found=found,
        names=council_names(),
        topics=pickable(topics),
        titled=lambda topic: title_of(topic, topics),
        reasons=NO_ANSWER,
        labels=[(label, label) for label in labels],
        saved=saved,
        longest_name=LONGEST_NAME,
    )


@router.get(ONE)
async def conversation(
    request: Request,
    held: Reviewed,
    adviser: Adviser,
    here: Here,
    after: Annotated[int, Query(ge=0, le=LAST)] = 0,
) -> Response:
    """One conversation as the parent saw it, with what was understood beside each message."""
    await anyio.to_thread.run_sync(viewed, here.engine, adviser.actor, held.id, held.council, adviser.by_hand)
    messages = await anyio.to_thread.run_sync(_messages, here.engine, held.id, after)
    topics = here.keeper.book().topics
    return page(
        request,
        "adviser/conversation.html",
        adviser,
        held=held,
        council=council_names()[held.council],
        asides=asides(messages[:MESSAGES], topics),
        next=messages[MESSAGES - 1].position if len(messages) > MESSAGES else None,
        after=after,
        reference=reference_of(held.id),
        holds=await anyio.to_thread.run_sync(holds_of, here.engine, held.id),
        written=await anyio.to_thread.run_sync(written, here.engine, held),
        corrections=await anyio.to_thread.run_sync(corrections_of, here.engine, held.id),
        topics=in_groups(topics),
        titled=lambda topic: title_of(topic, topics),
        longest=LONGEST_NOTE,
        labels=await anyio.to_thread.run_sync(labels_of, here.engine, (held.council,)),
        colleagues=await anyio.to_thread.run_sync(colleagues, here.engine, held.council),
        address=str(request.url.replace(query="", fragment="")),
    )


@router.post(ONE + "/notes")
async def write_note(held: Reviewed, adviser: Acting, here: Here, text: Annotated[str, Form()] = "") -> Response:
    """Writes a note for the other advisers."""
    said = cleaned(text, LONGEST_NOTE)
    await anyio.to_thread.run_sync(add_note, here.engine, adviser.actor, held, said)
    return _back(held.id, "notes")


@router.post(ONE + "/labels")
async def put_label(
    held: Reviewed,
    adviser: Acting,
    here: Here,
    label: Annotated[str, Form(max_length=200)] = "",
    on: Annotated[bool, Form()] = True,
) -> Response:
    """Puts a label on, or takes it off."""
    if named := label_of(label):
        await anyio.to_thread.run_sync(set_label, here.engine, adviser.actor, held, named, on)
    return _back(held.id, "labels")


@router.post(ONE + "/given")
async def give_to(
    held: Reviewed, adviser: Acting, here: Here, to: Annotated[str, Form(max_length=64)] = ""
) -> Response:
    """Gives it to an adviser of its council, or to nobody."""
    await anyio.to_thread.run_sync(give, here.engine, adviser.actor, held, to)
    return _back(held.id, "given")


@router.post(ONE + "/review")
async def review(held: Reviewed, adviser: Acting, here: Here, reviewed: Annotated[bool, Form()]) -> Response:
    """Marks it as reviewed, or takes the mark back."""
    await anyio.to_thread.run_sync(mark, here.engine, adviser.actor, held, reviewed)
    return _back(held.id, "review")


def _listed(here: Services, adviser: SignedIn, filters: Filters) -> Page:
    found = page_of(here.engine, filters, adviser.account.councils, me=adviser.account.id)
    # What was searched for may name somebody: it is recorded that there was a search, and not what for.
    detail: dict[str, object] = {k: v for k, v in filters.chosen.items() if k not in ("words", "label")}
    # The first words of these stand in the list: that is a look at each of them.
    detail["conversations"] = [row.id for row in found.rows]
    action = "conversations_searched" if filters.words else "conversations_listed"
    recorded(here.engine, adviser.actor, action, detail=detail)
    return found


def _messages(engine: Engine, conversation_id: str, after: int) -> list[Message]:
    with Session(engine) as session:
        query = select(Message).where(Message.conversation_id == conversation_id, Message.position > after)
        return list(session.scalars(query.order_by(Message.position).limit(MESSAGES + 1)))


def _back(conversation_id: str, where: str) -> Response:
    return RedirectResponse(f"{PATH}/conversations/{conversation_id}#{where}", status_code=303)
