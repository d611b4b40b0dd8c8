"""The pages on which a model is trained from corrections, compared with the running one, and switched to."""

from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.advisers.access import PATH, Acting, Adviser, AdviserRoute, needs
from api.advisers.frame import page
from api.advisers.problems import UnknownPage
from api.advisers.roles import may
from api.learning.comparison import MEASURES
from api.learning.files import model_id_of
from api.learning.learned import shown_changes
from api.learning.models import ModelSwitch
from api.learning.problems import Refused
from api.learning.switches import FEWEST_LETTERS, Switch, back, before_now, switch, switches
from api.learning.trials import Trial, ask, learnable, learnt_now, trial_of, trials
from api.review.asides import title_of
from api.routes import Here
from api.wiring import Services

SWITCHES = "administrator"  # the role that decides which model answers parents
LONGEST_WORDS = 500
# Every address here needs an editor, whatever else it asks for.
router = APIRouter(
    prefix=f"{PATH}/models",
    include_in_schema=False,
    route_class=AdviserRoute,
    dependencies=[Depends(needs("editor"))],
)


@dataclass(frozen=True)
class Standing:
    """How things stand: what runs, what it has learnt, what there is to learn."""

    running: str
    learnt: int
    approved: int
    unlearnt: int
    gone: int
    trials: tuple[Trial, ...]
    switches: tuple[Switch, ...]
    before: ModelSwitch | None

    @property
    def now(self) -> Trial | None:
        """The trial that is under way."""
        return next((one for one in self.trials if one.under_way), None)


@router.get("")
async def models(request: Request, adviser: Adviser, here: Here) -> Response:
    """What answers, what could answer better, and what was tried."""
    standing = await anyio.to_thread.run_sync(_standing, here)
    return page(
        request,
        "adviser/models.html",
        adviser,
        standing=standing,
        in_rasa=await here.rasa.model(),
        decides=may(adviser.account.role, SWITCHES),
    )


@router.post("")
async def train(adviser: Acting, here: Here) -> Response:
    """Asks for a model that learns from the approved corrections."""
    await anyio.to_thread.run_sync(ask, here.engine, adviser.actor, here.school.files)
    here.school.wake()
    return RedirectResponse(f"{PATH}/models", status_code=303)


@router.post("/back", dependencies=[Depends(needs(SWITCHES))])
async def go_back(adviser: Acting, here: Here) -> Response:
    """Lets the model before answer again."""
    kept = here.settings.models_kept
    await anyio.to_thread.run_sync(back, here.engine, here.school.files, adviser.actor, kept)
    return RedirectResponse(f"{PATH}/models", status_code=303)


@router.get("/{trial_id}")
async def trial(request: Request, trial_id: str, adviser: Adviser, here: Here) -> Response:
    """One tried model beside the running one."""
    return await _one(request, trial_id, adviser, here)


@router.post("/{trial_id}/switch", dependencies=[Depends(needs(SWITCHES))])
async def switch_to(
    request: Request,
    trial_id: str,
    adviser: Acting,
    here: Here,
    words: Annotated[str, Form(max_length=LONGEST_WORDS)] = "",
    against: Annotated[bool, Form()] = False,
) -> Response:
    """Lets it answer from now on."""
    chosen = await _found(trial_id, here)
    why = words if against else ""
    kept = here.settings.models_kept
    try:
        await anyio.to_thread.run_sync(switch, here.engine, here.school.files, adviser.actor, chosen, kept, why)
    except Refused as problem:
        return await _one(request, trial_id, adviser, here, problem, words)
    return RedirectResponse(f"{PATH}/models", status_code=303)


async def _one(
    request: Request, trial_id: str, adviser: Adviser, here: Services, problem: Refused | None = None, words: str = ""
) -> Response:
    found = await _found(trial_id, here)
    files, topics = here.school.files, here.keeper.book().topics
    running = await anyio.to_thread.run_sync(model_id_of, files.running)
    changes = found.comparison.changed if found.comparison else ()
    shown = await anyio.to_thread.run_sync(shown_changes, here.engine, adviser.account.councils, changes)
    return page(
        request,
        "adviser/model.html",
        adviser,
        status=409 if problem else 200,
        trial=found,
        runs=bool(found.model_id) and running == found.model_id,
        outdated=running != found.compared_with,
        there=files.candidate(found.id).exists(),
        changes=shown,
        measures=MEASURES,
        decides=may(adviser.account.role, SWITCHES),
        titled=lambda topic: "nothing it was sure of" if topic == "nlu_fallback" else title_of(topic, topics),
        problem=problem,
        words=words,
        fewest=FEWEST_LETTERS,
        longest=LONGEST_WORDS,
    )


async def _found(trial_id: str, here: Services) -> Trial:
    found = await anyio.to_thread.run_sync(trial_of, here.engine, trial_id)
    if found is None:
        raise UnknownPage
    return found


def _standing(here: Services) -> Standing:
    approved, learnt = {one.id for one in learnable(here.engine)}, set(learnt_now(here.engine))
    return Standing(
        running=model_id_of(here.school.files.running),
        learnt=len(learnt),
        approved=len(approved),
        unlearnt=len(approved - learnt),
        gone=len(learnt - approved),
        trials=trials(here.engine),
        switches=switches(here.engine),
        before=before_now(here.engine, here.school.files),
    )
