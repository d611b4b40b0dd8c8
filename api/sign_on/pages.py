"""Logging in and out with the council's account: there, back, and what stood in the way."""

from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import COOKIE, PATH, AdviserRoute, address_of
from api.advisers.accounts import Account
from api.advisers.audit import Actor, recorded
from api.advisers.login import form_page, set_cookie
from api.advisers.problems import UnknownPage
from api.page import templates
from api.routes import Here
from api.sign_on.begun import WITHIN, Begins
from api.sign_on.entering import WITH, entered
from api.sign_on.person import Provider
from api.sign_on.problems import SignOnFailed, SignOnRefused, WrongToken
from api.wiring import Services

router = APIRouter(prefix=f"{PATH}/login/council", include_in_schema=False, route_class=AdviserRoute)

BEGUN = "askline_sign_on"  # which browser has begun a log-in
Answered = Annotated[str, Query(max_length=4000)]


@dataclass(frozen=True)
class Answer:
    """What a browser brings back from the provider."""

    code: str = ""
    state: str = ""
    error: str = ""
    issuer: str = ""


@router.get("")
async def go_there(request: Request, here: Here) -> Response:
    """Sends the browser to the council's log-in."""
    provider = _provider(here)
    here.starts.take(address_of(request))
    try:
        begun = await provider.begin(_back(request, here))
    except SignOnFailed as problem:
        return form_page(request, here, problem)
    cookie = await anyio.to_thread.run_sync(Begins(here.engine).keep, begun)
    response = RedirectResponse(begun.address, status_code=303)
    # "lax": the way back begins at the provider, and a "strict" cookie would not come along.
    response.set_cookie(
        BEGUN, cookie, max_age=int(WITHIN.total_seconds()), path=router.prefix, httponly=True, samesite="lax",
        secure=here.settings.secure_cookies,
    )  # fmt: skip
    return response


@router.get("/back", name="sign_on_back")
async def come_back(
    request: Request, here: Here, code: Answered = "", state: Answered = "", error: Answered = "", iss: Answered = ""
) -> Response:
    """Lets in whom the provider knows and an account here is tied to."""
    _provider(here)
    try:
        account, token = await _entered(request, here, Answer(code, state, error, iss))
    except SignOnFailed as problem:
        response = form_page(request, here, problem)
    else:
        # A page, not a redirect: on a way that began at the provider, browsers do not send our "strict" cookie on.
        awaits_code = account.second_factor and not here.settings.oidc_second_factor
        response = templates.TemplateResponse(
            request, "adviser/signed_on.html", {"onward": f"{PATH}/login/code" if awaits_code else PATH}
        )
        set_cookie(response, here, COOKIE, token)
    response.delete_cookie(BEGUN, path=router.prefix)
    return response


@router.get("/out")
async def log_out_there(request: Request, here: Here) -> Response:
    """Sends the browser to where one logs out at the council too; who is there is asked by the provider."""
    provider = _provider(here)
    login = str(request.base_url).rstrip("/") + f"{PATH}/login"
    try:
        place = await provider.way_out(login)
    except SignOnFailed as problem:
        return form_page(request, here, problem)
    return RedirectResponse(place or f"{PATH}/login", status_code=303)


async def _entered(request: Request, here: Services, answer: Answer) -> tuple[Account, str]:
    begun = await anyio.to_thread.run_sync(Begins(here.engine).take, request.cookies.get(BEGUN, ""), answer.state)
    address = address_of(request)
    try:
        if answer.issuer and answer.issuer != here.settings.oidc_issuer:
            raise WrongToken
        if answer.error or not answer.code:
            raise SignOnRefused
        person = await _provider(here).person(answer.code, begun, _back(request, here))
        return await anyio.to_thread.run_sync(entered, here, person, address)
    except SignOnFailed as problem:
        # What was not begun here is not written down: anybody could fill the log.
        who, detail = Actor(problem.adviser_id, address), {"with": WITH, "why": problem.why}
        await anyio.to_thread.run_sync(recorded, here.engine, who, "login_failed", problem.adviser_id or "", detail)
        raise


def _provider(here: Services) -> Provider:
    """The council's single sign-on. Raises UnknownPage where none is set."""
    if here.sign_on is None:
        raise UnknownPage
    return here.sign_on


def _back(request: Request, here: Services) -> str:
    """Where the browser comes back to, as the provider knows it."""
    return here.settings.oidc_back or str(request.url_for("sign_on_back"))
