"""The kinds of things that are deleted when their time is over: which setting says when, and which rows are due.

A kind whose rows belong to a conversation leaves them while that is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ColumnExpressionArgument, func
from sqlalchemy.orm import InstrumentedAttribute

from api.advisers.models import AdviserSession, LoginWait
from api.callback_models import Callback, Feedback
from api.models import Conversation, Message
from api.privacy.holds import is_held
from api.privacy.models import Erasure, RetentionRun
from api.review.models import ConversationNote, Correction
from kb.database import Base
from kb.settings import Settings

IN_USE = ("waiting", "adviser")  # a live chat is never deleted under an adviser's hands


@dataclass(frozen=True)
class Kind:
    """Rows of one table: their key, their age, whose council they are, and by what they hang on a conversation.

    `joins` lead from the table to the conversation. `days` names the setting.
    """

    name: str
    title: str
    days: str
    table: type[Base]
    key: InstrumentedAttribute[str] | InstrumentedAttribute[int]
    age: ColumnElement[datetime]
    council: ColumnElement[str | None] | ColumnElement[str] | None = None
    conversation: ColumnElement[str | None] | ColumnElement[str] | None = None
    joins: tuple[tuple[type[Base], ColumnExpressionArgument[bool]], ...] = ()
    also: ColumnElement[bool] | None = None
    # The row itself says until when it is kept: what a parent was promised holds, whatever the setting says today.
    promised: bool = False

    def kept(self, settings: Settings) -> int:
        """For how many days, as the setting says."""
        return int(getattr(settings, self.days))

    def due(self, settings: Settings, now: datetime, councils: Sequence[str] | None) -> list[ColumnElement[bool]]:
        """The conditions under which a row is too old, in these councils or in all; held ones are among them."""
        wanted = [self.age <= now - timedelta(days=0 if self.promised else self.kept(settings))]
        if self.also is not None:
            wanted.append(self.also)
        if councils is not None and self.council is not None:
            wanted.append(self.council.in_(councils))
        return wanted

    def held(self, now: datetime) -> ColumnElement[bool] | None:
        """The condition that a row is held."""
        return None if self.conversation is None else is_held(now, self.conversation)


OF_NOTE = ((Conversation, Conversation.id == ConversationNote.conversation_id),)
OF_FEEDBACK = (
    (Message, Message.id == Feedback.message_id),
    (Conversation, Conversation.id == Message.conversation_id),
)
OF_CORRECTION = ((Message, Message.id == Correction.message_id),)

CONVERSATIONS = Kind(
    name="conversations",
    title="Chats",
    days="conversation_days",
    table=Conversation,
    key=Conversation.id,
    age=Conversation.updated_at.expression,
    council=Conversation.council_slug.expression,
    conversation=Conversation.id.expression,
    also=Conversation.state.not_in(IN_USE),
)
CALLBACKS = Kind(
    name="callbacks",
    title="Call-back requests",
    days="callback_days",
    table=Callback,
    key=Callback.reference,
    age=Callback.delete_after.expression,
    promised=True,
    council=Callback.council_slug.expression,
    conversation=Callback.conversation_id.expression,
)
# In the order in which they are deleted: what hangs on a conversation before it.
KINDS = (
    Kind(
        name="notes",
        title="Advisers' notes on chats",
        days="note_days",
        table=ConversationNote,
        key=ConversationNote.id,
        age=ConversationNote.at.expression,
        council=Conversation.council_slug.expression,
        conversation=ConversationNote.conversation_id.expression,
        joins=OF_NOTE,
    ),
    Kind(
        name="feedback",
        title="What parents thought of answers",
        days="feedback_days",
        table=Feedback,
        key=Feedback.message_id,
        age=Feedback.at.expression,
        council=Conversation.council_slug.expression,
        conversation=Message.conversation_id.expression,
        joins=OF_FEEDBACK,
    ),
    Kind(
        name="corrections",
        title="Corrections that the model learns from",
        days="correction_days",
        table=Correction,
        key=Correction.id,
        age=func.coalesce(Correction.decided_at, Correction.proposed_at),
        council=Correction.council_slug.expression,
        conversation=Message.conversation_id.expression,
        joins=OF_CORRECTION,
    ),
    CALLBACKS,
    CONVERSATIONS,
    Kind(
        name="logins",
        title="Advisers' log-ins that have ended",
        days="login_days",
        table=AdviserSession,
        key=AdviserSession.token_hash,
        age=AdviserSession.expires_at.expression,
    ),
    Kind(
        name="waits",
        title="Waits after wrong passwords",
        days="login_days",
        table=LoginWait,
        key=LoginWait.key,
        age=LoginWait.changed_at.expression,
    ),
    Kind(
        name="erasures",
        title="Records of what was erased",
        days="erasure_days",
        table=Erasure,
        key=Erasure.id,
        age=Erasure.at.expression,
        council=Erasure.council_slug.expression,
    ),
    Kind(
        name="runs",
        title="Records of what retention deleted",
        days="erasure_days",
        table=RetentionRun,
        key=RetentionRun.id,
        age=RetentionRun.at.expression,
    ),
)
MAILS = "mails"
TITLES = {kind.name: kind.title for kind in KINDS} | {MAILS: "E-mails about call-backs that are kept as files"}
