"""Asking for a call-back over HTTP: what is taken, what is refused and how it is said, and who hears of it."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.callback_form import CallbackDetails
from api.callback_models import Callback, Outbox
from api.callbacks import Asked, CallbackStore
from api.references import DIGITS, LETTERS
from tests.api.apps import RasaIsAway, serving
from tests.api.requests_for_calls import ABOUT, EMAIL, NAME, PHONE, TIMES, a_form, asks_for_a_call
from tests.stack import Parent


@pytest.fixture
def parent(http) -> Parent:
    return Parent(http, "kent")


def kept(app, reference: str) -> tuple[Callback, Outbox]:
    with Session(app.engine, expire_on_commit=False) as session:
        mail = session.scalars(select(Outbox).where(Outbox.callback_reference == reference)).one()
        return session.get_one(Callback, reference), mail


def test_a_request_gets_a_reference_that_can_be_read_out(parent):
    response = asks_for_a_call(parent)

    assert response.status_code == 201
    taken = response.json()
    assert re.fullmatch(f"[{LETTERS}]{{4}}-[{DIGITS}]{{4}}", taken["reference"])
    assert taken["reference"] in taken["message"]
    assert "IASK" in taken["service"]


def test_a_request_and_its_mail_are_stored_together(app, parent):
    callback, mail = kept(app, asks_for_a_call(parent).json()["reference"])

    assert (callback.name, callback.phone, callback.email) == (NAME, PHONE, EMAIL)
    assert (callback.best_times, callback.about) == (TIMES, ABOUT)
    assert (callback.council_slug, mail.recipient) == ("kent", "iask@kent.gov.uk")
    assert callback.conversation_id == parent.begun["id"]


def test_what_the_parent_agreed_to_is_kept_as_they_read_it(app, parent):
    offered = parent.client.get(f"{parent.path}/callback", headers=parent.headers).json()

    callback, _ = kept(app, asks_for_a_call(parent).json()["reference"])

    assert callback.consent == offered["consent"]
    assert "30 days" in callback.consent
    assert (callback.delete_after - callback.created_at).days == 30


def test_a_retry_gets_the_same_reference_and_causes_no_second_call(app, parent):
    first = asks_for_a_call(parent, client_id="one").json()["reference"]

    assert asks_for_a_call(parent, client_id="one").json()["reference"] == first
    with Session(app.engine) as session:
        same_chat = select(Callback).where(Callback.conversation_id == parent.begun["id"])
        assert len(session.scalars(same_chat).all()) == 1


def test_a_reference_that_is_taken_is_not_given_again(app, parent):
    taken = asks_for_a_call(parent).json()["reference"]
    dice = iter([taken, taken, "CDFH-2222"])
    store = CallbackStore(app.engine, 30, reference=lambda: next(dice))
    asked = Asked(parent.begun["id"], None, "kent", "advice@kent.example", "Yes", summary=None)

    assert store.ask(asked, CallbackDetails(NAME, PHONE, None, "", "", share_summary=False)) == "CDFH-2222"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"name": "12345"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"phone": "", "email": ""}, "phone"),
        ({"phone": "0123"}, "phone"),
        ({"phone": "+33 1 42 68 53 00"}, "phone"),
        ({"phone": "0909 879 0000"}, "phone"),
        ({"phone": "999"}, "phone"),
        ({"phone": "1" * 1000}, "phone"),
        ({"phone": "ring me"}, "phone"),
        ({"email": "zeb"}, "email"),
        ({"email": "zeb@example"}, "email"),
        ({"email": "zeb@example.com\nBcc: all@example.com"}, "email"),
        ({"email": "a@example.com, b@example.com"}, "email"),
        ({"best_times": "x" * 201}, "best_times"),
        ({"about": "x" * 1001}, "about"),
        ({"consent": False}, "consent"),
    ],
)
def test_what_is_wrong_is_said_of_its_field_and_nothing_is_stored(app, parent, fields, wrong):
    response = asks_for_a_call(parent, **fields)

    assert response.status_code == 422
    error = response.json()["error"]
    assert error["code"] == "wrong_fields"
    assert list(error["fields"]) == [wrong]
    assert error["fields"][wrong] == error["message"]
    with Session(app.engine) as session:
        assert not session.scalars(select(Callback).where(Callback.conversation_id == parent.begun["id"])).all()


def test_everything_that_is_wrong_is_said_at_once_in_the_forms_order(parent):
    response = asks_for_a_call(parent, name="", phone="0123", email="zeb", consent=False)

    assert list(response.json()["error"]["fields"]) == ["name", "phone", "email", "consent"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("020 7946 0018", "020 7946 0018"),
        ("+44 20 7946 0018", "020 7946 0018"),
        ("0044 (0)20 7946 0018", "020 7946 0018"),
        ("02079460018", "020 7946 0018"),
        ("０２０ ７９４６ ００１８", "020 7946 0018"),  # full-width digits of a phone's keyboard
        ("020 7946 0018 ext 5", "020 7946 0018 x5"),
    ],
)
def test_a_phone_number_is_kept_as_the_service_would_dial_it(app, parent, typed, written):
    callback, _ = kept(app, asks_for_a_call(parent, phone=typed, email=None).json()["reference"])

    assert (callback.phone, callback.email) == (written, None)


def test_a_service_without_an_email_takes_no_requests_and_says_how_else_to_reach_it(http):
    parent = Parent(http, "bexley")

    response = asks_for_a_call(parent)

    assert response.status_code == 409
    assert response.json()["error"]["code"] == "no_callback"
    assert "bexleyiass.co.uk" in response.json()["error"]["message"]
    offered = http.get(f"{parent.path}/callback", headers=parent.headers).json()
    assert (offered["offered"], offered["consent"]) == (False, "")
    assert "bexleyiass.co.uk" in offered["message"]


@pytest.mark.parametrize("council", [None, "medway"])
def test_without_a_service_that_we_know_the_parent_learns_how_to_find_theirs(http, council):
    response = asks_for_a_call(Parent(http, council))

    assert response.status_code == 409
    assert "SENDIASS" in response.json()["error"]["message"]


def test_a_stranger_cannot_ask_in_a_parents_name(http, parent):
    response = http.post(f"{parent.path}/callback", json=a_form(), headers={"Authorization": "Bearer wrong"})

    assert response.status_code == 404


def test_a_chat_may_ask_three_times(parent):
    assert [asks_for_a_call(parent).status_code for _ in range(4)] == [201, 201, 201, 429]


def test_an_address_may_ask_so_often_in_an_hour(settings):
    with serving(settings(callbacks_per_hour=2)) as served, served.client() as http:
        statuses = [asks_for_a_call(Parent(http, "kent")).status_code for _ in range(3)]

    assert statuses == [201, 201, 429]


def test_a_request_that_speaks_of_danger_is_answered_with_whom_to_ring_now_first(parent):
    message = asks_for_a_call(parent, about="My son says he wants to kill himself").json()["message"]

    assert message.index("999") < message.index("reference")
    assert "999" not in asks_for_a_call(parent).json()["message"]


def test_requests_are_taken_while_rasa_is_away(settings):
    with serving(settings(), RasaIsAway()) as served, served.client() as http:
        assert asks_for_a_call(Parent(http, "kent")).status_code == 201


def test_a_request_outlives_its_chat(app, parent):
    reference = asks_for_a_call(parent).json()["reference"]

    parent.client.delete(parent.path, headers=parent.headers)

    callback, mail = kept(app, reference)
    assert (callback.conversation_id, callback.name, mail.callback_reference) == (None, NAME, reference)
