"""The queue on either database: who is served first, and that of two advisers exactly one gets a parent."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from api.conversations import ConversationStore, NewRow
from api.errors import ClosedConversation, NoAdviser, NotYourChat, UnknownConversation
from api.live import LiveChat
from api.models import Conversation
from api.privacy.erasing import BY_COMMAND, Order, erase
from api.privacy.mails import MailFiles
from api.privacy.reach import Wanted
from api.queue import look
from tests.api.live import an_adviser, everyone_off_duty
from tests.clock import Clock
from tests.databases import KINDS, a_database


@pytest.fixture(params=KINDS)
def engine(request, tmp_path):
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def live(engine) -> LiveChat:
    return LiveChat(
        engine, lambda happened, _council, adviser: NewRow("system", f"{happened} {adviser}", reason=happened)
    )


def a_parent(engine, council="kent") -> str:
    known, _, _ = ConversationStore(engine).begin(council, "api", NewRow("assistant", "Hello"))
    return known.id


def waiting(engine, live, council="kent", crisis=False) -> str:
    """A parent who has asked for an adviser."""
    parent = a_parent(engine, council)
    live.ask(parent)
    if crisis:
        with Session(engine) as session, session.begin():
            session.get_one(Conversation, parent).crisis = True
    return parent


def place(engine, parent):
    return look(engine, [parent]).standings[parent].place


def said(engine, parent):
    return [m.text for m in ConversationStore(engine).messages(parent)]


def test_who_asked_first_is_served_first(engine, live):
    adviser = an_adviser(engine, "kent")
    first, second = waiting(engine, live), waiting(engine, live)

    assert (place(engine, first), place(engine, second)) == (1, 2)
    assert live.take_next(adviser, ["kent"]) == first
    assert place(engine, second) == 1


def test_a_parent_in_danger_is_served_before_all_others(engine, live):
    an_adviser(engine, "kent")
    calm, danger = waiting(engine, live), waiting(engine, live, crisis=True)

    assert (place(engine, danger), place(engine, calm)) == (1, 2)


def test_every_council_has_a_queue_of_its_own(engine, live):
    adviser = an_adviser(engine, "kent", "bexley")
    in_kent, in_bexley = waiting(engine, live, "kent"), waiting(engine, live, "bexley")

    assert place(engine, in_kent) == place(engine, in_bexley) == 1
    assert live.take_next(adviser, ["bexley"]) == in_bexley
    assert live.take_next(adviser, ["bexley"]) is None


def at_once(*works):
    """What these return that begin in the same moment."""
    together = threading.Barrier(len(works), timeout=20)

    def begin(work):
        together.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(begin, work) for work in works]]


def test_of_many_advisers_who_take_the_same_parent_exactly_one_gets_them(engine, live):
    advisers = [an_adviser(engine, "kent", display_name=f"Adviser {letter}") for letter in "ABCDEF"]

    for _ in range(8):
        parent = waiting(engine, live)
        got = at_once(*[lambda a=a, p=parent: live.take(a, p) for a in advisers])

        assert sum(got) == 1
        winner = advisers[got.index(True)]
        assert look(engine, [parent]).standings[parent].adviser == winner.display_name
        assert said(engine, parent)[-1] == f"joined {winner.display_name}"
        assert sum(text.startswith("joined") for text in said(engine, parent)) == 1


def test_advisers_who_take_the_next_one_at_once_each_get_another(engine, live):
    advisers = [an_adviser(engine, "kent") for _ in range(4)]
    parents = [waiting(engine, live) for _ in range(3)]

    got = at_once(*[lambda a=a: live.take_next(a, ["kent"]) for a in advisers])

    assert sorted(filter(None, got)) == sorted(parents)
    assert got.count(None) == 1


def test_a_parent_who_leaves_as_an_adviser_comes_is_in_one_state_or_the_other(engine, live):
    adviser = an_adviser(engine, "kent")

    for _ in range(8):
        parent = waiting(engine, live)
        took, _ = at_once(lambda p=parent: live.take(adviser, p), lambda p=parent: live.leave(p))

        # Whoever came second saw what the first had done: either nobody joined, or the parent left the adviser.
        assert look(engine, [parent]).standings[parent].state == "assistant"
        assert said(engine, parent)[-1].startswith("left_chat" if took else "left_queue")


def test_taking_a_parent_twice_is_harmless_for_the_one_who_has_them(engine, live):
    adviser, other = an_adviser(engine, "kent"), an_adviser(engine, "kent")
    parent = waiting(engine, live)

    assert [live.take(adviser, parent), live.take(adviser, parent), live.take(other, parent)] == [True, True, False]
    assert len(said(engine, parent)) == 3


def test_messages_of_both_sides_at_once_all_get_a_position_of_their_own(engine, live):
    adviser = an_adviser(engine, "kent")
    store = ConversationStore(engine)
    known, token, _ = store.begin("kent", "api", NewRow("assistant", "Hello"))
    live.ask(known.id)
    live.take(adviser, known.id)
    known = store.find(known.id, token)

    def parent_writes():
        for n in range(10):
            store.record(known, NewRow("parent", f"p{n}"), [], {}, "adviser")

    def adviser_writes():
        for n in range(10):
            live.say(adviser, known.id, f"a{n}", f"id{n}")

    at_once(parent_writes, adviser_writes)

    messages = store.messages(known.id)
    assert [m.position for m in messages] == list(range(1, 24))
    assert [m.text for m in messages if m.sender == "parent"] == [f"p{n}" for n in range(10)]
    assert [m.text for m in messages if m.sender == "adviser"] == [f"a{n}" for n in range(10)]


def test_the_same_message_of_an_adviser_sent_many_times_at_once_is_stored_once(engine, live):
    adviser = an_adviser(engine, "kent")
    parent = waiting(engine, live)
    live.take(adviser, parent)

    at_once(*[lambda: live.say(adviser, parent, "Good day", "same")] * 4)

    assert said(engine, parent).count("Good day") == 1


def test_only_who_holds_a_chat_writes_in_it_or_ends_it(engine, live):
    adviser, other = an_adviser(engine, "kent"), an_adviser(engine, "kent")
    parent = waiting(engine, live)
    live.take(adviser, parent)

    for move in (lambda: live.say(other, parent, "Hi", None), lambda: live.hand_back(other, parent)):
        with pytest.raises(NotYourChat):
            move()
    with pytest.raises(NotYourChat):
        live.close(other, parent)
    assert look(engine, [parent]).standings[parent].state == "adviser"


def test_nobody_asks_where_nobody_is_on_duty(engine, live):
    an_adviser(engine, "kent", on_duty=False)
    an_adviser(engine, "bexley")

    with pytest.raises(NoAdviser):
        live.ask(a_parent(engine, "kent"))
    everyone_off_duty(engine)
    with pytest.raises(NoAdviser):
        live.ask(a_parent(engine, "bexley"))


def test_duty_counts_only_while_the_page_is_seen(engine):
    clock = Clock(datetime.now(UTC))
    live = LiveChat(engine, lambda happened, _c, _a: NewRow("system", happened), now=clock)
    an_adviser(engine, "kent")
    assert live.on_duty() == {"kent"}

    clock.pass_by(seconds=live.patience.duty + 5)

    assert live.on_duty() == set()


def test_a_closed_chat_is_not_put_into_the_queue(engine, live):
    adviser = an_adviser(engine, "kent")
    parent = waiting(engine, live)
    live.take(adviser, parent)
    live.close(adviser, parent)

    with pytest.raises(ClosedConversation):
        live.ask(parent)


def test_a_deleted_chat_is_in_no_queue_and_cannot_be_taken(engine, live, tmp_path):
    adviser = an_adviser(engine, "kent")
    parent = waiting(engine, live)
    erase(engine, MailFiles(tmp_path), Order(Wanted((parent,)), "", BY_COMMAND))

    assert look(engine, [parent]).standings == {}
    assert look(engine, []).live == ()
    with pytest.raises(UnknownConversation):
        live.take(adviser, parent)
