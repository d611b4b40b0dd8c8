"""The pages of corrections: an adviser makes one, a second person decides, the approved ones are taken away."""

from typing import Annotated, Literal

import anyio.to_thread
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import PATH, Acting, Adviser, AdviserRoute, Editor
from api.advisers.audit import recorded
from api.advisers.frame import page
from api.advisers.problems import NotAllowed
from api.advisers.roles import may
from api.review.access import Reviewed
from api.review.asides import pickable, title_of
from api.review.corrections import Proposal, approved, decide, pending, propose
from api.review.examples import training_yaml
from api.review.problems import NothingToCorrect
from api.routes import Here
from kb.places import council_names

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

DECIDES = "editor"  # the role that may approve what others propose


@router.post("/conversations/{conversation_id}/corrections")
async def correct(
    held: Reviewed,
    adviser: Acting,
    here: Here,
    message_id: Annotated[str, Form(max_length=64)],
    verdict: Annotated[Literal["right", "other", "nothing"], Form()],
    topic: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Says what a message of the parent was about."""
    if topic and topic not in pickable(here.keeper.book().topics):
        raise NothingToCorrect
    said = Proposal(message_id, verdict, topic)
    await anyio.to_thread.run_sync(propose, here.engine, here.chat.redactor, adviser.actor, held, said)
    return RedirectResponse(f"{PATH}/conversations/{held.id}#m{message_id}", status_code=303)


@router.get("/corrections")
async def corrections(request: Request, adviser: Adviser, here: Here) -> Response:
    """What waits for a second person."""
    account, topics = adviser.account, here.keeper.book().topics
    return page(
        request,
        "adviser/corrections.html",
        adviser,
        rows=await anyio.to_thread.run_sync(pending, here.engine, account.id, account.councils),
        ready=len(await anyio.to_thread.run_sync(approved, here.engine, account.councils)),
        decides=may(account.role, DECIDES),
        names=council_names(),
        titled=lambda topic: title_of(topic, topics),
    )


@router.post("/corrections/{correction_id}")
async def decision(correction_id: str, adviser: Acting, here: Here, approve: Annotated[bool, Form()]) -> Response:
    """Approves or refuses what somebody else proposed."""
    if not may(adviser.account.role, DECIDES):
        raise NotAllowed
    councils = adviser.account.councils
    await anyio.to_thread.run_sync(decide, here.engine, adviser.actor, councils, correction_id, approve)
    return RedirectResponse(f"{PATH}/corrections", status_code=303)


@router.get("/corrections.yml")
async def download(adviser: Editor, here: Here) -> Response:
    """The approved corrections of the editor's councils, as Rasa reads them."""
    found = await anyio.to_thread.run_sync(approved, here.engine, adviser.account.councils)
    await anyio.to_thread.run_sync(
        recorded, here.engine, adviser.actor, "exported", "corrections", {"examples": len(found)}
    )
    headers = {"Content-Disposition": 'attachment; filename="askline-corrections.yml"'}
    return Response(training_yaml(found).text, media_type="application/yaml", headers=headers)
