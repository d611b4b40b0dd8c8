"""Rasa's actions. Each reads its turn, lets `actions.decide` decide, and sends the reply as one custom message."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import decide
from actions.turn import Turn, in_slot, turn_of
from kb.book import BookKeeper
from kb.database import connect
from kb.hours import LONDON
from kb.replies import Reply, Speaker
from kb.settings import settings


@lru_cache
def keeper() -> BookKeeper:
    """The answer book of this process."""
    return BookKeeper(connect(settings().database), settings().book_check_seconds)


class Speak(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Base of our actions: subclasses give a name and a decision."""

    action: str = ""
    decision: Callable[[Turn, Speaker], Reply | tuple[Reply, ...]]

    def name(self) -> str:
        return self.action

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, _domain: Any) -> list[dict[str, Any]]:
        """Sends the reply, and sets the slots `council` and `topic` to what it was for."""
        turn = turn_of(tracker.latest_message, tracker.slots)
        speaker = Speaker(keeper().book(turn.book), turn.council_now, datetime.now(LONDON))
        decided = (
            decide.switched_off(turn, speaker)
            or decide.leaning_on_the_last_answer(turn, speaker)
            or decide.several_at_once(turn, speaker)
            or type(self).decision(turn, speaker)
        )
        replies = decided if isinstance(decided, tuple) else (decide.not_twice(turn, decided, speaker),)
        for reply in replies:
            dispatcher.utter_message(json_message=asdict(reply))
        last = replies[-1]
        topic = in_slot(last.topic or turn.topic, decide.waiting_after(turn, last, speaker))
        return [SlotSet("council", last.council), SlotSet("topic", topic)]


class ActionAnswer(Speak):
    action, decision = "action_answer", staticmethod(decide.answer)


class ActionTellMeMore(Speak):
    action, decision = "action_tell_me_more", staticmethod(decide.tell_me_more)


class ActionSetCouncil(Speak):
    action, decision = "action_set_council", staticmethod(decide.set_council)


class ActionTalk(Speak):
    action, decision = "action_talk", staticmethod(decide.talk)


class ActionHandOff(Speak):
    action, decision = "action_hand_off", staticmethod(decide.hand_off)


class ActionCrisis(Speak):
    action, decision = "action_crisis", staticmethod(decide.crisis)


class ActionOutOfScope(Speak):
    action, decision = "action_out_of_scope", staticmethod(decide.out_of_scope)


class ActionFallback(Speak):
    action, decision = "action_fallback", staticmethod(decide.fallback)
