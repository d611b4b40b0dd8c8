"""A Rasa that hears by keywords and decides as ours does: real answers, the same each time, and at once."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from actions import decide
from actions.turn import Turn, turn_of
from api.rasa import RasaAnswer, RasaAway
from kb.answers import AnswerBook
from kb.book import BookKeeper
from kb.hours import LONDON
from kb.replies import Reply, Speaker
from tests.api.apps import ScriptedRasa

KEYWORDS = {
    "decides": "who_decides",
    "plan": "request_ehc_needs_assessment",
    "money": "sen_funding",
    "thank": "thank",
    "phone": "contact_helpline",
}
DECISIONS: dict[str, Callable[[Turn, Speaker], Reply | tuple[Reply, ...]]] = {
    "thank": decide.talk,
    "tell_me_more": decide.tell_me_more,
    "give_council": decide.set_council,
    "ask_person": decide.hand_off,
    "something_else": decide.hand_off,
    "contact_helpline": decide.hand_off,
    "nlu_fallback": decide.fallback,
}


class HearsByKeyword(ScriptedRasa):
    """`slow` seconds pass before each answer; while `away` nothing is answered; `says` replaces the next texts."""

    def __init__(self, book: AnswerBook) -> None:
        super().__init__()
        self.book = book
        self.slow = 0.0
        self.away = False
        self.says: str | None = None

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        self.asked.append({"sender": sender, "text": text, "state": state, **chosen})
        await asyncio.sleep(self.slow)
        if self.away:
            raise RasaAway("ConnectError")
        found = (intent for word, intent in KEYWORDS.items() if word in text.lower())
        intent = chosen.get("intent") or next(found, "nlu_fallback")
        heard = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "metadata": state}
        turn = turn_of(heard | {"entities": chosen.get("entities") or []}, {})
        speaker = Speaker(self.book, turn.council_now, datetime.now(LONDON))
        decided = decide.switched_off(turn, speaker) or DECISIONS.get(intent, decide.answer)(turn, speaker)
        replies = [asdict(reply) for reply in (decided if isinstance(decided, tuple) else (decided,))]
        if self.says is not None:
            replies[-1]["text"] = self.says
        return RasaAnswer(replies, intent, 0.9, [{"intent": intent, "confidence": 0.9}], [])


class HearsFromTheBook(HearsByKeyword):
    """Answers from the book of this moment, as the action server does: what is published or switched off is noticed."""

    keeper: BookKeeper

    def __init__(self) -> None:
        ScriptedRasa.__init__(self)
        self.slow, self.away, self.says = 0.0, False, None

    @property
    def book(self) -> AnswerBook:
        return self.keeper.book()

    async def ask(self, sender: str, text: str, state: dict[str, Any], **chosen: Any) -> RasaAnswer:
        self.keeper.book(state["book"])
        return await super().ask(sender, text, state, **chosen)
