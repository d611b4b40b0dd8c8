"""Saving what is looked for, and removing it again."""

from typing import Annotated
from urllib.parse import parse_qsl

import anyio.to_thread
from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.advisers.access import PATH, Acting, AdviserRoute
from api.review.filters import Filters
from api.review.problems import NothingToSave
from api.review.saved import remove, save
from api.routes import Here

router = APIRouter(prefix=f"{PATH}/filters", include_in_schema=False, route_class=AdviserRoute)


@router.post("")
async def save_filter(
    adviser: Acting,
    here: Here,
    name: Annotated[str, Form(max_length=200)] = "",
    asked: Annotated[str, Form(max_length=2000)] = "",
    council: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Saves what the list shows (`asked`: its address), for the adviser or for a council's advisers."""
    try:
        filters = Filters.model_validate(dict(parse_qsl(asked)))
    except ValidationError as error:
        raise NothingToSave from error
    await anyio.to_thread.run_sync(save, here.engine, adviser, filters, name, council)
    return RedirectResponse(f"{PATH}/conversations?{filters.address()}", status_code=303)


@router.post("/{filter_id}/remove")
async def remove_filter(filter_id: str, adviser: Acting, here: Here) -> Response:
    """Removes a saved filter."""
    await anyio.to_thread.run_sync(remove, here.engine, adviser, filter_id)
    return RedirectResponse(f"{PATH}/conversations#saved", status_code=303)
