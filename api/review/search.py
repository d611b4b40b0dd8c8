"""Full-text search in what parents and advisers wrote: each database in its own way, the same words for both."""

import re
from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, Select, String, column, func, select, table, text, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from api.models import Conversation
from api.words import one_line

_PART = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
SAID = table("message_words", column("began", DateTime(timezone=True)), column("conversation_id", String))
SAYS = "words @@ websearch_to_tsquery('english', :words)"
ON_SQLITE = (
    "SELECT conversation_id FROM message_number WHERE number IN "
    "(SELECT rowid FROM message_words WHERE message_words MATCH :words)"
)


def phrases(typed: str) -> tuple[str, ...]:
    """What has to stand in one message: single words, and "words in quotation marks" side by side. No operators."""
    parts = (quoted or plain for quoted, plain in _PART.findall(one_line(typed)))
    found = (" ".join(_WORD.findall(part)) for part in parts)
    return tuple(dict.fromkeys(part for part in found if part))


def saying(typed: str, dialect: str) -> list[ColumnElement[bool]]:
    """The condition on a conversation: one of its messages says that. None at all when nothing is asked for."""
    query = _query(typed)
    if not query:
        return []
    if dialect == "postgresql":
        # With the moment in which the conversation began, both ways to the page are open to PostgreSQL: to walk down
        # the conversations and the words side by side, and to collect all that say it.
        return [tuple_(Conversation.created_at, Conversation.id).in_(_said(query))]
    found = text(ON_SQLITE).bindparams(words=query)
    its = found.columns(column("conversation_id", String)).subquery()
    # Through coalesce SQLite walks down the list and asks of each whether it was found; otherwise it would fetch all
    # that were found and sort them.
    return [func.coalesce(Conversation.id, "").in_(select(its.c.conversation_id))]


def newest_saying(typed: str, before: tuple[datetime, str] | None, messages: int) -> Select[Conversation]:
    """On PostgreSQL: the conversations, in the order of the list, of the newest so many messages that say that.

    Of the words alone PostgreSQL knows how common they are, and finds these messages the quicker way; conversations are
    then read one by one until the page is full.
    """
    newest = _said(_query(typed)).order_by(SAID.c.began.desc(), SAID.c.conversation_id.desc()).limit(messages)
    if before is not None:
        newest = newest.where(tuple_(SAID.c.began, SAID.c.conversation_id) < before)
    place = newest.subquery()
    found = select(Conversation).join(place, place.c.conversation_id == Conversation.id)
    return found.ext(distinct_on(*place.c)).order_by(*(column.desc() for column in place.c))


def _said(query: str) -> Select[datetime, str]:
    return select(SAID.c.began, SAID.c.conversation_id).where(text(SAYS).bindparams(words=query))


def _query(typed: str) -> str:
    return " ".join(f'"{phrase}"' for phrase in phrases(typed))
