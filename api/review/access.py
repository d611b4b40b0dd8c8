"""Which conversation an adviser may look through afterwards: any of their councils', and no other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import anyio.to_thread
from fastapi import Depends
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.advisers.access import Adviser, theirs
from api.advisers.accounts import Account
from api.conversations import is_id
from api.errors import UnknownConversation
from api.models import Conversation
from api.routes import Here
from kb.database import in_utc


@dataclass(frozen=True)
class Held:
    """A conversation that an adviser looks through."""

    id: str
    council: str
    state: str
    crisis: bool
    began: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None
    given_to: str


def held(engine: Engine, account: Account, conversation_id: str) -> Held:
    """The conversation, when it is one of their councils'. Raises UnknownConversation for every other."""
    if not is_id(conversation_id):
        raise UnknownConversation
    with Session(engine) as session:
        row = session.get(Conversation, conversation_id)
        if row is None or row.council_slug is None or not theirs(account, row.council_slug):
            raise UnknownConversation
        return Held(
            id=row.id,
            council=row.council_slug,
            state=row.state,
            crisis=bool(row.crisis),
            began=in_utc(row.created_at),
            reviewed_at=row.reviewed_at and in_utc(row.reviewed_at),
            reviewed_by=row.reviewed_by,
            given_to=row.given_to or "",
        )


async def held_by(conversation_id: str, adviser: Adviser, here: Here) -> Held:
    """The conversation of this address. Raises UnknownConversation."""
    return await anyio.to_thread.run_sync(held, here.engine, adviser.account, conversation_id)


Reviewed = Annotated[Held, Depends(held_by)]
