"""The list of conversations, newest first, a page at a time: each page costs the same, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Select, exists, select, text
from sqlalchemy.orm import Session

from api.models import Conversation, Message
from api.overview import words_in
from api.review.filters import Filters, Place, after, conditions
from api.review.models import ConversationLabel
from api.review.phrases import label_of
from api.review.search import newest_saying, saying
from kb.database import in_utc

A_PAGE = 30
AT_FIRST = 200  # messages with the words: where only words are asked for, their conversations nearly always fill a page
# How PostgreSQL plans a page. How often a word or a trait occurs decides how its conversations are best found: no plan
# fits all of them. A page reads so few rows that compiling the plan, or starting processes to share the work, takes
# longer than reading them; and what it reads lies in memory, where rows apart cost little more than rows side by side.
PLANNED = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), "
    "set_config('max_parallel_workers_per_gather', '0', true), set_config('random_page_cost', '1.1', true)"
)
SHOWN = 140  # characters of a parent's first message


@dataclass(frozen=True)
class Listed:
    """A conversation as the list shows it."""

    id: str
    council: str
    began: datetime
    first: str
    topics: tuple[str, ...]
    reasons: tuple[str, ...]
    least_confidence: float | None
    crisis: bool
    handed_off: bool
    helped: bool
    unhelpful: bool
    reviewed: bool


@dataclass(frozen=True)
class Page:
    """A page of the list; `next`, where the one after it begins, or nothing when it is the last."""

    rows: tuple[Listed, ...]
    next: str


def page_of(engine: Engine, filters: Filters, councils: tuple[str, ...], size: int = A_PAGE, me: str = "") -> Page:
    """The conversations of these councils that are looked for. `me`: the id of who looks."""
    with Session(engine) as session:
        _plan_for_these(session)
        found = _in_order(session, filters, councils, me, size + 1)
        shown = found[:size]
        first = _first_words(session, [row.id for row in shown])
        rows = tuple(_listed(row, first.get(row.id, "")) for row in shown)
    more = len(found) > size
    return Page(rows, str(Place(in_utc(shown[-1].created_at), shown[-1].id)) if more else "")


def query(filters: Filters, councils: tuple[str, ...], dialect: str, me: str = "") -> Select[Conversation]:
    """What finds them, in the order of the list."""
    wanted = conditions(filters, councils, dialect, me)
    wanted += saying(filters.words, dialect) + after(Place.read(filters.before))
    if filters.label:
        its = ConversationLabel.conversation_id == Conversation.id
        wanted.append(exists().where(its, ConversationLabel.label == label_of(filters.label)))
    return select(Conversation).where(*wanted).order_by(Conversation.created_at.desc(), Conversation.id.desc())


def _in_order(
    session: Session, filters: Filters, councils: tuple[str, ...], me: str, most: int
) -> Sequence[Conversation]:
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql" and filters.only_words:
        place = Place.read(filters.before)
        newest = newest_saying(filters.words, (place.at, place.id) if place else None, AT_FIRST)
        found = session.scalars(newest.where(*conditions(filters, councils, dialect)).limit(most)).all()
        if len(found) == most:
            return found
    return session.scalars(query(filters, councils, dialect, me).limit(most)).all()


def _plan_for_these(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(PLANNED)


def _first_words(session: Session, ids: Iterable[str]) -> dict[str, str]:
    of_parents = Message.conversation_id.in_(list(ids)), Message.sender == "parent"
    rows = session.execute(
        select(Message.conversation_id, Message.text).where(*of_parents).order_by(Message.position.desc())
    )
    return {row.conversation_id: _short(row.text) for row in rows}


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rsplit(' ', 1)[0]} …"


def _listed(row: Conversation, first: str) -> Listed:
    return Listed(
        id=row.id,
        council=row.council_slug or "",
        began=in_utc(row.created_at),
        first=first,
        topics=words_in(row.topics),
        reasons=words_in(row.reasons),
        least_confidence=row.least_confidence,
        crisis=bool(row.crisis),
        handed_off=bool(row.handed_off),
        helped=bool(row.helped),
        unhelpful=bool(row.unhelpful),
        reviewed=row.reviewed_at is not None,
    )
