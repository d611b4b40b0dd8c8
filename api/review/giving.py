"""Giving a conversation to the adviser who is to look after it."""

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser, AdviserCouncil
from api.models import Conversation
from api.review.access import Held
from api.review.problems import UnknownColleague


def colleagues(engine: Engine, council: str) -> dict[str, str]:
    """Who can be given a conversation of that council: id -> name, by name."""
    with Session(engine) as session:
        return {row.id: row.display_name for row in session.scalars(_of(council))}


def give(engine: Engine, who: Actor, conversation: Held, to: str) -> None:
    """Gives it to that adviser, or to nobody. Raises UnknownColleague for who is not of its council."""
    with Session(engine) as session, session.begin():
        if to and session.scalar(_of(conversation.council).where(Adviser.id == to)) is None:
            raise UnknownColleague
        session.get_one(Conversation, conversation.id).given_to = to or None
        record(session, who, "conversation_given", conversation.id, {"to": to}, conversation.council)


def _of(council: str) -> Select[Adviser]:
    found = select(Adviser).join(AdviserCouncil, AdviserCouncil.adviser_id == Adviser.id)
    here = AdviserCouncil.council_slug == council, Adviser.disabled.is_(False)
    return found.where(*here).order_by(Adviser.display_name, Adviser.name)
