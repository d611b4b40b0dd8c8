"""Which model answers: switched to a tried one, or back to one before. Every switch is kept, and audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.learning.files import ModelFiles, model_id_of
from api.learning.models import ModelSwitch
from api.learning.problems import AnotherRuns, NoModelBefore, NotReady, Refused
from api.learning.trials import Trial, learnable, learnt_now
from api.review.examples import training_yaml
from kb.database import in_utc

SHOWN = 10
FEWEST_LETTERS = 10  # of the words with which somebody switches against the comparison


@dataclass(frozen=True)
class Switch:
    """That somebody switched, and why although the comparison spoke against it."""

    at: datetime
    by: str
    trial_id: str | None
    model_id: str
    model_before: str
    words: str


def switches(engine: Engine) -> tuple[Switch, ...]:
    """The latest, newest first."""
    with Session(engine) as session:
        query = select(ModelSwitch, Adviser.display_name).outerjoin(Adviser, Adviser.id == ModelSwitch.adviser_id)
        rows = session.execute(query.order_by(ModelSwitch.id.desc()).limit(SHOWN))
        return tuple(
            Switch(in_utc(row.at), name or "", row.trial_id, row.model_id, row.model_before, row.words)
            for row, name in rows
        )


def switch(engine: Engine, files: ModelFiles, who: Actor, trial: Trial, kept: int, words: str = "") -> None:
    """Lets the model of that trial answer. `words`: why, against what the comparison says.

    Raises NotReady; AnotherRuns when it was compared with a model that runs no longer; and Refused.
    """
    candidate = files.candidate(trial.id)
    if trial.state != "ready" or trial.comparison is None or model_id_of(candidate) != trial.model_id:
        raise NotReady
    refused = trial.comparison.refused
    if refused and len(words.strip()) < FEWEST_LETTERS:
        raise Refused
    with files.held():
        before = model_id_of(files.running)
        if before != trial.compared_with:
            raise AnotherRuns
        files.keep_running()
        row = ModelSwitch(model_id=trial.model_id, model_before=before, trial_id=trial.id, words=words.strip())
        row.learnt, row.learnt_before = list(trial.learnt), learnt_now(engine)
        action = "model_switched_against" if refused else "model_switched"
        _put(engine, files, who, row, candidate, action, {"reasons": len(refused)} if refused else {})
    files.tidy(kept)


def before_now(engine: Engine, files: ModelFiles) -> ModelSwitch | None:
    """The switch that made the running model run, when the model before it is still there."""
    running = model_id_of(files.running)
    with Session(engine) as session:
        query = select(ModelSwitch).where(ModelSwitch.model_id == running).order_by(ModelSwitch.id.desc())
        last = session.scalar(query.limit(1))
        return last if last and files.before(last.model_before).exists() else None


def back(engine: Engine, files: ModelFiles, who: Actor, kept: int) -> None:
    """Lets the model before answer again. Raises NoModelBefore."""
    with files.held():
        last = before_now(engine, files)
        if last is None:
            raise NoModelBefore
        files.keep_running()
        row = ModelSwitch(model_id=last.model_before, model_before=last.model_id, trial_id=_trial_of(engine, last))
        row.learnt, row.learnt_before, row.words = list(last.learnt_before), learnt_now(engine), ""
        _put(engine, files, who, row, files.before(last.model_before), "model_went_back", {})
    files.tidy(kept)


def forget_deleted(engine: Engine, files: ModelFiles) -> bool:
    """Takes out of what `make train` learns from what was deleted since, and returns whether that was anything.

    The running model is older than that file then, so that the next `make run` trains one that never saw the words.
    """
    with Session(engine) as session:
        switched = session.scalar(select(ModelSwitch.id).limit(1))
    return switched is not None and files.write_corrections(corrections_yaml(engine, learnt_now(engine)))


def corrections_yaml(engine: Engine, ids: Sequence[str]) -> str:
    """These corrections as Rasa reads them, without those that are deleted."""
    wanted = set(ids)
    return training_yaml((one.text, one.topic) for one in learnable(engine) if one.id in wanted).text


def _trial_of(engine: Engine, last: ModelSwitch) -> str | None:
    """The trial of the model that ran before, when it came from one."""
    with Session(engine) as session:
        query = select(ModelSwitch.trial_id).where(ModelSwitch.model_id == last.model_before)
        query = query.order_by(ModelSwitch.id.desc())
        return session.scalar(query.limit(1))


def _put(
    engine: Engine,
    files: ModelFiles,
    who: Actor,
    row: ModelSwitch,
    model: Path,
    action: str,
    detail: dict[str, object],
) -> None:
    """The row, the line in the audit log and the file: what cannot be written leaves everything as it was."""
    row.at, row.adviser_id = datetime.now(UTC), who.adviser_id
    learnt = corrections_yaml(engine, row.learnt)
    detail |= {"model": row.model_id, "before": row.model_before}
    with Session(engine) as session, session.begin():
        session.add(row)
        record(session, who, action, row.trial_id or "", detail)
        session.flush()
        files.write_corrections(learnt)
        files.put_in_place(model)
