"""What one turn brings to an action: the understanding, and what the API knows of the conversation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Turn:
    """A parent's message as it was understood, and where the conversation stands."""

    intent: str
    ranking: tuple[str, ...]
    mentioned: tuple[str, ...]
    nation: str | None
    council: str | None
    topic: str | None
    chosen_topic: str | None
    pending: bool
    misses: int

    @property
    def council_now(self) -> str | None:
        """The council to answer for: the one that the message names, if it names one; else the one known before."""
        return self.mentioned[0] if len(self.mentioned) == 1 else self.council

    @property
    def changed_council(self) -> bool:
        """Whether the message names another council than the one known before."""
        return self.council is not None and self.council_now != self.council


def turn_of(latest_message: Mapping[str, Any], slots: Mapping[str, Any]) -> Turn:
    """The turn behind a tracker's latest message. What the API sends along wins over Rasa's slots."""
    state = latest_message.get("metadata") or {}
    entities = latest_message.get("entities") or []
    ranking = [i["name"] for i in latest_message.get("intent_ranking") or []]
    return Turn(
        intent=str((latest_message.get("intent") or {}).get("name") or FALLBACK),
        ranking=tuple(name for name in ranking if name != FALLBACK),
        mentioned=tuple(dict.fromkeys(e["value"] for e in entities if e["entity"] in ("council", "place"))),
        nation=next((e["value"] for e in entities if e["entity"] == "nation"), None),
        council=state["council"] if "council" in state else slots.get("council"),
        topic=state["topic"] if "topic" in state else slots.get("topic"),
        chosen_topic=state.get("chosen_topic"),
        pending=bool(state.get("pending")),
        misses=int(state.get("misses") or 0),
    )
