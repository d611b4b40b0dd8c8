"""The list of conversations, newest first, a page at a time: each page costs the same, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Select, exists, select, text
from sqlalchemy.orm import Session

from api.models import Conversation, Message
from api.overview import words_in
from api.review.filters import Filters, Place, after, conditions
from api.review.models import ConversationLabel
from api.review.phrases import label_of
from api.review.search import saying
from kb.database import in_utc

A_PAGE = 30
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


def page_of(engine: Engine, filters: Filters, councils: tuple[str, ...], size: int = A_PAGE) -> Page:
    """The conversations of these councils that are looked for."""
    with Session(engine) as session:
        _plan_for_these(session)
        found = list(session.scalars(query(filters, councils, engine.dialect.name).limit(size + 1)))
        shown = found[:size]
        first = _first_words(session, [row.id for row in shown])
        rows = tuple(_listed(row, first.get(row.id, "")) for row in shown)
    more = len(found) > size
    return Page(rows, str(Place(in_utc(shown[-1].created_at), shown[-1].id)) if more else "")


def query(filters: Filters, councils: tuple[str, ...], dialect: str) -> Select[Conversation]:
    """What finds them, in the order of the list."""
    wanted = conditions(filters, councils) + saying(filters.words, dialect) + after(Place.read(filters.before))
    if filters.label:
        its = ConversationLabel.conversation_id == Conversation.id
        wanted.append(exists().where(its, ConversationLabel.label == label_of(filters.label)))
    return select(Conversation).where(*wanted).order_by(Conversation.created_at.desc(), Conversation.id.desc())


def _plan_for_these(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        # How often a word or a topic occurs decides how its conversations are best found: no plan fits all of them.
        # Compiling the plan takes longer than running it.
        once = "set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)"
        session.execute(text(f"SELECT {once}"))


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
