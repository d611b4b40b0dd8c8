"""The administrator's part of single sign-on: who of their colleagues logs in with the council's account."""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.advisers.access import PATH, Acting, AdviserRoute, needs
from api.advisers.problems import WrongName
from api.advisers.staff_pages import account_page, back_to, staff_of
from api.routes import Here
from api.sign_on.identities import Identities
from api.sign_on.problems import NameTaken

router = APIRouter(
    prefix=f"{PATH}/accounts/{{adviser_id}}/sign-on",
    include_in_schema=False,
    route_class=AdviserRoute,
    dependencies=[Depends(needs("administrator"))],
)


@router.post("")
async def allow(
    request: Request, adviser_id: str, adviser: Acting, here: Here, name: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Whoever comes first from the council's log-in with that name has this account from then on."""
    account = await anyio.to_thread.run_sync(staff_of(here).changeable, adviser, adviser_id)
    if here.sign_on is None:
        raise WrongName("There is no log-in with the council's account here. Whoever runs Askline can set it up.")
    allowed = adviser.actor, account.id, here.settings.oidc_issuer, name
    try:
        await anyio.to_thread.run_sync(Identities(here.engine).allow, *allowed)
    except (WrongName, NameTaken) as problem:
        return await account_page(request, adviser_id, adviser, here, sign_on_problem=problem)
    return back_to(adviser_id)


@router.post("/remove")
async def take_away(adviser_id: str, adviser: Acting, here: Here) -> Response:
    """They log in with their password only."""
    account = await anyio.to_thread.run_sync(staff_of(here).changeable, adviser, adviser_id)
    await anyio.to_thread.run_sync(Identities(here.engine).take_away, adviser.actor, account.id)
    return back_to(adviser_id)
