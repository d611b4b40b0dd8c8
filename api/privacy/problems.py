"""What can go wrong around privacy, in words that a parent or an adviser can act on."""

from datetime import datetime

from kb.errors import AsklineError


class OnHold(AsklineError):
    """Somebody has said that this conversation must be kept for now: nothing deletes it."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            f"Your council's service has to keep this chat until {until:%-d %B %Y}, so it is not deleted yet. "
            f"It will be deleted after that day. You can ask the service why."
        )


class NoReference(AsklineError):
    """Typed as a reference, and none."""

    def __init__(self) -> None:
        super().__init__(
            "That is not a reference. A call-back request has one like FKLR-2345, a chat one like FKLR-2345-CDFH. "
            "It stands in the saved chat, and on the chat page under “Keep this chat”."
        )


class NothingFound(AsklineError):
    """A reference under which nothing is stored, or nothing of these councils: which one, is not said."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing is stored under this reference in your councils. Please check it with the parent. It may have "
            "been deleted already. Whoever runs Askline can look in all councils."
        )


class NotConfirmed(AsklineError):
    """An erasure without the tick that says that it is meant."""

    def __init__(self) -> None:
        super().__init__("Please tick the box to say that all of this is to be erased for good.")


class WrongHold(AsklineError):
    """A hold without a reason, or until a day that is over or too far off."""

    def __init__(self, days: int) -> None:
        super().__init__(
            f"Please say why it has to be kept, and until which day: tomorrow at the earliest, {days} days from now at "
            f"the latest. You can hold it again then."
        )


class UnknownHold(AsklineError):
    """A hold that is released already, or was never there for this adviser."""

    def __init__(self) -> None:
        super().__init__("This hold is over already, or it is not one of your councils'.")
