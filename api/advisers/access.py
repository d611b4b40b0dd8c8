"""Who may do what on the advisers' pages: logged in, with a form of their own, for a chat of their councils."""

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Depends, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.advisers.accounts import Account
from api.advisers.audit import Actor
from api.advisers.problems import FactorDue, NotAllowed, NotSignedIn, PasswordDue, StaleForm, TryLater
from api.advisers.roles import may
from api.advisers.sessions import form_token, is_form_token
from api.conversations import is_id
from api.errors import UnknownConversation, status_of
from api.models import Conversation, Message
from api.page import templates
from api.routes import Here
from api.wiring import Services
from kb.errors import AsklineError
from kb.settings import Settings

COOKIE = "askline_adviser"
PATH = "/adviser"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
TOWARDS = "askline_towards"  # where somebody was going who had to log in first
_SHARED = re.compile(rf"{PATH}/conversations/[0-9a-f-]{{36}}")
BY_ITSELF = "X-Askline-By-Itself"  # the page's script sends it when nobody has pressed anything
# What a chat with an adviser ends with; what the parent says afterwards is not the adviser's to read.
ENDINGS = {"left_chat", "handed_back", "ended", "adviser_gone"}


@dataclass(frozen=True)
class SignedIn:
    """An adviser who is logged in, and what their forms carry."""

    account: Account
    token: str
    address: str = ""
    by_hand: bool = True
    by_sign_on: bool = False
    # What they have to set up before anything else opens: "password", "factor", or nothing.
    due: str = ""

    @property
    def actor(self) -> Actor:
        """Who they are to the audit log."""
        return Actor(self.account.id, self.address)

    @property
    def form_token(self) -> str:
        """What every form of this log-in carries."""
        return form_token(self.token)


async def signed_in_at_all(request: Request, here: Here) -> SignedIn:
    """Who is logged in, for the pages on which they choose a password and log out. Raises NotSignedIn."""
    token = request.cookies.get(COOKIE, "")
    by_hand = BY_ITSELF not in request.headers and "by_itself" not in request.query_params
    adviser = await anyio.to_thread.run_sync(who, here, token, by_hand)
    await anyio.to_thread.run_sync(here.sessions.seen, adviser.account.id)
    return replace(adviser, address=address_of(request), by_hand=by_hand, due=due(adviser, here.settings))


AnyAdviser = Annotated[SignedIn, Depends(signed_in_at_all)]


async def signed_in(adviser: AnyAdviser) -> SignedIn:
    """Who is logged in and may use the console. Raises NotSignedIn, PasswordDue and FactorDue."""
    if adviser.due == "factor":
        raise FactorDue
    return setting_up(adviser)


def setting_up(adviser: AnyAdviser) -> SignedIn:
    """Who is logged in and may set up a second factor. Raises NotSignedIn and PasswordDue."""
    if adviser.due == "password":
        raise PasswordDue
    return adviser


def landing(request: Request) -> Response:
    """The page that follows the log-in: where they were going by a link that a colleague shared, or the first one."""
    towards = request.cookies.get(TOWARDS, "")
    response = RedirectResponse(towards if _SHARED.fullmatch(towards) else PATH, status_code=303)
    response.delete_cookie(TOWARDS, path=PATH)
    return response


def due(adviser: SignedIn, settings: Settings) -> str:
    """What somebody has to set up before anything else opens. Pure."""
    account = adviser.account
    # At the council they have a password and a second factor of the council's.
    if account.must_change and not adviser.by_sign_on:
        return "password"
    wanted, vouched = settings.second_factor_for, adviser.by_sign_on and settings.oidc_second_factor
    must = wanted == "everybody" or (wanted == "administrators" and may(account.role, "administrator"))
    return "factor" if must and not account.second_factor and not vouched else ""


def address_of(request: Request) -> str:
    """Where a request comes from."""
    return request.client.host if request.client else "unknown"


def who(here: Services, token: str, by_hand: bool) -> SignedIn:
    """Whose log-in that token is. Raises NotSignedIn."""
    found = here.sessions.find(token, by_hand) if token else None
    account = here.accounts.find(found.adviser_id) if found else None
    if found is None or account is None:
        raise NotSignedIn
    return SignedIn(account, token, by_sign_on=found.by_sign_on)


Adviser = Annotated[SignedIn, Depends(signed_in)]
SettingUp = Annotated[SignedIn, Depends(setting_up)]


async def acting_at_all(adviser: AnyAdviser, form: Annotated[str, Form(max_length=64)] = "") -> SignedIn:
    """Who is logged in and sends a form that was made for them. Raises NotSignedIn and StaleForm."""
    if not is_form_token(form, adviser.token):
        raise StaleForm
    return adviser


