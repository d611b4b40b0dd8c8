"""What can go wrong for an adviser, in words that they can act on."""

from kb.errors import AsklineError


class WeakPassword(AsklineError):
    """A password that is too easy to guess."""


class WrongName(AsklineError):
    """A name for an account that is taken, unknown, or none that we accept."""


class LoginRefused(AsklineError):
    """The name or the password is wrong, or the account is disabled: which one, is not said."""

    def __init__(self) -> None:
        super().__init__("The user name or the password is wrong. Please check both and try again.")


class TryLater(AsklineError):
    """Too many wrong passwords: no further one is looked at for a while."""

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, round(seconds))
        minutes = -(-self.seconds // 60)
        wait = f"{self.seconds} seconds" if self.seconds <= 90 else f"{minutes} minutes"
        super().__init__(f"That was wrong too often. Please wait {wait}, then try again.")


class StaleForm(AsklineError):
    """A form that was not made for this log-in."""

    def __init__(self) -> None:
        super().__init__("This form is out of date. Please go back to your queue and try again.")


class StaleLogin(AsklineError):
    """The log-in form was shown to another browser, or this one refuses cookies."""

    def __init__(self) -> None:
        super().__init__("Please log in again. If this comes back, let your browser keep this site's cookies.")


class NotSignedIn(AsklineError):
    """No log-in, or one that has ended."""

    def __init__(self) -> None:
        super().__init__("Please log in.")


class NothingChosen(AsklineError):
    """On duty, but for no council."""

    def __init__(self) -> None:
        super().__init__("Please choose at least one council to be on duty for.")


class NotAllowed(AsklineError):
    """Logged in, but this needs another role."""

    def __init__(self) -> None:
        super().__init__("Your account may not do this. Ask an administrator of your council's service.")


class UnknownPage(AsklineError):
    """Not there, or of another council: which one, is not said."""

    def __init__(self) -> None:
        super().__init__("This is not there, or it was deleted, or it is not one of your councils'.")


class PasswordDue(AsklineError):
    """Somebody else chose the password: first they choose their own."""

    def __init__(self) -> None:
        super().__init__("Please choose a password of your own first.")


class FactorDue(AsklineError):
    """Their role needs a second factor: first they set one up."""

    def __init__(self) -> None:
        super().__init__("Please set up a second factor first.")


class WrongCode(AsklineError):
    """A code of the second factor that is wrong, too old, or was used before."""

    def __init__(self) -> None:
        super().__init__("That code is wrong or too old. Please type the one that is shown now.")


class WrongPassword(AsklineError):
    """Not the password of whoever is logged in."""

    def __init__(self) -> None:
        super().__init__("That is not your password. Please check it and try again.")


class TwoPasswords(AsklineError):
    """The new password was typed in two ways."""

    def __init__(self) -> None:
        super().__init__("The two new passwords are not the same. Please type the same one twice.")


class TakenByAnother(AsklineError):
    """A call-back request that a colleague has taken."""

    def __init__(self) -> None:
        super().__init__("A colleague has taken this request. Please look at it again before you ring.")


class OwnAccount(AsklineError):
    """An administrator who would lock themselves out, and perhaps everybody."""

    def __init__(self) -> None:
        super().__init__("You cannot change your own role or councils, or disable yourself. Ask a colleague.")


class NoCouncil(AsklineError):
    """An account for no council, or for one that is not the administrator's."""

    def __init__(self) -> None:
        super().__init__("Please choose at least one of your own councils.")
