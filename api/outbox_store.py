"""The outbox: e-mails that wait, who may send one now, and when to try again.

A mail is leased to one process at a time. A process that dies keeps its lease until it ends; then another sends the
mail again, with the same Message-ID: at least once, never silently lost.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Engine, func, or_, select, update
from sqlalchemy.orm import Session

from api.callback_models import Callback, Outbox
from kb.database import in_utc

LEASE = timedelta(minutes=2)  # longer than any attempt may take: ASKLINE_SMTP_TIMEOUT is 100 s at most
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
WAITING, SENT, STUCK = "waiting", "sent", "stuck"


@dataclass(frozen=True)
class Leased:
    """A mail that this process may send now, with the request that it is about."""

    id: str
    recipient: str
    attempts: int
    callback: Callback


@dataclass(frozen=True)
class OutboxState:
    """How the outbox stands: mails that wait, mails that are stuck, and the age of the oldest of them in seconds."""

    waiting: int
    stuck: int
    oldest_seconds: float


def wait_after(attempts: int, dice: Callable[[], float] = random.random) -> timedelta:
    """How long to wait after so many failures: twice as long each time, an hour at most, give or take a fifth."""
    wait: timedelta = min(FIRST_WAIT * (1 << min(attempts - 1, 16)), LONGEST_WAIT)
    return wait * (0.8 + 0.4 * dice())


class OutboxStore:
    """The outbox of one database."""

    def __init__(self, engine: Engine, owner: str) -> None:
        self._engine, self._owner = engine, owner

    def lease(self, now: datetime) -> Leased | None:
        """The due mail that has waited longest, for this process alone until its lease ends. None: there is none."""
        free = self._free(now)
        longest = select(Outbox.id).where(free).order_by(Outbox.next_at).limit(1)
        # One statement takes it. Who comes second finds it leased: the condition is checked again on the row itself.
        # "=", not IN: PostgreSQL may run a query within IN several times, and would lease a mail each time.
        take = (
            update(Outbox)
            .where(Outbox.id == longest.with_for_update(skip_locked=True).scalar_subquery(), free)
            .values(leased_by=self._owner, leased_until=now + LEASE)
            .returning(Outbox.id)
        )
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            taken = session.scalar(take.execution_options(synchronize_session=False))
            if taken is None:
                return None
            mail = session.get_one(Outbox, taken)
            callback = session.get_one(Callback, mail.callback_reference)
            return Leased(mail.id, mail.recipient, mail.attempts, callback)

    def sent(self, mail_id: str, now: datetime) -> None:
        """Notes that a mail was handed over."""
        self._note(mail_id, state=SENT, sent_at=now, problem=None)

    def failed(self, leased: Leased, problem: str, for_good: bool, now: datetime) -> int:
        """Notes why a mail was not handed over, and when to try again (unless `for_good`); returns how often."""
        attempts = leased.attempts + 1
        self._note(
            leased.id,
            Outbox.leased_by == self._owner,  # unless the lease ended meanwhile, and another process has it now
            state=STUCK if for_good else WAITING,
            attempts=attempts,
            problem=problem[:80],
            next_at=now + wait_after(attempts),
        )
        return attempts

    def unsent(self) -> list[Outbox]:
        """Every mail that was not handed over yet, the oldest first."""
        with Session(self._engine) as session:
            return list(session.scalars(select(Outbox).where(Outbox.state != SENT).order_by(Outbox.created_at)))

    def retry(self, reference: str | None, now: datetime) -> int:
        """Makes unsent mails due now: of one request, or all of them. Returns how many."""
        wanted = [Outbox.state != SENT] + ([Outbox.callback_reference == reference] if reference else [])
        due = update(Outbox).where(*wanted).values(state=WAITING, next_at=now)
        with Session(self._engine) as session, session.begin():
            return len(session.scalars(due.returning(Outbox.id)).all())

    def state(self, now: datetime) -> OutboxState:
        """How the outbox stands."""
        counts = select(Outbox.state, func.count(), func.min(Outbox.created_at)).where(Outbox.state != SENT)
        with Session(self._engine) as session:
            found = session.execute(counts.group_by(Outbox.state)).all()
        rows = {state: (count, in_utc(oldest)) for state, count, oldest in found}
        oldest = min((at for _, at in rows.values()), default=now)
        waiting, stuck = (rows.get(state, (0, now))[0] for state in (WAITING, STUCK))
        return OutboxState(waiting, stuck, (now - oldest).total_seconds())

    def _free(self, now: datetime) -> ColumnElement[bool]:
        return (
            (Outbox.state == WAITING)
            & (Outbox.next_at <= now)
            & or_(Outbox.leased_until.is_(None), Outbox.leased_until < now)
        )

    def _note(self, mail_id: str, *only_if: ColumnElement[bool], **values: object) -> None:
        row = update(Outbox).where(Outbox.id == mail_id, *only_if)
        with Session(self._engine) as session, session.begin():
            session.execute(row.values(**values, leased_by=None, leased_until=None))


def utc_now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
