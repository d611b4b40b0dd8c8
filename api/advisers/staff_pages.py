"""The administrator's pages: the accounts of their councils."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import PATH, Acting, Administrator, AdviserRoute, SignedIn, needs
from api.advisers.frame import page
from api.advisers.login import AT_ONCE
from api.advisers.problems import NoCouncil, WrongName
from api.advisers.roles import ROLES
from api.advisers.staff import Staff
from api.errors import status_of
from api.routes import Here
from api.sign_on.identities import Identities
from api.wiring import Services
from kb.errors import AsklineError

# Every address here needs an administrator, whatever else it asks for.
router = APIRouter(
    prefix=f"{PATH}/accounts",
    include_in_schema=False,
    route_class=AdviserRoute,
    dependencies=[Depends(needs("administrator"))],
)

ONE = "/{adviser_id}"
Text = Annotated[str, Form(max_length=200)]
Councils = Annotated[list[str] | None, Form()]


@router.get("")
async def show_all(request: Request, adviser: Administrator, here: Here) -> Response:
    """The accounts of the administrator's councils, and the form for a new one."""
    return await _all(request, adviser, here)


@router.post("")
async def make(
    request: Request,
    adviser: Acting,
    here: Here,
    name: Text = "",
    shown: Text = "",
    role: Text = "adviser",
    council: Councils = None,
) -> Response:
    """Makes an account, and shows its first password this once."""
    new = (adviser, name, shown, role, council or only_council(adviser))
    try:
        account, password = await anyio.to_thread.run_sync(staff_of(here).make, *new, limiter=AT_ONCE)
    except (WrongName, NoCouncil) as problem:
        return await _all(request, adviser, here, problem, {"name": name, "shown": shown, "role": role})
    return page(request, "adviser/new_password.html", adviser, colleague=account, password=password)


@router.get(ONE)
async def show(request: Request, adviser_id: str, adviser: Administrator, here: Here) -> Response:
    """One account, and what can be done with it."""
    return await account_page(request, adviser_id, adviser, here)


@router.post(ONE)
async def change(
    request: Request,
    adviser_id: str,
    adviser: Acting,
    here: Here,
    shown: Text = "",
    role: Text = "",
    council: Councils = None,
) -> Response:
    """Changes name, role and councils."""
    new = (adviser, adviser_id, shown, role, council or only_council(adviser))
    try:
        await anyio.to_thread.run_sync(staff_of(here).change, *new)
    except (WrongName, NoCouncil) as problem:
        return await account_page(request, adviser_id, adviser, here, problem)
    return back_to(adviser_id)


@router.post(ONE + "/disable")
async def disable(adviser_id: str, adviser: Acting, here: Here) -> Response:
    """Logs them out, and lets them in no more."""
    await anyio.to_thread.run_sync(staff_of(here).set_disabled, adviser, adviser_id, True)
    return back_to(adviser_id)


@router.post(ONE + "/enable")
async def enable(adviser_id: str, adviser: Acting, here: Here) -> Response:
    """Lets them in again."""
    await anyio.to_thread.run_sync(staff_of(here).set_disabled, adviser, adviser_id, False)
    return back_to(adviser_id)


@router.post(ONE + "/password")
async def new_password(request: Request, adviser_id: str, adviser: Acting, here: Here) -> Response:
    """Another password, shown this once."""
    account, password = await anyio.to_thread.run_sync(
        staff_of(here).new_password, adviser, adviser_id, limiter=AT_ONCE
    )
    return page(request, "adviser/new_password.html", adviser, colleague=account, password=password)


@router.post(ONE + "/remove-factor")
async def remove_factor(adviser_id: str, adviser: Acting, here: Here) -> Response:
    """Takes their second factor away."""
    await anyio.to_thread.run_sync(staff_of(here).remove_factor, adviser, adviser_id)
    return back_to(adviser_id)


def only_council(adviser: SignedIn) -> tuple[str, ...]:
    """An administrator of one council need not choose it."""
    return adviser.account.councils if len(adviser.account.councils) == 1 else ()


def staff_of(here: Services) -> Staff:
    """What an administrator may do with accounts."""
    return Staff(here.engine, here.accounts, here.live)


async def _all(
    request: Request,
    adviser: SignedIn,
    here: Services,
    problem: WrongName | NoCouncil | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    found = await anyio.to_thread.run_sync(staff_of(here).colleagues, adviser.account)
    status = status_of(problem)[0] if problem else 200
    return page(
        request,
        "adviser/accounts.html",
        adviser,
        status,
        colleagues=found,
        roles=ROLES,
        problem=str(problem or ""),
        typed=typed or {},
    )


async def account_page(
    request: Request,
    adviser_id: str,
    adviser: SignedIn,
    here: Services,
    problem: WrongName | NoCouncil | None = None,
    sign_on_problem: AsklineError | None = None,
) -> Response:
    """An account's page, with what was wrong about a form of it."""
    found = await anyio.to_thread.run_sync(staff_of(here).colleague, adviser.account, adviser_id)
    wrong = problem or sign_on_problem
    return page(
        request,
        "adviser/account.html",
        adviser,
        status_of(wrong)[0] if wrong else 200,
        colleague=found,
        roles=ROLES,
        problem=str(problem or ""),
        sign_on=here.sign_on is not None,
        sign_on_problem=str(sign_on_problem or ""),
        identity=await anyio.to_thread.run_sync(Identities(here.engine).of, adviser_id),
    )


def back_to(adviser_id: str) -> Response:
    """Back to the account's page."""
    return RedirectResponse(f"{PATH}/accounts/{adviser_id}", status_code=303)
