"""Logging in and out. The cookie goes to the advisers' pages only; no script and no other site can use it."""

import secrets
from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import COOKIE, PATH, Acting, AdviserRoute
from api.advisers.accounts import Account
from api.advisers.problems import LoginRefused, StaleLogin, TryLater
from api.advisers.sessions import form_token, is_form_token
from api.page import templates
from api.routes import Here
from api.wiring import Services

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

BEFORE = "askline_login"  # keeps the log-in form to the browser that it was shown to
AT_ONCE = anyio.CapacityLimiter(2)  # each check of a password takes 64 MB for a moment


@router.get("/login")
async def show(request: Request, here: Here) -> Response:
    """The log-in form."""
    return _form(request, here)


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
        address = request.client.host if request.client else "unknown"
        account = await anyio.to_thread.run_sync(_checked, here, name, password, address, limiter=AT_ONCE)
    except (LoginRefused, TryLater, StaleLogin) as problem:
        return _form(request, here, problem, typed=name)
    token = await anyio.to_thread.run_sync(here.sessions.open, account.id)
    response = RedirectResponse(PATH, status_code=303)
    _set(response, here, COOKIE, token)
    response.delete_cookie(BEFORE, path=PATH)
    return response


@router.post("/logout")
async def log_out(adviser: Acting, here: Here) -> Response:
    """Ends the log-in and the duty."""
    await anyio.to_thread.run_sync(here.sessions.close, adviser.token)
    response = RedirectResponse(f"{PATH}/login", status_code=303)
    response.delete_cookie(COOKIE, path=PATH)
    return response


def _checked(here: Services, name: str, password: str, address: str) -> Account:
    here.lockout.attempt(name, address)
    account = here.accounts.checked(name, password)
    if account is None:
        raise LoginRefused
    here.lockout.succeeded(name, address)
    return account


def _form(request: Request, here: Services, problem: Exception | None = None, typed: str = "") -> Response:
    before = request.cookies.get(BEFORE) or secrets.token_urlsafe(32)
    status = 200 if problem is None else 429 if isinstance(problem, TryLater) else 422
    page = templates.TemplateResponse(
        request,
        "adviser/login.html",
        {"problem": str(problem) if problem else "", "typed": typed, "form": form_token(before)},
        status_code=status,
        headers={"Retry-After": str(problem.seconds)} if isinstance(problem, TryLater) else None,
    )
    _set(page, here, BEFORE, before)
    return page


def _set(response: Response, here: Services, name: str, value: str) -> None:
    response.set_cookie(name, value, path=PATH, httponly=True, samesite="strict", secure=here.settings.secure_cookies)
