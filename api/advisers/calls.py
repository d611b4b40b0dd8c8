"""Call-back requests as advisers work on them: who rings whom, how it went, what is still due.

Each move is one UPDATE with the state that it starts from: of two advisers who take the same request, one gets it.
What they write here goes with the request, on the day that its parent was promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, Select, func, select, update
from sqlalchemy.orm import Session

from api.advisers.access import theirs
from api.advisers.accounts import Account
from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.advisers.problems import TakenByAnother, UnknownPage
from api.callback_models import Callback, CallbackStep
from api.models import Conversation
from kb.database import in_utc

# What an adviser can say about a request, with the state that it is in afterwards; a note leaves it as it is.
STEPS = {
    "reached": "reached",
    "not_reached": "not_reached",
    "done": "done",
    "reopened": "open",
    "note": None,
}
WORDS = {
    "open": "not rung yet",
    "reached": "reached",
    "not_reached": "not reached yet",
    "done": "done",
    "reopened": "opened again",
    "note": "note",
}


@dataclass(frozen=True)
class Call:
    """A request as the list shows it: nothing of who the parent is."""

    reference: str
    council: str
    state: str
    asked_at: datetime
    claimed_by: str | None
    claimed_name: str | None
    tries: int


@dataclass(frozen=True)
class Step:
    """What somebody did about a request."""

    what: str
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Opened:
    """A request with all that the parent left, and all that was done about it."""

    call: Call
    asked: Callback
    steps: tuple[Step, ...]


def calls(engine: Engine, councils: Sequence[str], done: bool = False, most: int = 200) -> list[Call]:
    """The requests of these councils that are due, or done: the oldest first."""
    is_done = Callback.state == "done"
    wanted = Callback.council_slug.in_(councils), is_done if done else ~is_done
    query = _with_holder().where(*wanted).order_by(Callback.created_at, Callback.reference)
    with Session(engine) as session:
        return [_call(*row) for row in session.execute(query.limit(most))]


def read(engine: Engine, account: Account, who: Actor, reference: str) -> Opened:
    """The request; reading it is recorded. Raises UnknownPage for one of another council, and for what is not there."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        row = _of_theirs(session, account, reference)
        record(session, who, "callback_viewed", reference, council=row.council_slug)
        steps = select(CallbackStep, Adviser.display_name).outerjoin(Adviser, Adviser.id == CallbackStep.adviser_id)
        its = steps.where(CallbackStep.callback_reference == reference).order_by(CallbackStep.id)
        done = tuple(Step(s.what, s.note, in_utc(s.at), name or "") for s, name in session.execute(its))
        call = _call(*session.execute(_with_holder().where(Callback.reference == reference)).one())
        return Opened(call, row, done)


def claim(engine: Engine, account: Account, who: Actor, reference: str, instead_of: str | None) -> None:
    """They say that they will ring; `instead_of`, the colleague whom they saw there. Raises TakenByAnother."""
    with Session(engine) as session, session.begin():
        row = _of_theirs(session, account, reference)
        free = Callback.claimed_by == instead_of if instead_of else Callback.claimed_by.is_(None)
        _hold(session, account, reference, free)
        record(session, who, "callback_claimed", reference, council=row.council_slug)


def release(engine: Engine, account: Account, who: Actor, reference: str) -> None:
    """They give it back; harmless when it is not theirs. Raises UnknownPage."""
    with Session(engine) as session, session.begin():
        row = _of_theirs(session, account, reference)
        mine = update(Callback).where(Callback.reference == reference, Callback.claimed_by == account.id)
        if session.execute(mine.values(claimed_by=None, claimed_at=None)).rowcount:  # type: ignore[attr-defined]
            record(session, who, "callback_released", reference, council=row.council_slug)


def write(engine: Engine, account: Account, who: Actor, reference: str, what: str, note: str) -> None:
    """Writes down how it went. Whoever rings has taken the request: a note may be anybody's.

    Raises UnknownPage, and TakenByAnother.
    """
    with Session(engine) as session, session.begin():
        row = _of_theirs(session, account, reference)
        state = STEPS[what]
        if state is not None:
            _hold(session, account, reference, Callback.claimed_by.is_(None) | (Callback.claimed_by == account.id))
            row.state = state
        session.add(
            CallbackStep(
                callback_reference=reference, adviser_id=account.id, at=datetime.now(UTC), what=what, note=note
            )
        )
        record(session, who, "callback_noted", reference, {"what": what}, council=row.council_slug)


def _hold(session: Session, account: Account, reference: str, free: ColumnElement[bool]) -> None:
    taking = update(Callback).where(Callback.reference == reference, free)
    values = {"claimed_by": account.id, "claimed_at": datetime.now(UTC)}
    if not session.execute(taking.values(**values)).rowcount:  # type: ignore[attr-defined]
        raise TakenByAnother
    _note_wait(session, session.get_one(Callback, reference))


def _note_wait(session: Session, row: Callback) -> None:
    """How long the parent waited until somebody took it, the first time: it stays when the request is deleted."""
    waited = int((datetime.now(UTC) - in_utc(row.created_at)).total_seconds())
    first = update(Conversation).where(Conversation.id == row.conversation_id, Conversation.ring_seconds.is_(None))
    session.execute(first.values(ring_seconds=waited))


def _of_theirs(session: Session, account: Account, reference: str) -> Callback:
    # PostgreSQL answers a null byte with an error of its own.
    plain = reference.isascii() and reference.isprintable()
    row = session.get(Callback, reference) if plain else None
    if row is None or not theirs(account, row.council_slug):
        raise UnknownPage
    return row


def _with_holder() -> Select[Callback, str, int]:
    tried = CallbackStep.callback_reference == Callback.reference, CallbackStep.what == "not_reached"
    tries = select(func.count(CallbackStep.id)).where(*tried).correlate(Callback).scalar_subquery()
    query = select(Callback, Adviser.display_name, tries)
    return query.outerjoin(Adviser, Adviser.id == Callback.claimed_by)


def _call(row: Callback, holder: str | None, tries: int) -> Call:
    return Call(
        reference=row.reference,
        council=row.council_slug,
        state=row.state,
        asked_at=in_utc(row.created_at),
        claimed_by=row.claimed_by,
        claimed_name=holder,
        tries=tries,
    )
