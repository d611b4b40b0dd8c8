"""The HTTP contract, /v1, beside the chat: call-back requests and feedback. Neither ever becomes part of a chat."""

import anyio.to_thread
from fastapi import APIRouter, Request, Response

from api.callback_desk import confirmation
from api.callback_form import CallbackForm
from api.errors import NoCallback
from api.metrics import FEEDBACK
from api.routes import BUSY, CLOSED, NOT_FOUND, Here, Token
from api.schemas import CallbackOfferOut, CallbackOut, ErrorOut, NewCallback, NewFeedback
from api.wiring import Services
from api.words import without_invisible
from kb.contacts import service_words

router = APIRouter(prefix="/v1/conversations/{conversation_id}", responses={422: {"model": ErrorOut}})


@router.get("/callback", responses=NOT_FOUND)
async def offer(conversation_id: str, token: Token, here: Here) -> CallbackOfferOut:
    """Whether a call-back can be asked for here, what the parent would agree to, and what would be shared."""
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    try:
        offered = await anyio.to_thread.run_sync(here.desk.offer, known.council, known.id)
    except NoCallback as error:
        council = here.keeper.book().councils.get(known.council or "")
        return CallbackOfferOut(
            offered=False, service=service_words(council), message=str(error), consent="", summary=""
        )
    return CallbackOfferOut(
        offered=True, service=offered.service, message="", consent=offered.consent, summary=offered.summary
    )


@router.post("/callback", status_code=201, responses=NOT_FOUND | BUSY | CLOSED)
async def ask(conversation_id: str, new: NewCallback, token: Token, request: Request, here: Here) -> CallbackOut:
    """Asks the council's service to get in touch. The details go to the service and nowhere else."""
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    given = {k: v for k, v in new.model_dump(exclude={"client_id"}).items() if v is not None}
    address = request.client.host if request.client else "unknown"
    reference = await here.desk.take(known.id, known.council, CallbackForm(**given), new.client_id, address)
    service = service_words(here.keeper.book().councils[str(known.council)])
    message = await anyio.to_thread.run_sync(confirmation, service, reference, new.about or "")
    return CallbackOut(reference=reference, service=service, message=message)


@router.post("/feedback", status_code=204, responses=NOT_FOUND | BUSY)
async def feedback(conversation_id: str, new: NewFeedback, token: Token, here: Here) -> Response:
    """Takes whether a message helped; the reason is redacted before it is kept."""
    here.turns.take(conversation_id)
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    await keep_feedback(here, known.id, new.message_id, new.helpful, new.reason or "")
    return Response(status_code=204)


async def keep_feedback(here: Services, conversation_id: str, message_id: str, helpful: bool, reason: str) -> None:
    """Keeps feedback without personal details: for the API and for the chat page."""
    redacted = await anyio.to_thread.run_sync(here.chat.redactor.redact, without_invisible(reason))
    await anyio.to_thread.run_sync(here.feedback.keep, conversation_id, message_id, helpful, redacted.text)
    FEEDBACK.labels(str(helpful).lower()).inc()
