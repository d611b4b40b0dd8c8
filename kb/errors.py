"""What can go wrong in the knowledge base, in its own words. `api/errors.py` turns these into HTTP."""


class AsklineError(Exception):
    """Base of every error that we raise ourselves. The text is fit for a person to read."""


class UnknownCouncil(AsklineError):
    """No council of ours has that slug."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"We do not know a council called “{slug[:60]}”. See /v1/councils for those that we know.")


class UnknownTopic(AsklineError):
    """No topic has that name."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"There is no topic called “{topic[:60]}”.")


class ContentError(AsklineError):
    """A content file breaks the rules; the text names the file and the mend."""
