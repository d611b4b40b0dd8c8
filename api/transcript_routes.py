"""A chat to take away, as JSON or as a file: over the HTTP contract, and from the page without JavaScript."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.messages import message_out
from api.page import CHAT, conversation_of
from api.references import reference_of
from api.routes import NOT_FOUND, Here, Responses, Token
from api.schemas import ErrorOut, MessageOut, TranscriptOut
from api.transcript import Transcript, transcript_of
from api.transcript_html import html_of
from api.transcript_pdf import pdf_of
from api.transcript_text import text_of
from api.wiring import Services
from kb.hours import LONDON
from kb.places import council_names

router = APIRouter(responses={422: {"model": ErrorOut}})
FileFormat = Literal["text", "html", "pdf"]
FORMATS: dict[str, tuple[Callable[[Transcript], str | bytes], str, str]] = {
    "text": (text_of, "text/plain; charset=utf-8", "txt"),
    "html": (html_of, "text/html; charset=utf-8", "html"),
    "pdf": (pdf_of, "application/pdf", "pdf"),
}
DOWNLOADS: Responses = {200: {"content": {"text/plain": {}, "text/html": {}, "application/pdf": {}}}}


@router.get(
    "/v1/conversations/{conversation_id}/transcript", responses=NOT_FOUND | DOWNLOADS, response_model=TranscriptOut
)
async def transcript(
    conversation_id: str,
    token: Token,
    here: Here,
    wanted: Annotated[Literal["json"] | FileFormat, Query(alias="format")] = "json",
) -> Any:
    """The whole chat: as JSON, or as a file. No copy of the file is kept."""
    known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    messages = [message_out(m) for m in await anyio.to_thread.run_sync(here.store.messages, known.id)]
    if wanted == "json":
        return TranscriptOut(id=known.id, council=known.council, state=known.state, messages=messages)
    return await _file(here, messages, known.council, wanted, known.id)


@router.get(CHAT + "/transcript", include_in_schema=False)
async def from_page(
    council: str, request: Request, here: Here, wanted: Annotated[FileFormat, Query(alias="format")] = "html"
) -> Response:
    """The chat of this browser as a file; back to the page when there is none."""
    conversation_id, _, messages = await conversation_of(request, here)
    if not messages:
        return RedirectResponse(f"/chat/{council}" if council in council_names() else "/chat", status_code=303)
    return await _file(here, messages, council, wanted, conversation_id)


async def _file(
    here: Services, messages: Sequence[MessageOut], council: str | None, wanted: str, conversation_id: str
) -> Response:
    make, media_type, ending = FORMATS[wanted]
    now = datetime.now(LONDON)
    facts = here.keeper.book().councils.get(council or "")
    name = facts.short_name if facts else council_names().get(council or "", "")
    content = await anyio.to_thread.run_sync(
        lambda: make(transcript_of(messages, facts, name, now, reference_of(conversation_id)))
    )
    disposition = f'attachment; filename="askline-chat-{now:%Y-%m-%d}.{ending}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
