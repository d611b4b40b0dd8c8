"""Models that are tried: asked for, worked on, ready or failed; what the database says of them."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.conversations import is_id
from api.learning.comparison import Comparison
from api.learning.files import ModelFiles, model_id_of
from api.learning.models import ModelSwitch, ModelTrial
from api.learning.problems import NoRunningModel, NothingToLearn, UnderWay
from api.review.models import Correction
from kb.database import in_utc

SHOWN = 20
# Whoever works on a trial is heard of every few seconds. After such a silence nobody does.
SILENCE = timedelta(seconds=60)
ENDED = "Whoever trained it was ended before it was ready: the server was stopped, or had too little memory. Try again."


@dataclass(frozen=True)
class Learnable:
    """An approved correction."""

    id: str
    council: str
    text: str
    topic: str


@dataclass(frozen=True)
class Trial:
    """A model that is, or was, tried."""

    id: str
    state: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    learnt: tuple[str, ...]
    examples: int
    known: int
    disputed: int
    reason: str
    model_id: str
    compared_with: str
    comparison: Comparison | None

    @property
    def under_way(self) -> bool:
        """Whether it is neither ready nor failed yet."""
        return self.state in ("waiting", "training", "comparing")


def learnable(engine: Engine) -> list[Learnable]:
    """Every approved correction that names a topic, of all councils: the model is everybody's."""
    with Session(engine) as session:
        query = select(Correction.id, Correction.council_slug, Correction.text, Correction.topic)
        query = query.where(Correction.state == "approved", Correction.topic != "")
        return [Learnable(*row) for row in session.execute(query.order_by(Correction.topic, Correction.text))]


def learnt_now(engine: Engine) -> list[str]:
    """The corrections that the running model has learnt, by id."""
    with Session(engine) as session:
        return list(session.scalar(select(ModelSwitch.learnt).order_by(ModelSwitch.id.desc()).limit(1)) or [])


def ask(engine: Engine, who: Actor, files: ModelFiles) -> str:
    """Asks for a model that learns from the approved corrections; returns the trial's id.

    Raises UnderWay, NoRunningModel, and NothingToLearn when the running model has learnt these and no others.
    """
    if not model_id_of(files.running):
        raise NoRunningModel
    if {one.id for one in learnable(engine)} == set(learnt_now(engine)):
        raise NothingToLearn
    now = datetime.now(UTC)
    row = ModelTrial(id=str(uuid.uuid4()), state="waiting", under_way=True, asked_by=who.adviser_id or "", asked_at=now)
    row.beat_at = now
    try:
        with Session(engine) as session, session.begin():
            session.add(row)
            record(session, who, "model_asked", row.id)
            return row.id
    except IntegrityError as error:
        raise UnderWay from error


def take(engine: Engine) -> str | None:
    """The trial that waits, from now on being worked on; of several who ask, one gets it."""
    with Session(engine) as session, session.begin():
        waiting = session.scalar(select(ModelTrial.id).where(ModelTrial.state == "waiting").limit(1))
        if waiting is None:
            return None
        mine = update(ModelTrial).where(ModelTrial.id == waiting, ModelTrial.state == "waiting")
        mine = mine.values(state="training", beat_at=datetime.now(UTC))
        return session.scalar(mine.returning(ModelTrial.id))


def beat(engine: Engine, trial_id: str, **fields: Any) -> bool:
    """Says that somebody works on it, and what is new. False when it was given up meanwhile."""
    with Session(engine) as session, session.begin():
        mine = update(ModelTrial).where(ModelTrial.id == trial_id, ModelTrial.under_way.is_(True))
        found = session.scalar(mine.values(beat_at=datetime.now(UTC), **fields).returning(ModelTrial.id))
        return found is not None


def end(engine: Engine, trial_id: str, state: str, **fields: Any) -> bool:
    """It is ready, or it failed. False when it had ended before."""
    return beat(engine, trial_id, state=state, under_way=None, ended_at=datetime.now(UTC), **fields)


def give_up_silent(engine: Engine, silence: timedelta = SILENCE) -> None:
    """What nobody has worked on for so long has failed."""
    with Session(engine) as session:
        late = ModelTrial.under_way.is_(True), ModelTrial.beat_at < datetime.now(UTC) - silence
        silent = list(session.scalars(select(ModelTrial.id).where(*late)))
    for trial_id in silent:
        end(engine, trial_id, "failed", reason=ENDED)


def trials(engine: Engine) -> tuple[Trial, ...]:
    """The latest, newest first."""
    with Session(engine) as session:
        query = _with_name().order_by(ModelTrial.asked_at.desc(), ModelTrial.id).limit(SHOWN)
        return tuple(_trial(*row) for row in session.execute(query))


def trial_of(engine: Engine, trial_id: str) -> Trial | None:
    """That one; None when it is not there."""
    if not is_id(trial_id):
        return None
    with Session(engine) as session:
        row = session.execute(_with_name().where(ModelTrial.id == trial_id)).first()
        return _trial(*row) if row else None


def _with_name() -> Any:
    return select(ModelTrial, Adviser.display_name).outerjoin(Adviser, Adviser.id == ModelTrial.asked_by)


def _trial(row: ModelTrial, name: str | None) -> Trial:
    return Trial(
        id=row.id,
        state=row.state,
        asked_by=name or "",
        asked_at=in_utc(row.asked_at),
        ended_at=in_utc(row.ended_at) if row.ended_at else None,
        learnt=tuple(row.learnt),
        examples=row.examples,
        known=row.known,
        disputed=row.disputed,
        reason=row.reason,
        model_id=row.model_id,
        compared_with=row.compared_with,
        comparison=Comparison.of_data(row.result) if row.result else None,
    )
