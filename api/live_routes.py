"""The HTTP contract of the live chat, for parents: restore, ask for an adviser or leave one, events, typing."""

from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import StreamingResponse

from api.bulletin import Notice
from api.conversations import Known
from api.events import EventStream, conversation_events
from api.messages import message_out
from api.queue import Standing, look
from api.routes import BUSY, CLOSED, NOT_FOUND, Here, Responses, Token
from api.schemas import AskedOut, ErrorOut, RestoredOut
from api.wiring import Services

INVALID: Responses = {422: {"model": ErrorOut}}
router = APIRouter(prefix="/v1/conversations/{conversation_id}", responses=INVALID | NOT_FOUND)
LARGEST = 2**31 - 1  # what a database's integer holds


@router.get("")
async def restore(conversation_id: str, token: Token, here: Here) -> RestoredOut:
    """The chat as it stands: for a page that was left and opened again."""
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    messages = await anyio.to_thread.run_sync(here.store.messages, known.id)
    standing = await stands(here, known)
    return RestoredOut(
        id=known.id,
        council=known.council,
        state=standing.state,
        place=standing.place,
        adviser=standing.adviser,
        messages=[message_out(m) for m in messages],
    )


@router.post("/adviser", status_code=202, responses=BUSY | CLOSED)
async def ask_for_adviser(conversation_id: str, token: Token, here: Here) -> AskedOut:
    """Puts the parent into the queue for an adviser. Asking again changes nothing."""
    here.turns.take(conversation_id)
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    return asked_out(await enter_queue(here, known))


@router.delete("/adviser", responses=BUSY)
async def leave_adviser(conversation_id: str, token: Token, here: Here) -> AskedOut:
    """Leaves the queue, or the chat with the adviser. The assistant answers again."""
    here.turns.take(conversation_id)
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    return asked_out(await leave_queue(here, known))


@router.post("/typing", status_code=204, responses=BUSY)
async def typing(conversation_id: str, token: Token, here: Here) -> Response:
    """Tells the adviser that the parent is typing. Nothing is stored."""
    here.typing.take(conversation_id)
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    here.bulletin.post(Notice(known.id, typing="parent"))
    return Response(status_code=204)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses=BUSY | {200: {"content": {"text/event-stream": {}}, "description": "Events until the client goes away"}},
)
async def events(
    conversation_id: str,
    token: Token,
    here: Here,
    last_event_id: Annotated[str | None, Header(pattern=r"^\d{1,9}$")] = None,
    after: Annotated[int | None, Query(ge=0, le=LARGEST)] = None,
) -> EventStream:
    """What happens in the chat: `message`, `state` and `typing`. Begins after Last-Event-ID, after `after`, or now."""
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    begin = int(last_event_id) if last_event_id else after
    return EventStream(conversation_events(here.streams, here.store, known.id, begin, hears="adviser"))


async def enter_queue(here: Services, known: Known) -> Standing:
    """Asks for an adviser, for the API and for the page. Raises NoAdviser, ClosedConversation."""
    await anyio.to_thread.run_sync(here.live.ask, known.id)
    here.bulletin.post(Notice(known.id, queue=True))
    return await stands(here, known)


async def leave_queue(here: Services, known: Known) -> Standing:
    """Leaves the queue or the adviser, for the API and for the page."""
    await anyio.to_thread.run_sync(here.live.leave, known.id)
    here.bulletin.post(Notice(known.id, queue=True))
    return await stands(here, known)


async def stands(here: Services, known: Known) -> Standing:
    """Where the conversation stands now."""
    board = await anyio.to_thread.run_sync(look, here.engine, [known.id])
    return board.standings.get(known.id) or Standing(0, "closed", None, None)


@dataclass(frozen=True)
class OnPage:
    """What the chat page shows of chatting with an adviser."""

    state: str
    place: int | None
    adviser: str | None
    offered: bool


async def on_page(here: Services, conversation_id: str, council: str | None) -> OnPage:
    """Where the chat stands, or that no chat has begun, and whether an adviser of that council can be asked for."""
    standing = Standing(0, "assistant", None, None)
    if conversation_id:
        board = await anyio.to_thread.run_sync(look, here.engine, [conversation_id])
        standing = board.standings.get(conversation_id, standing)
    offered = standing.state == "assistant" and council in await anyio.to_thread.run_sync(here.live.on_duty)
    return OnPage(standing.state, standing.place, standing.adviser, offered)


def asked_out(standing: Standing) -> AskedOut:
    """Where the chat stands, as the contract shows it."""
    return AskedOut.model_validate({"state": standing.state, "place": standing.place})
