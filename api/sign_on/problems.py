"""What can go wrong when an adviser logs in with their council's account, in words that they can act on."""

from kb.errors import AsklineError


class SignOnFailed(AsklineError):
    """Nobody got in. `why` is for the audit log: a word, never what the provider said."""

    why = "failed"

    def __init__(self, words: str, adviser_id: str | None = None) -> None:
        super().__init__(words)
        self.adviser_id = adviser_id


class ProviderAway(SignOnFailed):
    """The provider does not answer, or not in a way that we understand."""

    why = "provider away"

    def __init__(self) -> None:
        super().__init__(
            "Your council's log-in does not answer. Please try again in a few minutes, or log in with your password."
        )


class SignOnRefused(SignOnFailed):
    """They did not log in there, or the provider would not say who they are."""

    why = "refused there"

    def __init__(self) -> None:
        super().__init__(
            "Your council's log-in did not let you in. Please try again, or ask your council's IT service."
        )


class SignOnStale(SignOnFailed):
    """Not begun by this browser, begun too long ago, or answered before."""

    why = "stale"

    def __init__(self) -> None:
        super().__init__(
            "That log-in was not begun here, or it took too long. Please try again. "
            "If this comes back, let your browser keep this site's cookies."
        )


class WrongToken(SignOnFailed):
    """The provider's statement is forged, too old, for somebody else, or lacks something."""

    why = "wrong token"

    def __init__(self) -> None:
        super().__init__(
            "We cannot trust what your council's log-in says about you. Please try again. "
            "If this comes back, tell whoever runs Askline at your council."
        )


class PersonUnknown(SignOnFailed):
    """The provider knows them, we do not."""

    why = "unknown"

    def __init__(self, name: str) -> None:
        shown = f" They need your name there: {name}." if name else ""
        super().__init__(
            "Your council's log-in knows you, but no account of Askline is yours yet. "
            f"Ask an administrator of your service to let you in with it.{shown}"
        )


class NoRights(SignOnFailed):
    """None of their groups at the council gives any right here."""

    why = "no rights"

    def __init__(self) -> None:
        super().__init__(
            "Your council's log-in knows you, but gives you no right to use Askline. "
            "Ask your council's IT service to put you into the group for it."
        )


class AccountClosed(SignOnFailed):
    """Their account here is disabled."""

    why = "closed"

    def __init__(self, adviser_id: str) -> None:
        super().__init__(
            "Your account of Askline is closed. Ask an administrator of your service to open it again.", adviser_id
        )


class NameTaken(AsklineError):
    """Another account logs in with that name at the provider."""

    def __init__(self) -> None:
        super().__init__("Another account logs in with that already. Take it away there first.")
