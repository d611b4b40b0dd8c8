"""What is stored under a reference that a parent gives: of a chat, or of a call-back request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.callback_models import Callback, Outbox
from api.conversations import is_id
from api.models import Conversation
from api.privacy.holds import Hold, holds_of
from api.privacy.mails import MailFiles
from api.privacy.models import Erasure
from api.privacy.problems import NoReference, NothingFound
from api.privacy.reach import Wanted, reach_of
from api.references import ids_between, reference_of, tidied
from kb.database import in_utc


@dataclass(frozen=True)
class Found:
    """Everything under one reference. `elsewhere`: a part of it belongs to another council, and is not in here."""

    reference: str
    wanted: Wanted
    council: str | None
    began: datetime | None
    state: str
    counts: dict[str, int]
    files: int
    mailed: tuple[str, ...]
    holds: tuple[Hold, ...]
    elsewhere: bool


def wanted_by(engine: Engine, typed: str) -> tuple[str, Wanted]:
    """The reference as it is written, and what belongs to it. Raises NoReference and NothingFound."""
    typed = typed.strip()
    if is_id(typed):
        reference = reference_of(typed)
    else:
        try:
            reference = tidied(typed)
        except ValueError:
            raise NoReference from None
    with Session(engine) as session:
        wanted = _of_chat(session, reference) if reference.count("-") > 1 else _of_callback(session, reference)
    if not (wanted.conversations or wanted.callbacks):
        raise NothingFound
    return reference, wanted


def find(engine: Engine, mails: MailFiles, typed: str, councils: Sequence[str] | None) -> Found:
    """What is stored under it, in these councils (None: in all, and in none). Raises NoReference and NothingFound."""
    reference, everything = wanted_by(engine, typed)
    with Session(engine) as session:
        wanted = _theirs(session, everything, councils)
        if not (wanted.conversations or wanted.callbacks):
            raise NothingFound
        chat = session.get(Conversation, wanted.conversations[0]) if wanted.conversations else None
        request = session.get(Callback, wanted.callbacks[0]) if wanted.callbacks else None
        first = chat or request
        numbers = session.scalars(select(Outbox.id).where(Outbox.callback_reference.in_(wanted.callbacks))).all()
        handed_over = Outbox.callback_reference.in_(wanted.callbacks), Outbox.sent_at.is_not(None)
        return Found(
            reference=reference,
            wanted=wanted,
            council=first.council_slug if first else None,
            began=in_utc(first.created_at) if first else None,
            state=chat.state if chat else "",
            counts=reach_of(engine).counts(session, wanted),
            files=len(mails.of(numbers)),
            mailed=tuple(session.scalars(select(Outbox.recipient).where(*handed_over).distinct())),
            holds=tuple(h for one in wanted.conversations for h in holds_of(engine, one) if not h.over),
            elsewhere=wanted != everything,
        )


def erased_before(engine: Engine, typed: str, councils: Sequence[str] | None) -> Erasure | None:
    """The newest record of an erasure under that reference, in these councils."""
    try:
        reference = reference_of(typed.strip()) if is_id(typed.strip()) else tidied(typed)
    except ValueError:
        return None
    query = select(Erasure).where(Erasure.reference == reference)
    if councils is not None:
        query = query.where(Erasure.council_slug.in_(councils))
    with Session(engine) as session:
        return session.scalar(query.order_by(Erasure.id.desc()).limit(1))


def _of_chat(session: Session, reference: str) -> Wanted:
    first, last = ids_between(reference)
    chats = session.scalars(select(Conversation.id).where(Conversation.id.between(first, last))).all()
    # Two chats of one reference come about once in many millions: nothing is erased by guessing.
    return _with_callbacks(session, chats[0]) if len(chats) == 1 else Wanted()


def _of_callback(session: Session, reference: str) -> Wanted:
    request = session.get(Callback, reference)
    if request is None:
        return Wanted()
    if request.conversation_id is None:  # its chat was deleted before
        return Wanted(callbacks=(reference,))
    return _with_callbacks(session, request.conversation_id)


def _with_callbacks(session: Session, chat: str) -> Wanted:
    requests = select(Callback.reference).where(Callback.conversation_id == chat).order_by(Callback.reference)
    return Wanted((chat,), tuple(session.scalars(requests)))


def _theirs(session: Session, wanted: Wanted, councils: Sequence[str] | None) -> Wanted:
    if councils is None:
        return wanted
    chats = select(Conversation.id).where(
        Conversation.id.in_(wanted.conversations), Conversation.council_slug.in_(councils)
    )
    requests = select(Callback.reference).where(
        Callback.reference.in_(wanted.callbacks), Callback.council_slug.in_(councils)
    )
    return Wanted(tuple(session.scalars(chats)), tuple(session.scalars(requests.order_by(Callback.reference))))
