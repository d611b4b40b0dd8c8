"""Whether an answer helped, said on the page without JavaScript."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.callback_routes import keep_feedback
from api.errors import TooMany, UnknownMessage
from api.page import CHAT, ENGLAND, conversation_of, templates, unknown_council
from api.routes import Here
from kb.callback_words import said
from kb.places import council_names
from kb.replies import emergency_words
from kb.safety import crisis

router = APIRouter(include_in_schema=False)
LONGEST = 1000  # characters of a reason; what goes beyond is cut off, for the page says nothing of a limit


@router.post(CHAT + "/feedback")
async def mark(
    council: str,
    request: Request,
    here: Here,
    message_id: Annotated[str, Form(max_length=64)],
    helpful: Annotated[str, Form(pattern="^(yes|no)$")],
    reason: Annotated[str, Form()] = "",
) -> Response:
    """Keeps it, then shows the chat again where the parent was."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, _, _ = await conversation_of(request, here)
    if await anyio.to_thread.run_sync(crisis, reason[:LONGEST]):
        # Wherever a parent writes of danger, whom to ring now comes first. The mark is kept nowhere.
        told = {"council": council, "title": said("feedback.danger_title"), "text": emergency_words()}
        return templates.TemplateResponse(request, "callback_sent.html", told)
    response = RedirectResponse(f"/chat/{council}#f{message_id}", status_code=303)
    if conversation_id:
        try:
            here.turns.take(conversation_id)
            await keep_feedback(here, conversation_id, message_id, helpful == "yes", reason[:LONGEST])
        except (UnknownMessage, TooMany):
            return response
    return response
