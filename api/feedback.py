"""What parents think of single messages: the last word on each counts. Callers run it off the event loop."""

from datetime import UTC, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.callback_models import Feedback
from api.errors import UnknownMessage
from api.models import Conversation, Message


class FeedbackStore:
    """The feedback of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, conversation_id: str, message_id: str, helpful: bool, reason: str) -> None:
        """Keeps whether a message of ours helped, in place of what was said of it before. `reason` is redacted.

        Raises UnknownMessage for a message that is not one of this conversation's, or is the parent's own.
        """
        try:
            self._keep(conversation_id, message_id, helpful, reason)
        except IntegrityError:  # said twice in one moment: the other came first, so this one changes it
            self._keep(conversation_id, message_id, helpful, reason)

    def _keep(self, conversation_id: str, message_id: str, helpful: bool, reason: str) -> None:
        wanted = select(Message.id).where(
            Message.id == message_id.replace("\0", ""),  # PostgreSQL answers a null byte with an error of its own
            Message.conversation_id == conversation_id,
            Message.sender != "parent",
        )
        with Session(self._engine) as session, session.begin():
            if session.scalar(wanted) is None:
                raise UnknownMessage
            row = session.get(Feedback, message_id) or Feedback(message_id=message_id)
            row.helpful, row.reason, row.at = helpful, reason, datetime.now(UTC)
            session.add(row)
            session.flush()
            _note(session, conversation_id)

    def of(self, conversation_id: str) -> dict[str, Feedback]:
        """What a parent said of this conversation's messages, by message."""
        query = select(Feedback).join(Message).where(Message.conversation_id == conversation_id)
        with Session(self._engine) as session:
            return {f.message_id: f for f in session.scalars(query)}


def _note(session: Session, conversation_id: str) -> None:
    said = set(
        session.scalars(select(Feedback.helpful).join(Message).where(Message.conversation_id == conversation_id))
    )
    values = {"helped": True in said, "unhelpful": False in said}
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(**values))
