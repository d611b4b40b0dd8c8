"""Stored messages as the HTTP contract shows them. Pure."""

from api.models import Message
from api.schemas import AskedRef, Guess, MessageOut, TurnOut, Understood
from api.turns import Answered
from kb.database import in_utc


def message_out(message: Message) -> MessageOut:
    """One message, as a parent may see it."""
    content = message.content or {}
    return MessageOut.model_validate(
        {
            "id": message.id,
            "position": message.position,
            "at": in_utc(message.at),
            "from": message.sender,
            "text": message.text,
            "topic": message.topic if message.sender != "parent" else None,
            "council": message.council_slug,
            "citations": content.get("citations") or [],
            "notices": content.get("notices") or [],
            "choices": content.get("choices") or [],
            "handoff": content.get("handoff"),
        }
    )


def turn_out(answered: Answered) -> TurnOut:
    """The answer to a message, with what was understood."""
    understood = answered.asked.understood or {}
    return TurnOut(
        asked=AskedRef(id=answered.asked.id, position=answered.asked.position),
        messages=[message_out(m) for m in answered.replies],
        understood=Understood(
            topic=understood.get("topic"),
            confidence=understood.get("confidence") or 0.0,
            ranking=[Guess(**g) for g in understood.get("ranking") or []],
        ),
        state=answered.state,
    )
