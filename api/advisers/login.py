"""Logging in and out. The cookie goes to the advisers' pages only; no script and no other site can use it."""

import secrets
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import COOKIE, PATH, AdviserRoute, AnyActing, address_of, landing
from api.advisers.accounts import Account
from api.advisers.audit import Actor, recorded
from api.advisers.problems import LoginRefused, NotSignedIn, StaleForm, StaleLogin, TryLater, WrongCode
from api.advisers.sessions import form_token, is_form_token
from api.errors import status_of
from api.page import templates
from api.routes import Here
from api.sign_on.problems import SignOnFailed
from api.wiring import Services
from kb.errors import AsklineError

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

BEFORE = "askline_login"  # keeps the log-in form to the browser that it was shown to
AT_ONCE = anyio.CapacityLimiter(2)  # each check of a password takes 64 MB for a moment


@router.get("/login")
async def show(request: Request, here: Here) -> Response:
    """The log-in form."""
    return form_page(request, here)


@router.post("/login")
async def log_in(
    request: Request,
    here: Here,
    name: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    form: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Lets an adviser in whose name and password are right."""
    before = request.cookies.get(BEFORE, "")
    try:
        if not before or not is_form_token(form, before):
            raise StaleLogin
        account = await anyio.to_thread.run_sync(_checked, here, name, password, address_of(request), limiter=AT_ONCE)
    except (LoginRefused, TryLater, StaleLogin) as problem:
        return form_page(request, here, problem, typed=name)
    token = await anyio.to_thread.run_sync(here.sessions.open, account.id, account.second_factor)
    response = RedirectResponse(f"{PATH}/login/code", status_code=303) if account.second_factor else landing(request)
    set_cookie(response, here, COOKIE, token)
    response.delete_cookie(BEFORE, path=PATH)
    return response


@router.get("/login/code")
async def ask_code(request: Request, here: Here) -> Response:
    """Asks for the code of the second factor. Raises NotSignedIn."""
    token = request.cookies.get(COOKIE, "")
    await anyio.to_thread.run_sync(_awaiting, here, token)
    return _code_form(request, token)


@router.post("/login/code")
async def take_code(
    request: Request,
    here: Here,
    code: Annotated[str, Form(max_length=100)] = "",
    form: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Lets an adviser in whose password was right, and whose code is. Raises NotSignedIn."""
    token = request.cookies.get(COOKIE, "")
    adviser_id = await anyio.to_thread.run_sync(_awaiting, here, token)
    if not is_form_token(form, token):
        raise StaleForm
    try:
        opened = await anyio.to_thread.run_sync(
            _completed, here, token, Actor(adviser_id, address_of(request)), adviser_id, code
        )
    except (WrongCode, TryLater) as problem:
        return _code_form(request, token, problem)
    response = landing(request)
    set_cookie(response, here, COOKIE, opened)
    return response


@router.post("/logout")
async def log_out(adviser: AnyActing, here: Here) -> Response:
    """Ends the log-in and the duty."""
    await anyio.to_thread.run_sync(recorded, here.engine, adviser.actor, "logged_out", adviser.account.id)
    await anyio.to_thread.run_sync(here.sessions.close, adviser.token)
    # At the council they are still logged in: the page says so, and leads there.
    response = RedirectResponse(f"{PATH}/login" + ("?out=council" if adviser.by_sign_on else ""), status_code=303)
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _checked(here: Services, name: str, password: str, address: str) -> Account:
    here.lockout.attempt(name, address)
    account = here.accounts.checked(name, password)
    if account is None:
        # A name that no account has is not kept: people type passwords into the wrong box.
        known = here.accounts.id_of(name)
        recorded(here.engine, Actor(known, address), "login_failed", known or "", {"with": "password"})
        raise LoginRefused
    here.lockout.succeeded(name, address)
    if not account.second_factor:
        recorded(here.engine, Actor(account.id, address), "logged_in", account.id)
    return account


def _awaiting(here: Services, token: str) -> str:
    adviser_id = here.sessions.awaiting(token) if token else None
    if adviser_id is None:
        raise NotSignedIn
    return adviser_id


def _completed(here: Services, token: str, who: Actor, adviser_id: str, code: str) -> str:
    account = here.accounts.find(adviser_id)
    if account is None:
        raise NotSignedIn
    # No account's name holds a space: these waits are apart from those after wrong passwords.
    attempt = f"code {account.name}", who.address
    here.lockout.attempt(*attempt)
    try:
        kind = here.factor.used(adviser_id, code)
    except WrongCode:
        recorded(here.engine, who, "login_failed", adviser_id, {"with": "code"})
        raise
    opened = here.sessions.complete(token)
    if opened is None:
        raise NotSignedIn
    here.lockout.succeeded(*attempt)
    recorded(here.engine, who, "logged_in", adviser_id, {"with": kind})
    return opened


def _code_form(request: Request, token: str, problem: Exception | None = None) -> Response:
    status = 200 if problem is None else 429 if isinstance(problem, TryLater) else 422
    return templates.TemplateResponse(
        request,
        "adviser/code.html",
        {"problem": str(problem) if problem else "", "form": form_token(token)},
        status_code=status,
        headers={"Retry-After": str(problem.seconds)} if isinstance(problem, TryLater) else None,
    )


def form_page(request: Request, here: Services, problem: AsklineError | None = None, typed: str = "") -> Response:
    """The log-in form, with what went wrong before."""
    before = request.cookies.get(BEFORE) or secrets.token_urlsafe(32)
    status = status_of(problem)[0] if problem else 200
    page = templates.TemplateResponse(
        request,
        "adviser/login.html",
        {
            "problem": str(problem or ""),
            "typed": typed,
            "form": form_token(before),
            "sign_on": here.sign_on is not None,
            "where": "council" if isinstance(problem, SignOnFailed) else "password",
        },
        status_code=status,
        headers={"Retry-After": str(problem.seconds)} if isinstance(problem, TryLater) else None,
    )
    set_cookie(page, here, BEFORE, before)
    return page


def set_cookie(response: Response, here: Services, name: str, value: str) -> None:
    """A cookie for the advisers' pages that no script and no other site can use."""
    response.set_cookie(name, value, path=PATH, httponly=True, samesite="strict", secure=here.settings.secure_cookies)
