"""Small talk, and what Askline says of itself: greetings, thanks, "are you a robot". Pure."""

from kb.manners import manner_of
from kb.replies import Reply, Speaker

TALK = frozenset(
    {"greet", "goodbye", "thank", "bot_challenge", "feedback", "privacy", "another_language", "affirm", "deny"}
)


def small_talk(intent: str, topic: str | None, speaker: Speaker, text: str) -> Reply:
    """Our words for one of TALK. `topic` is what was answered last: a "yes" then asks for more of it."""
    key = {"greet": "greeting_again" if topic else "greeting"}.get(intent, intent)
    if intent in ("thank", "feedback"):
        key = manner_of(intent, text)
    if intent == "affirm" and topic:
        return speaker.more(topic)
    choices = speaker.starters() if intent in ("greet", "affirm", "deny") else ()
    return speaker.say(key, choices=choices)
