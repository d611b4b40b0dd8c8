"""What can go wrong with an answer in the making, in words that an editor can act on."""

from kb.errors import AsklineError


class DraftChanged(AsklineError):
    """Somebody else saved, sent back or published the draft since this editor last saw it."""

    def __init__(self, by: str = "") -> None:
        who = by or "Somebody else"
        super().__init__(f"{who} has changed this draft since you opened it. Please look at it again.")


class NoSuchDraft(AsklineError):
    """Nothing waits for a decision, or there is no such version."""

    def __init__(self) -> None:
        super().__init__("This draft or version is not there. It may be published or withdrawn already.")


class WroteItThemselves(AsklineError):
    """Who wrote on a draft does not approve it."""

    def __init__(self) -> None:
        super().__init__("You wrote on this draft yourself. Another editor has to approve it.")


class LeadsNowhere(AsklineError):
    """A draft whose citations lead nowhere, or that has no reason: it cannot be published."""
