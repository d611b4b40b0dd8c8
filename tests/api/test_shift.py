"""What happens when nobody does anything: waits end with a call-back offer, duty lapses, lost advisers are replaced."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from api.advisers.models import Adviser, AdviserCouncil
from api.announcements import Announcements
from api.bulletin import Bulletin
from api.conversations import ConversationStore, NewRow
from api.live import LiveChat, Patience
from api.queue import look
from api.shift import Shift
from kb.database import connect, migrate
from tests.api.live import an_adviser
from tests.clock import Clock
from tests.kb.knowledge import an_answer_book, national

PATIENCE = Patience(wait=300, duty=180, adviser_gone=400)


class Kent:
    """Kent's queue with one adviser on duty, and the shift that goes round."""

    def __init__(self, engine):
        book = an_answer_book(national("contact_helpline"))
        self.engine, self.clock = engine, Clock(datetime.now(UTC))
        self.live = LiveChat(engine, Announcements(lambda: book).row, PATIENCE, now=self.clock)
        self.shift = Shift(engine, self.live, Bulletin(), now=self.clock)
        self.adviser = an_adviser(engine, "kent")

    def waits(self):
        known, _, _ = ConversationStore(self.engine).begin("kent", "api", NewRow("assistant", "Hello"))
        self.live.ask(known.id)
        return known.id

    def seen(self):
        """The adviser's page is open and awake."""
        with Session(self.engine) as session, session.begin():
            session.get_one(Adviser, self.adviser.id).seen_at = self.clock.now

    def on_duty(self):
        with Session(self.engine) as session:
            return session.get_one(AdviserCouncil, (self.adviser.id, "kent")).on_duty_since is not None

    def state(self, parent):
        return look(self.engine, [parent]).standings[parent].state

    def last(self, parent):
        return ConversationStore(self.engine).messages(parent)[-1]


@pytest.fixture
def kent(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/askline.db")
    migrate(engine)
    yield Kent(engine)
    engine.dispose()


def test_a_wait_that_takes_too_long_ends_with_a_call_back_offer(kent):
    parent = kent.waits()

    for _ in range(3):
        kent.clock.pass_by(seconds=100.5)
        kent.seen()
        ended = kent.shift.go_round()

    assert ended == [parent]
    assert kent.state(parent) == "assistant"
    assert kent.last(parent).reason == "nobody_came"
    assert "call you back" in kent.last(parent).text
    assert "line" in kent.last(parent).content["handoff"]


def test_until_then_the_parent_waits(kent):
    parent = kent.waits()
    kent.clock.pass_by(seconds=290)
    kent.seen()

    assert kent.shift.go_round() == []
    assert kent.state(parent) == "waiting"


def test_a_wait_ends_once(kent):
    parent = kent.waits()
    kent.clock.pass_by(seconds=301)
    kent.seen()

    kent.shift.go_round()

    assert kent.shift.go_round() == []
    assert [m.reason for m in ConversationStore(kent.engine).messages(parent)].count("nobody_came") == 1


def test_duty_lapses_when_the_page_is_not_seen(kent):
    kent.seen()
    kent.shift.go_round()
    assert kent.on_duty()

    kent.clock.pass_by(seconds=PATIENCE.duty + 1)
    kent.shift.go_round()

    assert not kent.on_duty()


def test_a_laptop_that_is_opened_again_is_not_on_duty_by_itself(kent):
    kent.clock.pass_by(seconds=PATIENCE.duty + 1)
    kent.shift.go_round()

    kent.seen()
    kent.shift.go_round()

    assert not kent.on_duty()
    assert kent.live.on_duty() == set()


def test_no_parent_waits_for_a_closed_laptop(kent):
    """The only adviser is gone: who waits is told at once, not after the full time."""
    parent = kent.waits()
    kent.clock.pass_by(seconds=PATIENCE.duty + 1)

    assert kent.shift.go_round() == [parent]
    assert kent.last(parent).reason == "nobody_came"


def test_a_chat_whose_adviser_is_gone_for_long_goes_back_to_the_assistant(kent):
    parent = kent.waits()
    kent.live.take(kent.adviser, parent)
    kent.clock.pass_by(seconds=PATIENCE.adviser_gone + 1)

    assert kent.shift.go_round() == [parent]
    assert kent.state(parent) == "assistant"
    assert "lost the link to **Sam Reed**" in kent.last(parent).text
    assert kent.last(parent).content["handoff"]


def test_an_adviser_who_is_off_duty_and_has_the_page_open_keeps_their_chats(kent):
    parent = kent.waits()
    kent.live.take(kent.adviser, parent)

    for _ in range(10):
        kent.clock.pass_by(seconds=100)
        kent.seen()
        kent.shift.go_round()

    assert kent.state(parent) == "adviser"
