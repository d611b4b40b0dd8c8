"""Whose line it is: a council of the adviser's, with a service that we know."""

from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import Depends
from sqlalchemy.orm import Session

from api.advisers.access import Acting, Adviser, Editor, SignedIn, theirs
from api.advisers.problems import UnknownPage
from api.routes import Here
from api.wiring import Services
from kb.facts import CouncilFacts
from kb.line_edits import newest

CHANGES = "editor"  # the role that may change a line: that of `Editor`


@dataclass(frozen=True)
class Line:
    """A council's line, as it is in the database now, with the newest change of each part (its row's number)."""

    facts: CouncilFacts
    changed: dict[str, int]
    own: frozenset[str]

    @property
    def council(self) -> str:
        """Whose it is."""
        return self.facts.slug


async def line_of_theirs(council: str, adviser: Adviser, here: Here) -> Line:
    """The line of this address. Raises UnknownPage for one that is not of their councils."""
    if not theirs(adviser.account, council):
        raise UnknownPage
    return await anyio.to_thread.run_sync(_line, here, council)


OurLine = Annotated[Line, Depends(line_of_theirs)]


async def changing(adviser: Acting, editor: Editor) -> SignedIn:
    """Who changes a line, by a form that was made for them. Raises StaleForm and NotAllowed."""
    assert editor
    return adviser


Changing = Annotated[SignedIn, Depends(changing)]


def _line(here: Services, council: str) -> Line:
    here.keeper.refresh()  # another process may have changed it a moment ago
    facts = here.keeper.book().councils.get(council)
    if facts is None:
        raise UnknownPage
    with Session(here.engine) as session:
        rows = newest(session, council)
        changed = {part: row.id for (_, part), row in rows.items()}
        return Line(facts, changed, frozenset(part for (_, part), row in rows.items() if row.own))
