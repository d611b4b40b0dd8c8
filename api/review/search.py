"""Full-text search in what parents and advisers wrote: each database in its own way, the same words for both."""

import re

from sqlalchemy import ColumnElement, String, column, func, select, text

from api.models import Conversation
from api.words import one_line

_PART = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"\w+")
ON_POSTGRESQL = (
    "SELECT conversation_id FROM message WHERE sender IN ('parent', 'adviser') "
    "AND to_tsvector('english', text) @@ websearch_to_tsquery('english', :words)"
)
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
    wanted = phrases(typed)
    if not wanted:
        return []
    query = " ".join(f'"{phrase}"' for phrase in wanted)
    found = text(ON_POSTGRESQL if dialect == "postgresql" else ON_SQLITE).bindparams(words=query)
    said = found.columns(column("conversation_id", String)).subquery()
    # Through coalesce SQLite walks down the list and asks of each whether it was found; otherwise it would fetch all
    # that were found and sort them. PostgreSQL counts which is less work.
    walked = Conversation.id if dialect == "postgresql" else func.coalesce(Conversation.id, "")
    return [walked.in_(select(said.c.conversation_id))]
