"""What advisers find a conversation by, noted in its own row: topics, reasons, confidence, what followed."""

from collections.abc import Iterable

from api.models import Conversation, Message

# Why a parent got no answer of ours, with the words that advisers read. The keys are the reasons of our replies.
NO_ANSWER = {
    "unsure": "not understood",
    "no_answer": "no answer found",
    "out_of_scope": "not about support at school",
    "other_nation": "outside England",
    "other_language": "in another language",
    "no_words": "no words in it",
    "search": "answered by search",
    "failure": "a part was down",
    "switched_off": "switched off",
}
BAR = "|"


def note(row: Conversation, added: Iterable[Message]) -> None:
    """Notes what these new messages tell. What a parent adds is to be reviewed anew."""
    for message in added:
        if message.sender == "parent":
            row.reviewed_at = row.reviewed_by = None
            _note_parent(row, message)
        elif message.sender == "assistant" and message.reason in NO_ANSWER:
            row.reasons = _with(row.reasons, message.reason)
        elif message.sender == "system" and message.reason == "asked":
            row.handed_off = True


def among(word: str) -> str:
    """How a word stands among the words of such a text."""
    return f"{BAR}{word}{BAR}"


def words_in(text: str) -> tuple[str, ...]:
    """The words of such a text."""
    return tuple(word for word in text.split(BAR) if word)


def _note_parent(row: Conversation, message: Message) -> None:
    if message.topic is None:
        return
    row.topics = _with(row.topics, message.topic)
    sure = message.understood.get("confidence")
    if isinstance(sure, int | float):
        row.least_confidence = min(float(sure), 1.0 if row.least_confidence is None else row.least_confidence)


def _with(text: str | None, word: str) -> str:
    text = text or BAR
    return text if among(word) in text else f"{text}{word}{BAR}"
