"""The outbox without a mail server, for staff, and half set up."""

import pytest

from api.callbacks import CallbackStore
from api.delivery import FileDelivery, delivery_of
from api.outbox import main
from api.outbox_store import OutboxStore
from api.sender import Sender
from kb.settings import Settings
from tests.api.mail_server import Postbox
from tests.api.outboxes import Clock, a_request, a_sender
from tests.api.requests_for_calls import SECRETS
from tests.kb.knowledge import an_answer_book


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_without_a_mail_server_mails_are_files_for_their_owners_eyes(engine, clock, tmp_path):
    reference = a_request(engine)
    chosen = Settings(var=tmp_path)
    delivery = delivery_of(chosen)
    assert isinstance(delivery, FileDelivery)
    sender = Sender(OutboxStore(engine, "one"), CallbackStore(engine, 30), delivery, an_answer_book, chosen, clock)

    assert await sender.send_due() == 1

    (file,) = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o077 == 0
    assert reference in file.read_text()


def test_staff_see_what_is_not_handed_over_and_nothing_of_the_parent(engine, tmp_path, capsys):
    reference = a_request(engine)
    chosen = Settings(var=tmp_path)

    assert main(["list"], chosen) == 0

    listed = capsys.readouterr().out
    assert f"{reference}  waiting" in listed
    assert "not tried yet" in listed
    assert [s for s in SECRETS if s in listed] == []


async def test_staff_can_have_stuck_mails_sent_again(engine, clock, tmp_path, capsys):
    postbox, reference = Postbox("554 no"), a_request(engine)
    with postbox.open() as port:
        sender = a_sender(engine, clock, port)
        await sender.send_due()

        assert main(["retry", reference], Settings(var=tmp_path)) == 0
        assert "1 e-mails are due" in capsys.readouterr().out
        assert await sender.send_due() == 1

    assert main(["list"], Settings(var=tmp_path)) == 0
    assert capsys.readouterr().out.endswith("Every e-mail was handed over.\n")


def test_staff_can_delete_a_request_when_its_parent_asks_for_it(engine, tmp_path, capsys):
    reference = a_request(engine)

    assert main(["delete", reference], Settings(var=tmp_path)) == 0
    assert main(["delete", reference], Settings(var=tmp_path)) == 0

    assert capsys.readouterr().out.splitlines() == [
        "The request and its e-mail are deleted.",
        "There is no request of that reference.",
    ]
    assert OutboxStore(engine, "one").unsent() == []


@pytest.mark.parametrize(
    ("settings", "missing"),
    [({"smtp_host": "mail.example"}, "MAIL_FROM"), ({"smtp_user": "askline"}, "SMTP_PASSWORD")],
)
def test_half_a_mail_server_stops_the_start(settings, missing):
    with pytest.raises(ValueError, match=missing):
        Settings(**settings)
