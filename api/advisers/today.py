"""Today: what needs an adviser first. Each part leads to the thing itself by one link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from api.advisers.access import PATH, Adviser, AdviserRoute, SignedIn
from api.advisers.audit import recorded
from api.advisers.calls import WORDS, Call, calls
from api.advisers.frame import page
from api.advisers.roles import may
from api.answers.access import WRITES, Place
from api.answers.listing import waiting as drafts
from api.models import Conversation
from api.queue import Live, queue
from api.review.filters import Filters
from api.review.listing import Listed, page_of
from api.routes import Here
from api.wiring import Services
from kb.answers import AnswerBook
from kb.hours import LONDON
from kb.places import council_names

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=AdviserRoute)

SHOWN = 5  # of each kind; a link leads to all of them
MOST_COUNTED = 100  # nobody needs to know of how many more
RECENT = timedelta(days=14)  # for how long a question without an answer stands here
UNANSWERED = ("no_answer", "unsure")


@dataclass(frozen=True)
class Late:
    """An answer whose review is due."""

    topic: str
    title: str
    council: str
    review_by: date


@dataclass(frozen=True)
class Today:
    """What needs an adviser first."""

    waiting: tuple[Live, ...]
    calls: tuple[Call, ...]
    crises: tuple[Listed, ...]
    crisis_count: int
    given: tuple[Listed, ...]
    unhelpful: tuple[Listed, ...]
    unanswered: tuple[Listed, ...]
    late: tuple[Late, ...]
    drafts: tuple[Place, ...]


@router.get("/today")
async def show(request: Request, adviser: Adviser, here: Here) -> Response:
    """Who waits, who is to be rung, who may be in danger, what was not answered, which answers are old."""
    now = datetime.now(LONDON)
    found = await anyio.to_thread.run_sync(_found, here, adviser, now)
    waiting = [(one, int((now - one.asked_at).total_seconds() // 60) if one.asked_at else 0) for one in found.waiting]
    since = now.date() - RECENT
    filters = {reason: Filters(reason=reason, reviewed="no", since=since).address() for reason in UNANSWERED}
    return page(
        request,
        "adviser/today.html",
        adviser,
        today=found,
        waiting=waiting,
        shown=SHOWN,
        titles={name: facts.title for name, facts in here.keeper.book().topics.items()},
        states=WORDS,
        crises=found.crisis_count if found.crisis_count <= MOST_COUNTED else f"More than {MOST_COUNTED}",
        names=council_names(),
        days=RECENT.days,
        all_crises=Filters(crisis="yes", reviewed="no").address(),
        all_given=Filters(given="me", reviewed="no").address(),
        all_unhelpful=did_not_help(now.date()).address(),
        all_unanswered=filters,
    )


def late_answers(book: AnswerBook, councils: Sequence[str], today: date) -> tuple[Late, ...]:
    """The national answers, and these councils' own, whose review date is past: the longest ago first. Pure."""
    theirs = [a for a in book.answers.values() if a.council in ("", *councils) and a.review_by < today]
    found = [Late(a.topic, book.topics[a.topic].title, a.council, a.review_by) for a in theirs]
    return tuple(sorted(found, key=lambda late: (late.review_by, late.title, late.council)))


def unanswered(engine: Engine, councils: tuple[str, ...], since: date) -> tuple[Listed, ...]:
    """The newest conversations in which a question got no answer and which nobody has looked through.

    Those in danger are left out: they stand above.
    """
    wanted = [Filters(reason=reason, crisis="no", reviewed="no", since=since) for reason in UNANSWERED]
    found = [row for filters in wanted for row in page_of(engine, filters, councils, SHOWN).rows]
    newest = sorted({row.id: row for row in found}.values(), key=lambda row: row.began, reverse=True)
    return tuple(newest[:SHOWN])


def did_not_help(today: date) -> Filters:
    """Where a parent said lately that an answer did not help, and nobody has looked through it."""
    return Filters(feedback="unhelpful", crisis="no", reviewed="no", since=today - RECENT)


def _found(here: Services, adviser: SignedIn, now: datetime) -> Today:
    engine, councils = here.engine, adviser.account.councils
    crises = page_of(engine, Filters(crisis="yes", reviewed="no"), councils, SHOWN).rows
    open_questions = unanswered(engine, councils, now.date() - RECENT)
    wrong = page_of(engine, did_not_help(now.date()), councils, SHOWN).rows
    # The first words of these conversations stand on the page: that is a look at each of them.
    given = page_of(engine, Filters(given="me", reviewed="no"), councils, SHOWN, adviser.account.id).rows
    shown = [row.id for row in (*crises, *given, *wrong, *open_questions)]
    recorded(engine, adviser.actor, "conversations_listed", detail={"page": "today", "conversations": shown})
    with Session(engine) as session:
        waiting = tuple(one for one in queue(session, councils) if one.state == "waiting")
        count = _unreviewed_crises(session, councils)
    return Today(
        waiting=waiting,
        calls=tuple(calls(engine, councils)),
        crises=crises,
        crisis_count=count,
        given=given,
        unhelpful=wrong,
        unanswered=open_questions,
        drafts=drafts(engine, councils) if may(adviser.account.role, WRITES) else (),
        late=late_answers(here.keeper.book(), councils, now.date()),
    )


def _unreviewed_crises(session: Session, councils: Sequence[str]) -> int:
    open_ones = Conversation.crisis.is_(True), Conversation.reviewed_at.is_(None)
    its = select(Conversation.id).where(*open_ones, Conversation.council_slug.in_(councils)).limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(its.subquery())) or 0
