"""The call-back form as a page without JavaScript: form, errors above it, and a page with the reference."""

import uuid
from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.callback_desk import Offer, confirmation
from api.callback_form import LIMITS, CallbackForm, checked
from api.errors import NoCallback, TooMany, TooManyCallbacks, WrongFields
from api.page import CHAT, ENGLAND, conversation_of, remember, templates, unknown_council
from api.routes import Here, start
from api.schemas import CLIENT_ID
from api.wiring import Services
from kb.callback_words import callback_words, said
from kb.contacts import service_words
from kb.handoff import ways_words
from kb.places import council_names

router = APIRouter(include_in_schema=False)
PAGE = CHAT + "/callback"


@dataclass(frozen=True)
class Filled:
    """The form as the browser sends it. A box that is not ticked is not sent at all."""

    name: Annotated[str, Form()] = ""
    phone: Annotated[str, Form()] = ""
    email: Annotated[str, Form()] = ""
    best_times: Annotated[str, Form()] = ""
    about: Annotated[str, Form()] = ""
    consent: Annotated[str, Form()] = ""
    share_summary: Annotated[str, Form()] = ""

    def form(self) -> CallbackForm:
        """The same, as the desk takes it."""
        typed = {name: getattr(self, name) for name in LIMITS}
        return CallbackForm(**typed, consent=bool(self.consent), share_summary=bool(self.share_summary))


@router.get(PAGE)
async def show(council: str, request: Request, here: Here) -> HTMLResponse:
    """The empty form; how else to reach the service where no call-back is offered."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, _, _ = await conversation_of(request, here)
    try:
        offer = await anyio.to_thread.run_sync(here.desk.offer, council, conversation_id)
    except NoCallback:
        return _none(request, here, council)
    return _form(request, council, offer, CallbackForm(), bool(conversation_id))


@router.post(PAGE)
async def ask(
    council: str,
    request: Request,
    here: Here,
    filled: Annotated[Filled, Depends()],
    client_id: Annotated[str, Form(max_length=64, pattern=CLIENT_ID)] = "",
) -> Response:
    """Takes the form; shows it again with what is wrong, or goes on to the reference."""
    if council != ENGLAND and council not in council_names():
        return unknown_council(request, council, here)
    conversation_id, token, _ = await conversation_of(request, here)
    form, address = filled.form(), request.client.host if request.client else "unknown"
    try:
        offer = await anyio.to_thread.run_sync(here.desk.offer, council, conversation_id)
        checked(form)
        begun = bool(conversation_id)
        if not begun:  # a request hangs on a chat; none is begun for a form that has to be put right
            conversation_id, token = await _begin(here, address, council)
        reference = await here.desk.take(conversation_id, council, form, client_id or None, address)
    except NoCallback:
        return _none(request, here, council)
    except WrongFields as error:
        return _form(request, council, offer, form, bool(conversation_id), error.fields, status=422)
    except (TooMany, TooManyCallbacks) as error:
        page = _form(request, council, offer, form, begun, {"": str(error)}, status=429)
        return remember(page, request, conversation_id, token)
    response = RedirectResponse(f"/chat/{council}/callback/{reference}", status_code=303)
    return remember(response, request, conversation_id, token)


async def _begin(here: Services, address: str, council: str) -> tuple[str, str]:
    begun = await start(here, address, council, "page")
    return begun.id, begun.token


@router.get(PAGE + "/{reference}")
async def sent(council: str, reference: str, request: Request, here: Here) -> Response:
    """The reference. It shows nothing that was filled in: an address is easily passed on."""
    facts = here.keeper.book().councils.get(council)
    found = await anyio.to_thread.run_sync(here.desk.find, reference, council) if facts else None
    if facts is None:
        return unknown_council(request, council, here)
    if found is None:
        return RedirectResponse(f"/chat/{council}/callback", status_code=303)
    # Only to the parent who wrote it is anything said of what they wrote: addresses are passed on.
    conversation_id, _, _ = await conversation_of(request, here)
    about = found.about if conversation_id and found.conversation_id == conversation_id else ""
    text = await anyio.to_thread.run_sync(confirmation, service_words(facts), found.reference, about)
    return templates.TemplateResponse(
        request,
        "callback_sent.html",
        {
            "council": council,
            "title": said("sent_title"),
            "text": text,
            "next": said("sent_next"),
            "ways": ways_words(facts),
        },
    )


def _none(request: Request, here: Services, council: str) -> HTMLResponse:
    facts = here.keeper.book().councils.get(council)
    text = said("none", service=service_words(facts)) if facts else said("none_national")
    values = {"council": council, "title": said("none_title"), "text": text, "ways": ways_words(facts) if facts else ""}
    return templates.TemplateResponse(request, "callback_sent.html", values)


def _form(
    request: Request,
    council: str,
    offer: Offer,
    form: CallbackForm,
    has_chat: bool,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    values = {
        "council": council,
        "council_name": offer.council.short_name,
        "words": callback_words(),
        "intro": said("intro", service=offer.service),
        "consent": offer.consent,
        "consent_label": said("consent_label", service=offer.service),
        "summary": offer.summary if has_chat else "",
        "form": form,
        "errors": errors or {},
        "client_id": str(uuid.uuid4()),
    }
    return templates.TemplateResponse(request, "callback.html", values, status_code=status)
