"""Call-back requests on the advisers' pages: one adviser rings, what came of it is kept, other councils see none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.advisers.accounts import Account
from api.advisers.audit import Actor
from api.advisers.calls import calls, claim
from api.advisers.models import Audit
from api.advisers.problems import TakenByAnother
from api.callback_models import Callback, CallbackStep
from tests.api.desk import Desk, an_account
from tests.api.requests_for_calls import ABOUT, NAME, PHONE, SECRETS, asks_for_a_call
from tests.stack import Parent

ROUTES = [("GET", ""), ("POST", "/claim"), ("POST", "/release"), ("POST", "/steps")]


@pytest.fixture
def reference(http) -> str:
    """A parent of Kent who wants to be rung."""
    return asks_for_a_call(Parent(http, "kent")).json()["reference"]


@pytest.fixture
def colleague(app) -> Iterator[Desk]:
    """Another adviser of Kent."""
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent", shown="Kim Yeo"))
        yield desk


def request(app, reference) -> Callback:
    with Session(app.engine) as session:
        return session.get_one(Callback, reference)


def at(desk: Desk, method: str, path: str):
    if method == "GET":
        return desk.client.get(f"/adviser/callbacks/{path}")
    return desk.post(f"/callbacks/{path}", what="done", note="Spoke to them")


def test_the_list_says_nothing_of_who_the_parent_is(kent, reference):
    shown = str(kent.page("/callbacks"))

    assert reference in shown
    assert not [secret for secret in SECRETS if secret in shown]


def test_the_request_itself_says_whom_to_ring_and_when_it_is_deleted(kent, reference):
    shown = kent.page(f"/callbacks/{reference}").get_text(" ", strip=True)

    assert NAME in shown
    assert PHONE in shown
    assert ABOUT in shown
    assert "This request is deleted on" in shown


def test_one_adviser_takes_it_and_the_colleague_sees_who(kent, colleague, reference):
    kent.post(f"/callbacks/{reference}/claim")

    assert "You have taken it" in kent.page(f"/callbacks/{reference}").text
    assert "Sam Reed has taken it" in colleague.page(f"/callbacks/{reference}").text
    assert colleague.post(f"/callbacks/{reference}/claim").status_code == 409
    assert colleague.post(f"/callbacks/{reference}/steps", what="reached").status_code == 409


def test_a_colleague_takes_it_over_from_whom_they_saw_there(app, kent, colleague, reference):
    kent.post(f"/callbacks/{reference}/claim")
    holder = request(app, reference).claimed_by

    assert colleague.post(f"/callbacks/{reference}/claim", instead_of="somebody else").status_code == 409
    assert colleague.post(f"/callbacks/{reference}/claim", instead_of=holder).status_code == 303

    assert "Kim Yeo has taken it" in kent.page(f"/callbacks/{reference}").text


def test_of_many_who_take_it_at_once_one_gets_it(app, reference):
    def takes(n: int) -> bool:
        account = Account(f"adviser-{n}", f"a{n}", "A", False, ("kent",), frozenset())
        try:
            claim(app.engine, account, Actor(account.id, "192.0.2.1"), reference, None)
        except TakenByAnother:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(takes, range(8))) == 1


def test_how_it_went_is_kept_until_it_is_done(app, kent, reference):
    kent.post(f"/callbacks/{reference}/claim")
    kent.post(f"/callbacks/{reference}/steps", what="not_reached", note="  Voice mail  ")
    kent.post(f"/callbacks/{reference}/steps", what="not_reached")
    kent.post(f"/callbacks/{reference}/steps", what="note", note="They are at work till 4")
    (due,) = [c for c in calls(app.engine, ["kent"]) if c.reference == reference]

    kent.post(f"/callbacks/{reference}/steps", what="done", note="Sent them the leaflet")

    assert (due.state, due.tries) == ("not_reached", 2)
    assert reference not in [c.reference for c in calls(app.engine, ["kent"])]
    assert reference in str(kent.page("/callbacks?done=true"))
    steps = [li.get_text(" ", strip=True) for li in kent.page(f"/callbacks/{reference}").select("ol.line li")]
    assert [step.split(",")[0].strip() for step in steps] == ["Not reached yet"] * 2 + ["Note", "Done"]
    assert "Voice mail" in steps[0]
    assert "Sent them the leaflet" in steps[3]


def test_what_was_done_can_be_opened_again(app, kent, reference):
    kent.post(f"/callbacks/{reference}/steps", what="done")
    kent.post(f"/callbacks/{reference}/steps", what="reopened")

    assert reference in [c.reference for c in calls(app.engine, ["kent"])]


def test_who_gives_it_back_leaves_it_to_anybody_and_nobody_gives_back_anothers(app, kent, colleague, reference):
    kent.post(f"/callbacks/{reference}/claim")

    colleague.post(f"/callbacks/{reference}/release")
    assert request(app, reference).claimed_by is not None

    kent.post(f"/callbacks/{reference}/release")
    assert request(app, reference).claimed_by is None


@pytest.mark.parametrize("fields", [{"what": "note"}, {"what": "danced"}, {}, {"what": "note", "note": "x" * 2001}])
def test_what_cannot_be_read_changes_nothing(app, kent, reference, fields):
    assert kent.post(f"/callbacks/{reference}/steps", **fields).status_code == 422

    with Session(app.engine) as session:
        assert session.scalar(select(CallbackStep.id).where(CallbackStep.callback_reference == reference)) is None


def test_notes_go_with_the_request(app, kent, http):
    parent = Parent(http, "kent")
    reference = asks_for_a_call(parent).json()["reference"]
    kent.post(f"/callbacks/{reference}/steps", what="reached", note="About their daughter")

    with Session(app.engine) as session, session.begin():
        session.execute(delete(Callback).where(Callback.reference == reference))

    with Session(app.engine) as session:
        assert session.scalar(select(CallbackStep.id).where(CallbackStep.callback_reference == reference)) is None


@pytest.mark.parametrize(("method", "end"), ROUTES)
def test_an_adviser_of_another_council_sees_and_does_nothing(app, bexley, reference, method, end):
    response = at(bexley, method, f"{reference}{end}")

    assert response.status_code == 404
    assert not [secret for secret in SECRETS if secret in response.text]
    assert request(app, reference).claimed_by is None
    assert request(app, reference).state == "open"


@pytest.mark.parametrize("end", [end for method, end in ROUTES if method == "POST"])
def test_a_forged_form_does_nothing(app, kent, reference, end):
    fields = {"form": "0" * 64, "what": "done"}

    assert kent.client.post(f"/adviser/callbacks/{reference}{end}", data=fields).status_code == 403
    assert request(app, reference).claimed_by is None
    assert request(app, reference).state == "open"


def test_nor_the_list(bexley, reference):
    assert reference not in str(bexley.page("/callbacks"))
    assert reference not in str(bexley.page("/today"))


@pytest.mark.parametrize(("method", "end"), ROUTES)
@pytest.mark.parametrize("name", ["AAAA-0000", "%00", "%C3%BC", "' OR 1=1 --"])
def test_one_that_is_not_there_is_a_page_that_says_so(kent, method, end, name):
    response = at(kent, method, f"{name}{end}")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


def test_every_look_and_every_step_is_in_the_audit_log_without_a_word_of_it(app, kent, reference):
    kent.page(f"/callbacks/{reference}")
    kent.post(f"/callbacks/{reference}/claim")
    kent.post(f"/callbacks/{reference}/steps", what="reached", note="About Persimmon")
    kent.post(f"/callbacks/{reference}/release")

    with Session(app.engine) as session:
        lines = list(session.scalars(select(Audit).where(Audit.subject == reference).order_by(Audit.id)))
    assert [line.action for line in lines] == [
        "callback_viewed",
        "callback_claimed",
        "callback_noted",
        "callback_released",
    ]
    assert {line.council_slug for line in lines} == {"kent"}
    assert not [secret for secret in SECRETS for line in lines if secret in str(vars(line))]
