"""What a choice means: from `topic:who_decides` to the intent and entities that Rasa is told. Pure."""

from dataclasses import dataclass, field
from typing import Any

from api.errors import UnknownChoice


@dataclass(frozen=True)
class Meaning:
    """The intent behind a choice, with entities and what else the action needs."""

    intent: str
    entities: list[dict[str, str]] = field(default_factory=list)
    state: dict[str, Any] = field(default_factory=dict)


def meaning(choice_id: str) -> Meaning:
    """What a choice that we offered stands for. Raises UnknownChoice for any other."""
    kind, _, value = choice_id.partition(":")
    match kind:
        case "topic" if value:
            return Meaning(value)
        case "more" if value:
            return Meaning("tell_me_more", state={"chosen_topic": value})
        case "council" if value:
            return Meaning("give_council", entities=[{"entity": "council", "value": value}])
        case "person":
            return Meaning("ask_person")
        case "else":
            return Meaning("something_else")
    raise UnknownChoice
