"""What can go wrong with a new model, in words that an adviser can act on."""

from kb.errors import AsklineError


class UnderWay(AsklineError):
    """One model at a time."""

    def __init__(self) -> None:
        super().__init__("A model is being trained already. Please wait until it is ready.")


class NothingToLearn(AsklineError):
    """No approved correction, or none that the running model has not learnt."""

    def __init__(self) -> None:
        super().__init__("There is no approved correction that the running model has not learnt. Approve one first.")


class NoRunningModel(AsklineError):
    """There is nothing to compare with."""

    def __init__(self) -> None:
        super().__init__("No trained model is running. Run “make train” on the server first.")


class NotReady(AsklineError):
    """A trial that is not there, not ready, or whose model was tidied away."""

    def __init__(self) -> None:
        super().__init__("This model cannot be switched to: it is not ready, or it was tidied away. Train a new one.")


class AnotherRuns(AsklineError):
    """It was compared with a model that runs no longer."""

    def __init__(self) -> None:
        super().__init__("Since this model was compared, another one was switched to. Train and compare again.")


class Refused(AsklineError):
    """The comparison speaks against it, and nobody said why it should be done all the same."""

    def __init__(self) -> None:
        super().__init__(
            "The comparison speaks against this model. To switch all the same, say why in a few words (10 letters or "
            "more), and tick the box."
        )


class NoModelBefore(AsklineError):
    """There is none to go back to."""

    def __init__(self) -> None:
        super().__init__("There is no model to go back to: it was tidied away, or there never was another.")
