"""Chatting with an adviser on the page without JavaScript: ask, watch a page that refreshes itself, leave."""

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.errors import ClosedConversation, NoAdviser, TooMany, UnknownConversation
from api.live_routes import enter_queue, leave_queue, on_page
from api.page import (
    CHAT,
    ENGLAND,
    address_of,
    conversation_of,
    error_page,
    latest_of,
    remember,
    templates,
    unknown_council,
)
from api.routes import Here, start
from kb.places import council_names

router = APIRouter(include_in_schema=False)

REFRESH_SECONDS = 8


@router.get(CHAT + "/live")
async def watch(council: str, request: Request, here: Here, still: bool = False) -> Response:
    """The chat, refreshed every few seconds while an adviser is awaited or there. `still`: not refreshed."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, _, messages = await conversation_of(request, here)
    if not conversation_id:
        return RedirectResponse(f"/chat/{council}", status_code=303)
    facts = here.keeper.book().councils.get(council)
    return templates.TemplateResponse(
        request,
        "live.html",
        {
            "council": council,
            "council_name": facts.short_name if facts else council_names().get(council, ""),
            "live": await on_page(here, conversation_id, None),
            "messages": messages,
            "latest": latest_of(messages),
            "still": still,
            "seconds": REFRESH_SECONDS,
        },
    )


@router.post(CHAT + "/adviser")
async def ask(council: str, request: Request, here: Here) -> Response:
    """Puts the parent into the queue; begins a chat when there is none."""
    if council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, token, messages = await conversation_of(request, here)
    try:
        if not conversation_id:
            begun = await start(here, address_of(request), council, "page")
            conversation_id, token = begun.id, begun.token
        here.turns.take(conversation_id)
        known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
        await enter_queue(here, known)
    except (NoAdviser, ClosedConversation, TooMany) as error:
        status = 429 if isinstance(error, TooMany) else 409
        page = await error_page(request, here, council, conversation_id, messages, str(error), status=status)
        return remember(page, request, conversation_id, token)
    response = RedirectResponse(f"/chat/{council}/live", status_code=303)
    return remember(response, request, conversation_id, token)


@router.post(CHAT + "/leave")
async def leave(council: str, request: Request, here: Here) -> Response:
    """Leaves the queue or the adviser; the assistant answers again."""
    conversation_id, token, _ = await conversation_of(request, here)
    if conversation_id:
        try:
            known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
            await leave_queue(here, known)
        except UnknownConversation:  # deleted in this very moment
            pass
    return RedirectResponse(f"/chat/{council}#latest" if council in council_names() else "/chat", status_code=303)
