"""An adviser who is on duty for Kent, as the widget's tests need one."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from api.announcements import Announcements
from api.live import LiveChat
from api.models import Conversation
from tests.api.apps import Served
from tests.api.live import an_adviser, everyone_off_duty
from tests.browser.rasa import HearsByKeyword


class Adviser:
    """An adviser who is on duty for Kent, at a desk of their own."""

    def __init__(self, app: Served) -> None:
        rasa = app.rasa
        assert isinstance(rasa, HearsByKeyword)
        self._live = LiveChat(app.engine, Announcements(lambda: rasa.book).row)
        self._engine = app.engine
        # Nobody is left in the queue from before.
        with Session(app.engine) as session, session.begin():
            session.execute(update(Conversation).where(Conversation.state != "closed").values(state="assistant"))
        self.account = an_adviser(app.engine, "kent")
        self.chat = ""

    def takes_next(self) -> None:
        """Takes the parent who waits longest."""
        taken = self._live.take_next(self.account, ["kent"])
        assert taken, "nobody waits"
        self.chat = taken

    def says(self, text: str) -> None:
        """Writes to that parent."""
        self._live.say(self.account, self.chat, text, None)

    def hands_back(self) -> None:
        """Leaves the parent to the assistant."""
        self._live.hand_back(self.account, self.chat)

    def ends(self) -> None:
        """Ends the chat for good."""
        self._live.close(self.account, self.chat)

    def goes(self) -> None:
        """Goes off duty, with everybody else."""
        everyone_off_duty(self._engine)
