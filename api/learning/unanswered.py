"""What parents asked and we have no answer to, council by council, with what means about the same put together."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import Engine, or_, select
from sqlalchemy.orm import Session, aliased

from api.learning.grouping import grouped
from api.models import Conversation, Message
from api.overview import among
from api.review.models import Correction
from api.review.phrases import key_of, phrase_of
from kb.database import in_utc
from kb.encoder import Encoder, Floats

REASONS = ("unsure", "no_answer")  # of our replies to what we did not understand, or found nothing on
DAYS = 90
MOST = 300  # conversations that are looked at, the newest
KEPT = 3000  # meanings that are kept, so that only new messages have to be worked out


@dataclass(frozen=True)
class Unanswered:
    """A message without an answer. `times`: how often it came in these very words. `said`: an adviser says so too."""

    message_id: str
    conversation_id: str
    council: str
    text: str
    at: datetime
    times: int = 1
    said: bool = False


@dataclass(frozen=True)
class Group:
    """Messages of one council that mean about the same, the most typical first."""

    council: str
    messages: tuple[Unanswered, ...]

    @property
    def times(self) -> int:
        """How often it was asked."""
        return sum(one.times for one in self.messages)

    @property
    def ids(self) -> str:
        """The messages, as a form carries them."""
        return " ".join(one.message_id for one in self.messages)


class Meanings:
    """What texts mean, worked out once for as long as they are asked for."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Floats] = OrderedDict()

    def of(self, texts: Sequence[str], encoder: Encoder) -> Floats:
        """A row for each text."""
        rows = np.stack([self._one(text, encoder) for text in texts])
        while len(self._known) > max(KEPT, len(texts)):
            self._known.popitem(last=False)
        return rows

    def _one(self, text: str, encoder: Encoder) -> Floats:
        if text not in self._known:
            self._known[text] = encoder.sentences([text])[0]
        self._known.move_to_end(text)
        return self._known[text]


def groups(found: Iterable[Unanswered], meanings: Meanings, encoder: Encoder) -> tuple[Group, ...]:
    """What means about the same, put together within each council; what was asked most often comes first."""
    by_council: dict[str, list[Unanswered]] = {}
    for one in found:
        by_council.setdefault(one.council, []).append(one)
    made = [
        Group(council, tuple(own[row] for row in rows))
        for council, own in by_council.items()
        for rows in grouped(meanings.of([one.text for one in own], encoder))
    ]
    return tuple(
        sorted(made, key=lambda group: (-group.times, -len(group.messages), -group.messages[0].at.timestamp()))
    )


def unanswered(engine: Engine, councils: Sequence[str], now: datetime | None = None) -> list[Unanswered]:
    """The newest of these councils, each text once. What an adviser has named a topic for is answered."""
    since = (now or datetime.now(UTC)) - timedelta(days=DAYS)
    with Session(engine) as session:
        said, answered = _corrections(session, councils)
        rows = [*_said_nothing(session, said), *_no_answer(session, councils, since)]
    found: dict[tuple[str, str], Unanswered] = {}
    for one in rows:
        key = one.council, key_of(one.text)
        if key in answered or not key[1]:
            continue
        before = found.get(key)
        if before is None or before.message_id == one.message_id:
            found[key] = before or one
        else:
            found[key] = replace(before, times=before.times + 1)
    return list(found.values())


def _corrections(session: Session, councils: Sequence[str]) -> tuple[list[Correction], set[tuple[str, str]]]:
    """What advisers say has no answer; and the words of which they named the topic.

    Of a chat that is no longer kept only what was approved is left: it has nothing to show.
    """
    query = select(Correction).where(Correction.council_slug.in_(councils), Correction.state != "refused")
    rows = list(session.scalars(query))
    return [r for r in rows if not r.topic], {(r.council_slug, r.key) for r in rows if r.topic}


def _said_nothing(session: Session, said: Sequence[Correction]) -> Iterable[Unanswered]:
    by_message = {row.message_id: row for row in said if row.message_id}
    of_them = select(Message.id, Message.conversation_id, Message.at).where(Message.id.in_(by_message))
    for message, conversation, at in session.execute(of_them):
        row = by_message[message]
        yield Unanswered(message, conversation, row.council_slug, row.text, in_utc(at), row.times, said=True)


def _no_answer(session: Session, councils: Sequence[str], since: datetime) -> Iterable[Unanswered]:
    """Conversations are found by what stands in their own row (docs/adr/0016), and only then their messages."""
    noted = or_(*(Conversation.reasons.contains(among(reason), autoescape=True) for reason in REASONS))
    mine = Conversation.council_slug.in_(councils), Conversation.created_at >= since, noted
    newest = select(Conversation.id, Conversation.council_slug).where(*mine)
    newest = newest.order_by(Conversation.created_at.desc(), Conversation.id.desc()).limit(MOST)
    council_of = {id_: council or "" for id_, council in session.execute(newest)}
    reply = aliased(Message)
    asked = select(Message.id, Message.conversation_id, Message.text, Message.at)
    asked = asked.join(reply, (reply.reply_to == Message.id) & (reply.conversation_id == Message.conversation_id))
    asked = asked.where(Message.conversation_id.in_(council_of), reply.reason.in_(REASONS), Message.sender == "parent")
    for id_, conversation, text, at in session.execute(asked.order_by(Message.at.desc())):
        yield Unanswered(id_, conversation, council_of[conversation], phrase_of(text), in_utc(at))
