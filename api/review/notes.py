"""What advisers write on a conversation for each other: notes, labels, and that it was looked through."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor, record
from api.advisers.models import Adviser
from api.models import Conversation
from api.review.access import Held
from api.review.models import ConversationLabel, ConversationNote
from kb.database import in_utc

LONGEST_NOTE, MOST_LABELS = 2000, 12


@dataclass(frozen=True)
class Note:
    """A note, and who wrote it when."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Written:
    """All that stands beside a conversation."""

    notes: tuple[Note, ...]
    labels: tuple[str, ...]
    reviewed_by: str


def written(engine: Engine, conversation: Held) -> Written:
    """The notes, the oldest first; the labels; and who marked it as reviewed."""
    with Session(engine) as session:
        notes = session.execute(
            select(ConversationNote, Adviser.display_name)
            .outerjoin(Adviser, Adviser.id == ConversationNote.adviser_id)
            .where(ConversationNote.conversation_id == conversation.id)
            .order_by(ConversationNote.id)
        )
        found = tuple(Note(name or "", in_utc(note.at), note.text) for note, name in notes)
        labels = select(ConversationLabel.label).where(ConversationLabel.conversation_id == conversation.id)
        reviewer = session.get(Adviser, conversation.reviewed_by) if conversation.reviewed_by else None
        return Written(
            found, tuple(session.scalars(labels.order_by("label"))), reviewer.display_name if reviewer else ""
        )


def add_note(engine: Engine, who: Actor, conversation: Held, text: str) -> None:
    """Adds a note."""
    with Session(engine) as session, session.begin():
        session.add(
            ConversationNote(
                conversation_id=conversation.id, adviser_id=who.adviser_id or "", at=datetime.now(UTC), text=text
            )
        )
        record(session, who, "conversation_noted", conversation.id, council=conversation.council)


def set_label(engine: Engine, who: Actor, conversation: Held, label: str, on: bool) -> None:
    """Puts a label on a conversation or takes it off. Harmless when it is so already, or when there are too many."""
    row = {"conversation_id": conversation.id, "label": label}
    with Session(engine) as session, session.begin():
        its = select(ConversationLabel.label).where(ConversationLabel.conversation_id == conversation.id)
        there = set(session.scalars(its))
        if (label in there) == on or (on and len(there) >= MOST_LABELS):
            return
        if on:
            session.add(ConversationLabel(**row))
        else:
            session.execute(delete(ConversationLabel).filter_by(**row))
        record(session, who, "conversation_labelled", conversation.id, {"on": on}, conversation.council)


def mark(engine: Engine, who: Actor, conversation: Held, reviewed: bool) -> None:
    """Marks a conversation as reviewed, or as still to be reviewed."""
    with Session(engine) as session, session.begin():
        row = session.get_one(Conversation, conversation.id)
        row.reviewed_at = datetime.now(UTC) if reviewed else None
        row.reviewed_by = who.adviser_id if reviewed else None
        record(session, who, "conversation_reviewed", row.id, {"reviewed": reviewed}, conversation.council)


def labels_of(engine: Engine, councils: tuple[str, ...]) -> tuple[str, ...]:
    """Every label that these councils use."""
    with Session(engine) as session:
        query = select(ConversationLabel.label).join(Conversation).where(Conversation.council_slug.in_(councils))
        return tuple(session.scalars(query.distinct().order_by("label")))
