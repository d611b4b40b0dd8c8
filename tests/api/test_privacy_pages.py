"""The administrator's pages on privacy: look, tick, erase; retention; holds; and how a parent deletes a chat."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.advisers.access import COOKIE
from api.advisers.models import Adviser, Audit
from api.advisers.sessions import form_token
from api.models import Conversation
from api.privacy.holds import holds_of
from api.references import reference_of
from tests.api.apps import Served
from tests.api.browser import Browser
from tests.api.live import an_adviser
from tests.api.requests_for_calls import NAME, asks_for_a_call
from tests.stack import Parent


class Office:
    """An administrator of Kent, logged in without a password."""

    def __init__(self, app: Served) -> None:
        self.account = an_adviser(app.engine, "kent", on_duty=False)
        with Session(app.engine) as session, session.begin():
            session.execute(update(Adviser).where(Adviser.id == self.account.id).values(role="administrator"))
        self._token = app.services.sessions.open(self.account.id)
        self.client = app.client()
        self.client.cookies.set(COOKIE, self._token, path="/adviser")

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(f"/adviser{path}").text, "html.parser")

    def post(self, path: str, **fields: str):
        return self.client.post(f"/adviser{path}", data={"form": form_token(self._token), **fields})

    def holds(self, chat: str, days: int = 3, reason: str = "A complaint is open."):
        until = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        return self.post(f"/conversations/{chat}/hold", reason=reason, until=until)


@pytest.fixture(scope="module")
def office(app: Served) -> Iterator[Office]:
    made = Office(app)
    yield made
    made.client.close()


@pytest.fixture
def parent(http) -> Parent:
    one = Parent(http, "kent")
    one.says("Who decides about Persimmon?")
    return one


def there(app: Served, parent: Parent) -> bool:
    with Session(app.engine) as session:
        return session.get(Conversation, parent.begun["id"]) is not None


def test_an_administrator_looks_then_erases_and_reads_what_is_left_to_do(app, office, parent):
    reference = asks_for_a_call(parent).json()["reference"]

    shown = office.page(f"/privacy?reference={reference.lower()}")
    assert {"Chats", "Messages", "Call-back requests"} <= {cell.text for cell in shown.select(".found tbody th")}
    assert NAME not in shown.text  # counts, and nobody's words
    assert "Persimmon" not in shown.text
    assert office.post("/privacy/erase", reference=reference).status_code == 422
    assert there(app, parent)
    done = office.post("/privacy/erase", reference=reference, sure="true")

    assert done.status_code == 303
    assert not there(app, parent)
    record = office.page(done.headers["location"].removeprefix("/adviser"))
    assert reference in record.h1.text
    assert "Backups still hold it" in record.text
    assert reference in office.page("/privacy").text
    again = office.client.get(f"/adviser/privacy?reference={reference}")
    assert (again.status_code, "the record" in again.text) == (404, True)
    with Session(app.engine) as session:
        lines = session.scalars(select(Audit.action).where(Audit.subject == reference).order_by(Audit.id)).all()
    assert [line for line in lines if line.startswith("eras")] == ["erasure_looked_for", "erased"]


def test_the_reference_of_a_chat_stands_in_what_the_parent_saves_and_on_the_page(http, parent, office):
    reference = reference_of(parent.begun["id"])

    assert http.get(f"{parent.path}/transcript", headers=parent.headers).json()["reference"] == reference
    for kind in ("text", "html"):
        assert reference in http.get(f"{parent.path}/transcript?format={kind}", headers=parent.headers).text
    browser = Browser(http).open("/chat/kent").ask("Who decides?")
    shown = browser.one("footer").text
    assert reference_of(str(http.cookies["askline_chat"]).partition(".")[0]) in shown
    assert office.client.get(f"/adviser/privacy?reference={reference}").status_code == 200


def test_a_hold_stops_the_administrator_and_the_parent_and_says_so(app, http, office, parent):
    chat = parent.begun["id"]
    assert office.holds(chat).status_code == 303
    assert "A complaint is open." in office.page(f"/conversations/{chat}").text

    erased = office.post("/privacy/erase", reference=chat, sure="true")
    deleted = http.delete(parent.path, headers=parent.headers)

    assert erased.status_code == deleted.status_code == 409
    assert deleted.json()["error"]["code"] == "on_hold"
    assert "has to keep this chat until" in deleted.json()["error"]["message"]
    assert there(app, parent)
    assert "Somebody has asked for it to be deleted meanwhile" in office.page("/privacy/holds").text

    (hold,) = holds_of(app.engine, chat)
    assert office.post(f"/privacy/holds/{hold.id}/release").status_code == 303
    assert http.delete(parent.path, headers=parent.headers).status_code == 204
    assert not there(app, parent)


def test_on_the_page_without_javascript_a_held_chat_stays_and_the_parent_reads_why(app, http, office):
    browser = Browser(http).open("/chat/kent").ask("Who decides?")
    chat = str(http.cookies["askline_chat"]).partition(".")[0]
    office.holds(chat)

    browser.delete()

    assert "has to keep this chat until" in browser.one("#problem").text
    assert browser.said("parent")
    with Session(app.engine) as session:
        assert session.get(Conversation, chat)


def test_on_the_page_the_parent_may_delete_their_call_back_too(app, http):
    browser = Browser(http).open("/chat/kent").ask("Who decides?")
    assert not browser.all("input[name=callbacks]")
    browser.open("/chat/kent/callback")
    form = {"name": NAME, "phone": "020 7946 0018", "consent": "true"}
    browser.submit("form[action$='/callback']", form)
    reference = browser.open("/chat/kent").one("input[name=callbacks]").parent.text

    browser.submit("form[action$='/delete']", {"callbacks": "true"})

    assert browser.said("parent") == []
    found = reference.rpartition(" ")[2].strip()
    assert app.services.desk.callbacks.find(found) is None


@pytest.mark.parametrize("fields", [{}, {"reason": "x"}, {"until": "2026-12-24"}, {"reason": "x", "until": "soon"}])
def test_a_hold_that_is_not_whole_is_refused_with_words(office, parent, fields):
    response = office.post(f"/conversations/{parent.begun['id']}/hold", **fields)

    assert response.status_code == 422
    assert "Please say why it has to be kept" in response.text


@pytest.mark.parametrize("typed", ["nonsense", "%00", "FKLR", "' OR 1=1 --", "<script>alert(1)</script>"])
def test_what_is_no_reference_is_said_on_the_page(office, typed):
    for response in (
        office.client.get("/adviser/privacy", params={"reference": typed}),
        office.post("/privacy/erase", reference=typed, sure="true"),
    ):
        assert response.status_code == 422
        assert "That is not a reference" in response.text
        assert "<script>alert" not in response.text


def test_retention_is_shown_and_run_for_the_administrators_councils(app, office, parent):
    with Session(app.engine) as session, session.begin():
        old = datetime.now(UTC) - timedelta(days=4000)
        session.execute(update(Conversation).where(Conversation.id == parent.begun["id"]).values(updated_at=old))

    shown = office.page("/privacy/retention")
    (row,) = [row for row in shown.select("tbody tr") if row.th.text == "Chats"]
    assert "Kent County Council: " in row.text
    assert office.post("/privacy/retention").status_code == 422
    assert there(app, parent)
    assert office.post("/privacy/retention", sure="true").status_code == 303

    assert not there(app, parent)
    assert "Chats: 1" in office.page("/privacy/retention").select_one("#runs").text
    assert "conversations" in office.client.get("/adviser/privacy/figures.csv").text


def test_the_register_is_shown_with_the_days_of_the_settings(office):
    shown = office.page("/privacy/data").text

    assert "180 days after the last word" in shown
    assert "callback_step" in shown
