"""The chat page that works without JavaScript: forms, links, and one cookie that keeps the chat together."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.templating import Jinja2Templates

from api.callback_models import Feedback
from api.errors import ClosedConversation, EmptyMessage, TooLong, TooMany, UnknownChoice, UnknownConversation
from api.live_routes import OnPage, on_page
from api.markdown import html, linked, plain
from api.messages import message_out
from api.privacy.erasing import callbacks_of
from api.privacy.problems import OnHold
from api.references import reference_of
from api.routes import Here, start
from api.schemas import CLIENT_ID, MessageOut, NewMessage
from api.wiring import Services
from api.words import cleaned
from kb.callback_words import callback_email, callback_words
from kb.facts import CouncilFacts
from kb.handoff import ways_words
from kb.hours import LONDON, line_of, line_state, line_words
from kb.places import council_names

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.filters.update(markdown=html, plain=plain, linked=linked)
templates.env.filters["london"] = lambda at: at.astimezone(LONDON).strftime("%H:%M")
templates.env.filters["london_day"] = lambda at: f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}"
templates.env.globals["callback_words"] = callback_words
templates.env.globals["marker_numbers"] = lambda message: frozenset(c.marker for c in message.citations)

COOKIE = "askline_chat"
ENGLAND = "england"  # the page for parents whose council is not known
CHAT = "/chat/{council}"


@router.get("/")
async def home() -> RedirectResponse:
    """The list of councils."""
    return RedirectResponse("/chat", status_code=307)


@router.get("/chat")
async def choose_council(request: Request, here: Here) -> HTMLResponse:
    """Lets the parent choose their council."""
    councils = sorted(here.keeper.book().councils.values(), key=lambda c: c.short_name)
    return templates.TemplateResponse(request, "councils.html", {"councils": councils})


@router.get(CHAT)
async def show(council: str, request: Request, here: Here, sent: bool = False) -> HTMLResponse:
    """The chat with that council, as far as it has gone."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, _, messages = await conversation_of(request, here)
    live = await on_page(here, conversation_id, council)
    kept = await anyio.to_thread.run_sync(_kept, here, conversation_id)
    # The message was sent but no chat is here: the browser refused the cookie, and silence would be unkind.
    error = "Your browser refused the one cookie that keeps this chat together. Please allow it, then ask again."
    return _page(request, here, council, live, messages, kept, error=error if sent and not messages else "")


