"""The advisers' pages: duty, the queue, and a chat. They work without JavaScript; a small script makes them live."""

import uuid
from datetime import UTC, datetime
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from api.advisers.access import (
    PATH,
    Acting,
    Adviser,
    AdviserRoute,
    Chat,
    Opened,
    SignedIn,
    acting,
    opened,
    readable,
)
from api.advisers.audit import record, recorded, viewed
from api.advisers.events import adviser_events
from api.advisers.frame import page
from api.advisers.problems import NothingChosen
from api.bulletin import Notice
from api.duty import set_duty
from api.events import EventStream
from api.messages import message_out
from api.queue import Live, places_in, queue
from api.routes import Here
from api.schemas import CLIENT_ID
from api.wiring import Services
from api.words import cleaned
from kb.places import council_names

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

LONGEST = 4000  # characters of one message: advisers explain more than parents ask
CHAT = "/chats/{conversation_id}"


@router.get("")
async def home(request: Request, adviser: Adviser, here: Here) -> Response:
    """Duty, who waits, and the adviser's own chats."""
    live = await anyio.to_thread.run_sync(_queue, here, adviser)
    places, now = places_in(live), datetime.now(UTC)
    topics = here.keeper.book().topics
    rows = [
        {
            "id": one.id,
            "council": council_names()[one.council],
            "place": places.get(one.id),
            "crisis": one.crisis,
            "about": topics[one.topic].title if one.topic and one.topic in topics else "",
            "minutes": int((now - one.asked_at).total_seconds() // 60) if one.asked_at else 0,
            "adviser": one.adviser,
            "state": one.state,
            "mine": one.state == "adviser" and one.adviser_id == adviser.account.id,
        }
        for one in live
    ]
    return page(request, "adviser/queue.html", adviser, rows=rows)


@router.post("/duty")
async def duty(
    adviser: Acting,
    here: Here,
    on: Annotated[bool, Form()],
    council: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """On duty for the chosen councils (an adviser of one council need not choose), or off duty."""
    theirs = adviser.account.councils
    chosen = [c for c in (council or (theirs if len(theirs) == 1 else ())) if c in theirs] if on else []
    if on and not chosen:
        raise NothingChosen
    await anyio.to_thread.run_sync(_set_duty, here, adviser, chosen)
    return RedirectResponse(PATH, status_code=303)


@router.post("/next")
async def take_next(adviser: Acting, here: Here) -> Response:
    """Takes the parent who is served next."""
    taken = await anyio.to_thread.run_sync(here.live.take_next, adviser.account, adviser.account.councils)
    return await _taken(here, adviser, taken)


@router.post(CHAT + "/take")
async def take(chat: Chat, adviser: Acting, here: Here) -> Response:
    """Takes this parent; back to the queue when another adviser was quicker."""
    got = await anyio.to_thread.run_sync(here.live.take, adviser.account, chat.id)
    return await _taken(here, adviser, chat.id if got else None)


@router.get(CHAT)
async def show(
    request: Request, chat: Chat, adviser: Adviser, here: Here, after: int = 0, watch: bool = False
) -> Response:
    """The chat so far, with citations; `after`: only what came after that position, for the page's script."""
    seen_by = here.engine, adviser.actor, chat.id, chat.council, adviser.by_hand
    await anyio.to_thread.run_sync(viewed, *seen_by)
    messages = readable(chat, await anyio.to_thread.run_sync(here.store.messages, chat.id))
    return page(
        request,
        "adviser/chat.html",
        adviser,
        chat=chat,
        council=council_names()[chat.council],
        messages=[message_out(m) for m in messages if m.position > after],
        watch=watch,
        longest=LONGEST,
        client_id=str(uuid.uuid4()),
    )


@router.post(CHAT + "/messages")
async def say(
    chat: Chat,
    adviser: Acting,
    here: Here,
    text: Annotated[str, Form()] = "",
    client_id: Annotated[str, Form(max_length=64, pattern=CLIENT_ID)] = "",
) -> Response:
    """Writes to the parent."""
    said = cleaned(text, LONGEST)
    await anyio.to_thread.run_sync(here.live.say, adviser.account, chat.id, said, client_id or None)
    here.bulletin.post(Notice(chat.id))
    return RedirectResponse(f"{PATH}/chats/{chat.id}#write", status_code=303)


@router.post(CHAT + "/typing")
async def typing(chat: Chat, adviser: Acting, here: Here) -> Response:
    """Tells the parent that the adviser is typing."""
    if chat.mine:
        here.typing.take(adviser.account.id)
        here.bulletin.post(Notice(chat.id, typing="adviser"))
    return Response(status_code=204)


@router.post(CHAT + "/hand-back")
async def hand_back(chat: Chat, adviser: Acting, here: Here) -> Response:
    """Leaves the parent to the assistant."""
    await anyio.to_thread.run_sync(here.live.hand_back, adviser.account, chat.id)
    await anyio.to_thread.run_sync(_record, here, adviser, chat, "chat_handed_back")
    here.bulletin.post(Notice(chat.id, queue=True))
    return RedirectResponse(PATH, status_code=303)


@router.post(CHAT + "/end")
async def end(chat: Chat, adviser: Acting, here: Here) -> Response:
    """Ends the chat for good."""
    await anyio.to_thread.run_sync(here.live.close, adviser.account, chat.id)
    await anyio.to_thread.run_sync(_record, here, adviser, chat, "chat_ended")
    here.bulletin.post(Notice(chat.id, queue=True))
    return RedirectResponse(PATH, status_code=303)


@router.post("/seen", dependencies=[Depends(acting)])
async def seen() -> Response:
    """The page's answer to a ping: somebody's browser is awake. Being asked who they are has noted it."""
    return Response(status_code=204)


@router.get("/events")
async def events(adviser: Adviser, here: Here, chat: str | None = None) -> Response:
    """Tells the page's script when to look again: at the queue, and at one chat."""
    if chat is not None:
        await anyio.to_thread.run_sync(opened, here.engine, adviser.account, chat)
    return EventStream(adviser_events(here, adviser, chat))


def _queue(here: Services, adviser: SignedIn) -> tuple[Live, ...]:
    with Session(here.engine) as session:
        return queue(session, adviser.account.councils)


def _set_duty(here: Services, adviser: SignedIn, councils: list[str]) -> None:
    with Session(here.engine) as session, session.begin():
        set_duty(session, adviser.account.id, councils, datetime.now(UTC))
        if set(councils) != adviser.account.on_duty:
            record(session, adviser.actor, "duty_changed", adviser.account.id, {"councils": sorted(councils)})


def _record(here: Services, adviser: SignedIn, chat: Opened, action: str) -> None:
    recorded(here.engine, adviser.actor, action, chat.id, council=chat.council)


async def _taken(here: Services, adviser: SignedIn, conversation_id: str | None) -> Response:
    if conversation_id is None:
        return RedirectResponse(f"{PATH}?taken=no", status_code=303)
    await anyio.to_thread.run_sync(_record_taken, here, adviser, conversation_id)
    here.bulletin.post(Notice(conversation_id, queue=True))
    return RedirectResponse(f"{PATH}/chats/{conversation_id}", status_code=303)


def _record_taken(here: Services, adviser: SignedIn, conversation_id: str) -> None:
    council = opened(here.engine, adviser.account, conversation_id).council
    recorded(here.engine, adviser.actor, "chat_taken", conversation_id, council=council)
