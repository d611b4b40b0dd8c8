"""The outbox against a real mail server: a mail goes out once it can, is tried again later, and shows when stuck."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from api.callback_models import Callback, Outbox
from api.metrics import OUTBOX_OLDEST, OUTBOX_STUCK, OUTBOX_WAITING
from api.outbox_store import FIRST_WAIT, LEASE, LONGEST_WAIT, OutboxStore, wait_after
from tests.api.mail_server import Postbox
from tests.api.outboxes import Clock, a_request, a_sender, the_mail
from tests.api.requests_for_calls import ABOUT, EMAIL, NAME, PHONE, SECRETS, TIMES
from tests.databases import KINDS, a_database
from tests.stack import free_port


@pytest.fixture(params=KINDS)
def any_engine(request, tmp_path) -> Iterator[Engine]:
    """A database of either kind."""
    with a_database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_mail_reaches_the_service_with_all_that_it_needs(engine, clock):
    postbox, reference = Postbox(), a_request(engine)

    with postbox.open() as port:
        assert await a_sender(engine, clock, port).send_due() == 1

    (mail,) = postbox.mails
    assert postbox.recipients == ["advice@kent.example"]
    assert (mail["From"], mail["To"], mail["Reply-To"]) == (
        "Askline <askline@example.org>",
        "advice@kent.example",
        EMAIL,
    )
    text = mail.get_content()
    assert reference in str(mail["Subject"])
    assert [s for s in (reference, NAME, PHONE, EMAIL, TIMES, ABOUT, "- A title") if s not in text] == []
    assert the_mail(engine).state == "sent"


async def test_a_mails_subject_names_the_reference_and_no_one(engine, clock):
    postbox, _ = Postbox(), a_request(engine)

    with postbox.open() as port:
        await a_sender(engine, clock, port).send_due()

    assert [s for s in SECRETS if s in str(postbox.mails[0]["Subject"])] == []


async def test_a_mail_that_was_sent_is_not_sent_again(engine, clock):
    postbox, _ = Postbox(), a_request(engine)

    with postbox.open() as port:
        for _ in range(3):
            await a_sender(engine, clock, port).send_due()
            clock.move(timedelta(days=1))

    assert len(postbox.mails) == 1


@pytest.mark.parametrize(
    ("postbox", "problem"),
    [
        (Postbox("451 busy"), "SMTPDataError 451"),
        (Postbox("450 mailbox busy", at="RCPT"), "recipient refused 450"),
        (Postbox("drop"), "SMTPServerDisconnected"),
    ],
    ids=["refused for now", "recipient refused for now", "dies in the middle"],
)
async def test_what_fails_for_now_is_tried_again_later_and_arrives_once(engine, clock, postbox, problem):
    a_request(engine)
    with postbox.open() as port:
        sender = a_sender(engine, clock, port)
        assert await sender.send_due() == 0
        assert (the_mail(engine).state, the_mail(engine).problem, the_mail(engine).attempts) == ("waiting", problem, 1)
        assert await sender.send_due() == 0, "it waits before it tries again"

        clock.move(FIRST_WAIT * 1.2)
        assert await sender.send_due() == 1

    assert len(postbox.mails) == 1


async def test_a_server_that_is_down_is_waited_for(engine, clock):
    a_request(engine)
    port = free_port()
    sender = a_sender(engine, clock, port)

    for _ in range(5):
        assert await sender.send_due() == 0
        clock.move(LONGEST_WAIT * 1.2)

    assert (the_mail(engine).state, the_mail(engine).attempts) == ("waiting", 5)


async def test_a_server_that_is_too_slow_is_given_up_for_now(engine, clock):
    postbox, _ = Postbox(slow=1), a_request(engine)

    with postbox.open() as port:
        assert await a_sender(engine, clock, port, smtp_timeout=0.3).send_due() == 0

    assert "Timeout" in str(the_mail(engine).problem)
    assert the_mail(engine).state == "waiting"


async def test_a_server_that_dies_after_it_took_the_mail_gets_it_again_under_the_same_number(engine, clock):
    postbox, _ = Postbox("drop after"), a_request(engine)

    with postbox.open() as port:
        sender = a_sender(engine, clock, port)
        assert await sender.send_due() == 0
        clock.move(FIRST_WAIT * 1.2)
        assert await sender.send_due() == 1

    first, second = postbox.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("postbox", [Postbox("554 no"), Postbox("550 nobody here", at="RCPT")])
async def test_what_is_refused_for_good_is_stuck_shown_and_not_tried_again(engine, clock, postbox):
    reference = a_request(engine)

    with postbox.open() as port, capture_logs() as logged:
        sender = a_sender(engine, clock, port)
        await sender.send_due()
        clock.move(timedelta(days=2))
        await sender.send_due()

    assert (the_mail(engine).state, postbox.tries) == ("stuck", 1)
    assert (OUTBOX_WAITING._value.get(), OUTBOX_STUCK._value.get()) == (0, 1)
    assert OUTBOX_OLDEST._value.get() > 86_400
    (warning,) = [line for line in logged if line["event"] == "mail_stuck"]
    assert (warning["log_level"], warning["reference"]) == ("warning", reference)
    assert [s for s in SECRETS if s in str(warning)] == []


async def test_what_fails_again_and_again_is_logged_as_a_warning_with_ids_only(engine, clock):
    a_request(engine)
    sender = a_sender(engine, clock, free_port())

    with capture_logs() as logged:
        for _ in range(4):
            await sender.send_due()
            clock.move(LONGEST_WAIT * 1.2)

    assert [line["log_level"] for line in logged] == ["info", "info", "info", "warning"]
    assert [s for s in SECRETS if s in str(logged)] == []


async def test_a_mail_that_cannot_be_made_does_not_hold_up_the_others(engine, clock):
    a_request(engine, council="atlantis")
    reference = a_request(engine)
    postbox = Postbox()

    with postbox.open() as port:
        assert await a_sender(engine, clock, port).send_due() == 1

    assert reference in str(postbox.mails[0]["Subject"])


async def test_two_processes_never_send_the_same_mail_at_once(any_engine, clock):
    for _ in range(10):
        a_request(any_engine)
    postbox = Postbox(slow=0.01)

    with postbox.open() as port:
        senders = [a_sender(any_engine, clock, port, owner=str(n)) for n in range(4)]
        handed_over = await asyncio.gather(*(sender.send_due() for sender in senders))

    assert sum(handed_over) == len(postbox.mails) == 10
    assert len({mail["Message-ID"] for mail in postbox.mails}) == 10


async def test_a_lease_of_a_process_that_died_ends_and_another_sends(engine, clock):
    a_request(engine)
    assert OutboxStore(engine, "died").lease(clock())
    postbox = Postbox()

    with postbox.open() as port:
        sender = a_sender(engine, clock, port, owner="alive")
        assert await sender.send_due() == 0
        clock.move(LEASE + timedelta(seconds=1))
        assert await sender.send_due() == 1


def test_a_process_that_comes_too_late_does_not_undo_what_the_next_one_does(engine, clock):
    a_request(engine)
    late = OutboxStore(engine, "late")
    leased = late.lease(clock())
    clock.move(LEASE + timedelta(seconds=1))
    assert OutboxStore(engine, "next").lease(clock())

    late.failed(leased, "TimeoutError", for_good=True, now=clock())

    assert (the_mail(engine).state, the_mail(engine).leased_by) == ("waiting", "next")


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (500, 3600)])
def test_each_wait_is_twice_the_last_an_hour_at_most_and_spread_by_a_fifth(failures, seconds):
    assert wait_after(failures, dice=lambda: 0.5) == timedelta(seconds=seconds)
    assert wait_after(failures, dice=lambda: 0.0) == timedelta(seconds=seconds) * 0.8
    assert wait_after(failures, dice=lambda: 1.0) == timedelta(seconds=seconds) * 1.2


async def test_details_are_deleted_when_their_time_is_over_sent_or_not(engine, clock):
    reference = a_request(engine)
    sender = a_sender(engine, clock, free_port())

    clock.move(timedelta(days=29, hours=23))
    await sender.delete_old()
    assert the_mail(engine).callback_reference == reference
    clock.move(timedelta(hours=1))
    with capture_logs() as logged:
        await sender.delete_old()

    with Session(engine) as session:
        assert not session.scalars(select(Callback)).all()
        assert not session.scalars(select(Outbox)).all()
    assert logged == [{"event": "callback_deleted_unsent", "reference": reference, "log_level": "error"}]
