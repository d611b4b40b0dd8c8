"""An adviser's own account: another password, and the second factor."""

from typing import Annotated

import anyio
import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import (
    COOKIE,
    PATH,
    AdviserRoute,
    AnyActing,
    AnyAdviser,
    SettingUp,
    SettingUpByForm,
    SignedIn,
)
from api.advisers.audit import recorded
from api.advisers.factor import address_for_app, picture
from api.advisers.frame import page
from api.advisers.login import AT_ONCE
from api.advisers.problems import TryLater, TwoPasswords, WeakPassword, WrongCode, WrongPassword
from api.errors import status_of
from api.routes import Here
from api.wiring import Services

router = APIRouter(prefix=f"{PATH}/me", include_in_schema=False, route_class=AdviserRoute)

Typed = Annotated[str, Form(max_length=1000)]


@router.get("")
async def show(request: Request, adviser: AnyAdviser) -> Response:
    """What the account is, and the form for another password."""
    return page(request, "adviser/me.html", adviser)


@router.post("/password")
async def change_password(
    request: Request, adviser: AnyActing, here: Here, current: Typed = "", new: Typed = "", again: Typed = ""
) -> Response:
    """Another password. Every log-in ends, this one too."""
    try:
        await anyio.to_thread.run_sync(_change, here, adviser, current, new, again, limiter=AT_ONCE)
    except (WrongPassword, TwoPasswords, WeakPassword, TryLater) as problem:
        return page(request, "adviser/me.html", adviser, status=status_of(problem)[0], problem=str(problem))
    response = RedirectResponse(f"{PATH}/login?changed=yes", status_code=303)
    response.delete_cookie(COOKIE, path=PATH)
    return response


@router.get("/factor")
async def show_factor(request: Request, adviser: SettingUp, here: Here) -> Response:
    """The picture for the app; once it is set up, how to take it away."""
    return await _factor_page(request, adviser, here)


@router.post("/factor")
async def confirm_factor(request: Request, adviser: SettingUpByForm, here: Here, code: Typed = "") -> Response:
    """Sets the second factor up, and shows the recovery codes this once."""
    try:
        codes = await anyio.to_thread.run_sync(_confirm, here, adviser, code)
    except (WrongCode, TryLater) as problem:
        return await _factor_page(request, adviser, here, problem)
    return page(request, "adviser/recovery.html", adviser, codes=codes)


@router.post("/factor/remove")
async def remove_factor(request: Request, adviser: SettingUpByForm, here: Here, code: Typed = "") -> Response:
    """Takes the second factor away, with a code of it. Every log-in ends, this one too."""
    try:
        await anyio.to_thread.run_sync(_remove, here, adviser, code)
    except (WrongCode, TryLater) as problem:
        return await _factor_page(request, adviser, here, problem)
    return RedirectResponse(f"{PATH}/login", status_code=303)


async def _factor_page(
    request: Request, adviser: SignedIn, here: Services, problem: WrongCode | TryLater | None = None
) -> Response:
    secret = await anyio.to_thread.run_sync(here.factor.begin, adviser.account.id)
    shown = picture(address_for_app(secret, adviser.account.name)) if secret else ""
    status = status_of(problem)[0] if problem else 200
    return page(
        request, "adviser/factor.html", adviser, status, problem=str(problem or ""), secret=secret, picture=shown
    )


def _change(here: Services, adviser: SignedIn, current: str, new: str, again: str) -> None:
    # Whoever sits down at an open browser may not guess on and on either.
    attempt = f"own {adviser.account.name}", adviser.address
    here.lockout.attempt(*attempt)
    if here.accounts.checked(adviser.account.name, current) is None:
        raise WrongPassword
    here.lockout.succeeded(*attempt)
    if new != again:
        raise TwoPasswords
    if new == current:
        raise WeakPassword("Please choose a password that is not the one you have now.")
    here.accounts.set_password(adviser.account.name, new)
    recorded(here.engine, adviser.actor, "password_changed", adviser.account.id)


def _confirm(here: Services, adviser: SignedIn, code: str) -> list[str]:
    codes = here.factor.confirm(adviser.account.id, code)
    recorded(here.engine, adviser.actor, "factor_set_up", adviser.account.id)
    return codes


def _remove(here: Services, adviser: SignedIn, code: str) -> None:
    attempt = f"code {adviser.account.name}", adviser.address
    here.lockout.attempt(*attempt)
    here.factor.used(adviser.account.id, code)
    here.lockout.succeeded(*attempt)
    here.accounts.remove_factor(adviser.account.name)
    recorded(here.engine, adviser.actor, "factor_removed", adviser.account.id)
