"""The HTTP contract, /v1: conversations, messages, councils."""

from datetime import datetime
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import AfterValidator

from api.conversations import NewRow
from api.errors import UnknownConversation
from api.messages import message_out, turn_out
from api.metrics import STARTED
from api.schemas import ConversationOut, CouncilOut, ErrorOut, NewConversation, NewMessage, TurnOut
from api.wiring import Services
from kb.errors import UnknownCouncil
from kb.facts import CouncilFacts
from kb.handoff import handoff_details, line_details
from kb.hours import LONDON
from kb.looks import look_of
from kb.places import council_names

router = APIRouter(prefix="/v1", responses={422: {"model": ErrorOut}})
Responses = dict[int | str, dict[str, Any]]
NOT_FOUND: Responses = {404: {"model": ErrorOut}}
BUSY: Responses = {429: {"model": ErrorOut}}
CLOSED: Responses = {409: {"model": ErrorOut}}


async def services(request: Request) -> Services:
    """The application's services. FastAPI sends what is not `async` to another thread and back."""
    found: Services = request.app.state.services
    return found


Here = Annotated[Services, Depends(services)]


async def bearer(authorization: Annotated[str | None, Header()] = None) -> str:
    """The token of the Authorization header. Without one the conversation is not known."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise UnknownConversation
    return token.strip()


Token = Annotated[str, Depends(bearer)]


def known_year(at: datetime) -> datetime:
    """Bank holidays and zones are not known for ever, and the calendar has an end."""
    if not 2000 <= at.year <= 2100:
        raise ValueError("please give a time between the years 2000 and 2100")
    return at


Moment = Annotated[datetime, AfterValidator(known_year)]


async def start(here: Services, address: str, council: str | None, channel: str) -> ConversationOut:
    """Begins a conversation: for the API and for the chat page."""
    here.starts.take(address)
    if council is not None and council not in council_names():
        raise UnknownCouncil(council)
    reply = here.chat.greeting(council)
    greeting = NewRow(
        "assistant", reply.text, council=council, reason="greeting",
        content={"choices": [{"id": c.id, "title": c.title} for c in reply.choices], "handoff": reply.handoff},
    )  # fmt: skip
    known, token, messages = await anyio.to_thread.run_sync(here.store.begin, council, channel, greeting)
    here.chat.began(known.id, token)
    STARTED.labels(channel).inc()
    return ConversationOut(id=known.id, token=token, council=council, messages=[message_out(m) for m in messages])


@router.post("/conversations", status_code=201, responses=NOT_FOUND | BUSY)
async def begin(new: NewConversation, request: Request, here: Here) -> ConversationOut:
    """Begins a chat."""
    return await start(here, request.client.host if request.client else "unknown", new.council, new.channel)


@router.post("/conversations/{conversation_id}/messages", responses=NOT_FOUND | BUSY | CLOSED)
async def say(conversation_id: str, message: NewMessage, token: Token, here: Here) -> TurnOut:
    """Takes a parent's message and answers it."""
    here.turns.take(conversation_id)
    return turn_out(await here.chat.turn(conversation_id, token, message))


@router.delete("/conversations/{conversation_id}", status_code=204, responses=NOT_FOUND | CLOSED)
async def erase(conversation_id: str, token: Token, here: Here, callbacks: bool = False) -> Response:
    """Deletes the chat and everything said in it; with `callbacks`, the call-back requests made in it too.

    409: the council's service has to keep this chat for now. It is deleted once it need not.
    """
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    await here.privacy.eraser.by_parent(known.id, callbacks)
    return Response(status_code=204)


@router.get("/councils")
async def councils(here: Here) -> list[CouncilOut]:
    """The councils whose leaflets Askline knows."""
    now = datetime.now(LONDON)
    on_duty = await anyio.to_thread.run_sync(here.live.on_duty)
    known = sorted(here.keeper.book().councils.values(), key=lambda c: c.short_name)
    return [council_out(c, now, c.slug in on_duty) for c in known]


@router.get("/councils/{slug}", responses=NOT_FOUND)
async def council(slug: str, here: Here, at: Annotated[Moment | None, Query()] = None) -> CouncilOut:
    """One council, with the state of its line now or at the given time (London time, unless it names a zone)."""
    facts = here.keeper.book().councils.get(slug)
    if facts is None:
        raise UnknownCouncil(slug)
    moment = at or datetime.now(LONDON)
    on_duty = await anyio.to_thread.run_sync(here.live.on_duty)
    return council_out(facts, moment if moment.tzinfo else moment.replace(tzinfo=LONDON), slug in on_duty)


def council_out(facts: CouncilFacts, now: datetime, live: bool) -> CouncilOut:
    """A council as the contract shows it."""
    details = handoff_details(facts, now)
    return CouncilOut.model_validate(
        {
            "slug": facts.slug,
            "name": facts.name,
            "short_name": facts.short_name,
            "service": {k: details[k] for k in ("phones", "emails", "site")} | {"name": details["service"]},
            "local_offer": facts.local_offer
            and {"name": facts.local_offer["name"], "url": facts.local_offer.get("url")},
            "line": line_details(facts, now),
            "look": look_of(facts.slug).public(),
            "chat": {"live": live},
        }
    )