@router.post(CHAT)
async def send(
    council: str,
    request: Request,
    here: Here,
    text: Annotated[str, Form()] = "",
    choice: Annotated[str | None, Form(max_length=120)] = None,
    client_id: Annotated[str, Form(max_length=64, pattern=CLIENT_ID)] = "",
) -> Response:
    """Takes a question or a choice, then shows the chat again with the answer."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, token, messages = await conversation_of(request, here)
    message = NewMessage(text=None if choice else text, choice=choice, client_id=client_id or None)
    try:
        if not conversation_id:
            if not choice:
                # No chat is begun, and no cookie set, for a question that is empty or too long.
                cleaned(text, here.settings.max_characters)
            conversation_id, token = await _begin(request, here, council)
        elif council != ENGLAND:
            # The page that the parent writes on says which council they mean, whatever the chat was about before.
            await anyio.to_thread.run_sync(here.store.move, conversation_id, council)
        here.turns.take(conversation_id)
        try:
            answered = await here.chat.turn(conversation_id, token, message)
        except ClosedConversation:
            conversation_id, token = await _begin(request, here, council)
            answered = await here.chat.turn(conversation_id, token, message)
    except (EmptyMessage, TooLong, TooMany, UnknownChoice) as error:
        status = 429 if isinstance(error, TooMany) else 422
        page = await error_page(request, here, council, conversation_id, messages, str(error), text, status)
        return remember(page, request, conversation_id, token)
    # A parent who named another council goes on at that council's page, with its service and its line.
    named = answered.replies[-1].council_slug if answered.replies else None
    council = named if named in council_names() else council
    # With an adviser the answer comes later: the parent goes on at the page that looks for it.
    where = "/live#latest" if answered.state == "adviser" else "?sent=true#latest"
    response = RedirectResponse(f"/chat/{council}{where}", status_code=303)
    return remember(response, request, conversation_id, token)


@router.post(CHAT + "/delete")
async def delete(council: str, request: Request, here: Here, callbacks: Annotated[bool, Form()] = False) -> Response:
    """Deletes the chat and forgets it; with `callbacks`, the call-back requests that were made in it too."""
    conversation_id, _, messages = await conversation_of(request, here)
    if conversation_id:
        try:
            await here.privacy.eraser.by_parent(conversation_id, callbacks)
        except OnHold as error:
            return await error_page(request, here, council, conversation_id, messages, str(error), status=409)
    response = RedirectResponse(f"/chat/{council}" if council in council_names() else "/chat", status_code=303)
    response.delete_cookie(COOKIE, path="/chat")
    return response


async def _begin(request: Request, here: Services, council: str) -> tuple[str, str]:
    begun = await start(here, address_of(request), None if council == ENGLAND else council, "page")
    return begun.id, begun.token


def address_of(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else "unknown"


async def conversation_of(request: Request, here: Services) -> tuple[str, str, list[MessageOut]]:
    """The chat that the cookie names: its id, its token and its messages; all empty when there is none."""
    conversation_id, _, token = request.cookies.get(COOKIE, "").partition(".")
    try:
        known = await anyio.to_thread.run_sync(here.store.find, conversation_id, token)
    except UnknownConversation:
        return "", "", []
    messages = await anyio.to_thread.run_sync(here.store.messages, known.id)
    return known.id, token, [message_out(m) for m in messages]


def remember(response: Response, request: Request, conversation_id: str, token: str) -> Response:
    """The response with the cookie of that chat."""
    if conversation_id:
        # It lasts until the browser closes, and no script and no other site can use it.
        secure = request.app.state.services.settings.secure_cookies
        response.set_cookie(
            COOKIE, f"{conversation_id}.{token}", path="/chat", httponly=True, samesite="strict", secure=secure
        )
    return response


async def error_page(
    request: Request,
    here: Services,
    council: str,
    conversation_id: str,
    messages: list[MessageOut],
    error: str,
    typed: str = "",
    status: int = 422,
) -> HTMLResponse:
    """The chat with what went wrong, beside the box with what the parent had typed."""
    live = await on_page(here, conversation_id, council)
    kept = await anyio.to_thread.run_sync(_kept, here, conversation_id)
    return _page(request, here, council, live, messages, kept, error, typed, status)


@dataclass(frozen=True)
class Kept:
    """What is kept beside the messages of a chat: its reference, what the parent thought of them, call-backs."""

    reference: str
    marks: dict[str, Feedback]
    callbacks: Sequence[str]


def _kept(here: Services, conversation_id: str) -> Kept:
    if not conversation_id:
        return Kept("", {}, ())
    marks = here.feedback.of(conversation_id)
    return Kept(reference_of(conversation_id), marks, callbacks_of(here.engine, conversation_id))


def _page(
    request: Request,
    here: Services,
    council: str,
    live: OnPage,
    messages: list[MessageOut],
    kept: Kept,
    error: str = "",
    typed: str = "",
    status: int = 200,
) -> HTMLResponse:
    slug = None if council == ENGLAND else council
    facts = here.keeper.book().councils.get(slug or "")
    greeting = here.chat.greeting(slug)
    last = messages[-1] if messages else None
    return templates.TemplateResponse(
        request,
        "chat.html",
        {
            "council": council,
            "council_name": facts.short_name if facts else council_names().get(council, ""),
            "service": facts and facts.service["name"],
            "ways": ways_words(facts) if facts else "",
            "line": _line_words(facts),
            "messages": messages,
            "marks": kept.marks,
            "kept": kept,
            "callback": callback_email(facts) is not None,
            "greeting": greeting,
            "live": live,
            # Choices are Askline's: an adviser is written to in words.
            "choices": () if live.state in ("adviser", "closed") else last.choices if last else greeting.choices,
            "latest": latest_of(messages),
            "error": error,
            "typed": typed,
            "client_id": str(uuid.uuid4()),
            "limit": here.settings.max_characters,
        },
        status_code=status,
    )


def _line_words(facts: CouncilFacts | None) -> str:
    if facts is None:
        return ""
    now = datetime.now(LONDON)
    return line_words(line_state(line_of(facts, now.date()), now), facts.service["line_name"], now)


def latest_of(messages: list[MessageOut]) -> str:
    """The id of the first message that answers the parent's last one."""
    answers: list[MessageOut] = []
    for message in reversed(messages):
        if message.sender == "parent":
            break
        answers.append(message)
    return answers[-1].id if answers else ""


def unknown_council(request: Request, council: str, here: Services) -> HTMLResponse:
    """The list of councils, with a line that we do not know this one."""
    councils = sorted(here.keeper.book().councils.values(), key=lambda c: c.short_name)
    return templates.TemplateResponse(
        request, "councils.html", {"councils": councils, "unknown": council[:60]}, status_code=404
    )
