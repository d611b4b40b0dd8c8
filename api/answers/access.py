"""Which answer an adviser may see and change: those of their councils, on topics that there are."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from api.advisers.access import Acting, Adviser, Editor, SignedIn, theirs
from api.advisers.accounts import Account
from api.advisers.problems import UnknownPage
from api.routes import Here
from kb.answers import AnswerBook
from kb.places import council_names

WRITES = "editor"  # the role that writes answers, approves them and switches topics off


@dataclass(frozen=True)
class Place:
    """A council's answer on a topic, whether there is one yet or not."""

    topic: str
    council: str

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/adviser/answers/{self.council}/{self.topic}"

    @property
    def council_name(self) -> str:
        """The council in words."""
        return council_names()[self.council]


def place_for(account: Account, book: AnswerBook, council: str, topic: str) -> Place:
    """That answer, when it is one of their councils'. Raises UnknownPage for every other, and for no topic."""
    if not theirs(account, council) or not book.has(topic):
        raise UnknownPage
    return Place(topic, council)


async def place_of(council: str, topic: str, adviser: Adviser, here: Here) -> Place:
    """The answer of this address. Raises UnknownPage."""
    return place_for(adviser.account, here.keeper.book(), council, topic)


async def council_of(council: str, adviser: Adviser) -> str:
    """The council of this address. Raises UnknownPage when it is not one of theirs."""
    if not theirs(adviser.account, council):
        raise UnknownPage
    return council


async def editing(adviser: Acting, _editor: Editor) -> SignedIn:
    """An editor who sends a form that was made for them. Raises NotAllowed and StaleForm."""
    return adviser


This = Annotated[Place, Depends(place_of)]
TheirCouncil = Annotated[str, Depends(council_of)]
Editing = Annotated[SignedIn, Depends(editing)]
