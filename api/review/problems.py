"""What can go wrong with a correction, in words that an adviser can act on."""

from kb.errors import AsklineError


class UnknownCorrection(AsklineError):
    """A correction that is decided already, or was never there for this adviser."""

    def __init__(self) -> None:
        super().__init__("This correction is decided already, or it is not one of your councils'.")


class NothingToCorrect(AsklineError):
    """No message, no topic."""

    def __init__(self) -> None:
        super().__init__("Please choose a message of the parent, and what it should have been.")


class NotSecondPerson(AsklineError):
    """Who proposed a correction does not decide on it."""

    def __init__(self) -> None:
        super().__init__("You made this correction yourself. Another person has to decide on it.")


class SaidOtherwise(AsklineError):
    """The same words were approved as another topic."""

    def __init__(self) -> None:
        super().__init__("The same words are approved as something else already. One of the two has to be refused.")


class UnknownColleague(AsklineError):
    """Somebody who is no adviser of that council."""

    def __init__(self) -> None:
        super().__init__("This person is not an adviser of that council. Please choose somebody from the list.")


class UnknownFilter(AsklineError):
    """A saved filter that is gone, or was never there for this adviser."""

    def __init__(self) -> None:
        super().__init__("This saved filter was removed, or it is not yours or one of your councils'.")


class NothingToSave(AsklineError):
    """No name, or no filter."""

    def __init__(self) -> None:
        super().__init__("Please choose what to look for, and a name under which it is saved.")


class TooManySaved(AsklineError):
    """More saved filters than anybody finds their way in."""

    def __init__(self) -> None:
        super().__init__("You have saved as many filters as you can. Please remove one first.")