async def setting_up_by_form(adviser: SettingUp, form: Annotated[str, Form(max_length=64)] = "") -> SignedIn:
    """As `acting_at_all`, for who may set up a second factor. Raises PasswordDue too."""
    return await acting_at_all(adviser, form)


async def acting(adviser: Adviser, form: Annotated[str, Form(max_length=64)] = "") -> SignedIn:
    """As `acting_at_all`, for who may use the console. Raises PasswordDue too."""
    return await acting_at_all(adviser, form)


SettingUpByForm = Annotated[SignedIn, Depends(setting_up_by_form)]
AnyActing = Annotated[SignedIn, Depends(acting_at_all)]
Acting = Annotated[SignedIn, Depends(acting)]


@dataclass(frozen=True)
class Needs:
    """A dependency: who is logged in, with that role or one that may do more. Raises NotAllowed."""

    role: str

    async def __call__(self, adviser: Adviser) -> SignedIn:
        """The adviser, when they may."""
        if not may(adviser.account.role, self.role):
            raise NotAllowed
        return adviser


def needs(role: str) -> Needs:
    """The dependency for a role. Tests read from it what each address needs."""
    return Needs(role)


Editor = Annotated[SignedIn, Depends(needs("editor"))]
Administrator = Annotated[SignedIn, Depends(needs("administrator"))]


def theirs(account: Account, council: str | None) -> bool:
    """The one place that says whose councils' things an adviser may see."""
    return council is not None and council in account.councils


@dataclass(frozen=True)
class Opened:
    """A chat as an adviser may see it."""

    id: str
    council: str
    state: str
    crisis: bool
    mine: bool


def opened(engine: Engine, account: Account, conversation_id: str) -> Opened:
    """The one place that says who may see which chat: one of their councils, that waits for an adviser or is with one,
    or that was last with them. Raises UnknownConversation for every other, and for what is not there.
    """
    if not is_id(conversation_id):
        raise UnknownConversation
    with Session(engine) as session:
        row = session.get(Conversation, conversation_id)
        if row is None or row.council_slug is None or not theirs(account, row.council_slug):
            raise UnknownConversation
        mine = row.adviser_id == account.id
        if row.state not in ("waiting", "adviser") and not mine:
            raise UnknownConversation
        return Opened(row.id, row.council_slug, row.state, bool(row.crisis), mine and row.state == "adviser")


async def chat_of(conversation_id: str, adviser: Adviser, here: Here) -> Opened:
    """The chat of this address. Raises UnknownConversation."""
    return await anyio.to_thread.run_sync(opened, here.engine, adviser.account, conversation_id)


Chat = Annotated[Opened, Depends(chat_of)]


def readable(chat: Opened, messages: Sequence[Message]) -> list[Message]:
    """The messages that the adviser may read: once the chat is over, up to where it ended."""
    if chat.state in ("waiting", "adviser"):
        return list(messages)
    ends = [n for n, m in enumerate(messages, start=1) if m.sender == "system" and m.reason in ENDINGS]
    return list(messages[: ends[-1] if ends else 0])


class AdviserRoute(APIRoute):
    """A route whose problems are pages, and whose pages may run our own script."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with its problems caught."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                response = await handle(request)
            except NotSignedIn:
                response = RedirectResponse(f"{PATH}/login", status_code=303)
                if request.method == "GET" and _SHARED.fullmatch(request.url.path):
                    _remember(response, request)
            except PasswordDue:
                response = RedirectResponse(f"{PATH}/me", status_code=303)
            except FactorDue:
                response = RedirectResponse(f"{PATH}/me/factor", status_code=303)
            except (AsklineError, RequestValidationError) as error:
                response = _problem(request, error)
            response.headers["Content-Security-Policy"] = POLICY
            return response

        return handled


def _remember(response: Response, request: Request) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(
        TOWARDS, request.url.path, max_age=900, path=PATH, httponly=True, samesite="strict", secure=secure
    )


def _problem(request: Request, error: AsklineError | RequestValidationError) -> Response:
    known = isinstance(error, AsklineError)
    status = status_of(error)[0] if isinstance(error, AsklineError) else 422
    words = str(error) if known else "We could not read what was sent. Please go back and try again."
    if isinstance(error, UnknownConversation):
        words = "This chat is over, or it was deleted, or it is not one of your councils'."
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TryLater) else None
    return templates.TemplateResponse(
        request, "adviser/problem.html", {"words": words}, status_code=status, headers=headers
    )
