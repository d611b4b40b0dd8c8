"""Words what happens in a live chat as the system message that the parent reads."""

from collections.abc import Callable
from datetime import datetime

from api.conversations import NewRow
from kb.answers import AnswerBook
from kb.handoff import handoff_details
from kb.hours import LONDON
from kb.live import said_when

WITH_OTHER_WAYS = {"nobody_came", "adviser_gone"}  # the parent still needs a person


class Announcements:
    """Makes the messages from the book of the moment."""

    def __init__(
        self, book: Callable[[], AnswerBook], now: Callable[[], datetime] = lambda: datetime.now(LONDON)
    ) -> None:
        self._book, self._now = book, now

    def row(self, happened: str, council: str | None, adviser: str = "") -> NewRow:
        """The message about what has happened; where no adviser is left, with the other ways to a person."""
        facts = self._book().councils.get(council or "")
        content = {"handoff": handoff_details(facts, self._now())} if happened in WITH_OTHER_WAYS else {}
        return NewRow("system", said_when(happened, facts, adviser), council=council, content=content, reason=happened)
