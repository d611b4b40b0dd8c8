"""Models that were tried, put into the database as the work on them leaves them."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.learning.models import ModelTrial


def a_trial_row(engine: Engine, state: str, **fields: Any) -> str:
    """The id of a trial in that state."""
    now = datetime.now(UTC)
    plain: dict[str, Any] = {"learnt": [], "examples": 0, "known": 0, "disputed": 0, "reason": "", "result": {}}
    plain |= {"asked_by": "", "asked_at": now, "beat_at": now, "model_id": "", "compared_with": "", "ended_at": now}
    with Session(engine) as session, session.begin():
        row = ModelTrial(id=str(uuid.uuid4()), state=state, under_way=None, **(plain | fields))
        session.add(row)
        return row.id


def a_failed_trial(engine: Engine) -> str:
    """The id of one that failed."""
    return a_trial_row(engine, "failed", reason="It took too long.")
