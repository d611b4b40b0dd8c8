"""Who may see which chat, and do what, on the advisers' pages: every address of every kind."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.models import Conversation
from tests.stack import NOBODYS, Parent

CHAT_ROUTES = [
    ("GET", ""),
    ("POST", "/take"),
    ("POST", "/messages"),
    ("POST", "/typing"),
    ("POST", "/hand-back"),
    ("POST", "/end"),
]


def at(desk, method, path, **fields):
    if method == "GET":
        return desk.client.get(f"/adviser{path}")
    return desk.post(path, text="Hello", **fields)


@pytest.mark.parametrize(("method", "end"), CHAT_ROUTES)
def test_an_adviser_of_another_council_sees_and_does_nothing(waiting, bexley, app, method, end):
    before = len(app.stored(waiting))

    response = at(bexley, method, f"/chats/{waiting}{end}")

    assert response.status_code == 404
    assert "Who decides?" not in response.text
    assert len(app.stored(waiting)) == before
    with Session(app.engine) as session:
        assert session.get_one(Conversation, waiting).state == "waiting"


def test_nor_its_events(waiting, bexley):
    assert bexley.client.get("/adviser/events", params={"chat": waiting}).status_code == 404


def test_nor_the_queue(waiting, bexley):
    assert waiting not in str(bexley.page())
    assert bexley.post("/next").headers["location"] == "/adviser?taken=no"


@pytest.mark.parametrize(("method", "end"), CHAT_ROUTES)
def test_a_chat_that_never_asked_for_an_adviser_is_nobodys(http, kent, app, method, end):
    parent = Parent(http, "kent")
    parent.says("Only for Askline")

    response = at(kent, method, f"/chats/{parent.begun['id']}{end}")

    assert response.status_code == 404
    assert "Only for Askline" not in response.text
    assert len(app.stored(parent.begun["id"])) == 3


@pytest.mark.parametrize(("method", "end"), CHAT_ROUTES)
@pytest.mark.parametrize("name", [NOBODYS, "nonsense", "%00", "' OR 1=1 --"])
def test_a_chat_that_is_not_there_is_a_page_that_says_so(kent, method, end, name):
    response = at(kent, method, f"/chats/{name}{end}")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "Go to your queue" in response.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/events"), ("POST", "/duty"), ("POST", "/next"), ("POST", "/logout"), ("POST", "/seen")]
    + [(method, f"/chats/{NOBODYS}{end}") for method, end in CHAT_ROUTES],
)
def test_without_a_log_in_every_address_leads_to_the_log_in_page(http, method, path):
    response = http.request(method, f"/adviser{path}", data={"on": "true", "text": "x"} if method == "POST" else None)

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


@pytest.mark.parametrize("form", [None, "", "wrong", "0" * 64, "ü"])
@pytest.mark.parametrize(
    "path", ["/duty", "/next", "/logout", "/seen", *[f"/chats/{{id}}{e}" for m, e in CHAT_ROUTES[1:]]]
)
def test_without_a_form_of_their_own_nothing_is_done(waiting, kent, app, path, form):
    """Another site cannot make an adviser's browser act."""
    before = len(app.stored(waiting))
    fields = {"on": "false", "text": "Hello"} | ({} if form is None else {"form": form})

    response = kent.client.post(f"/adviser{path.format(id=waiting)}", data=fields)

    assert response.status_code == 403
    assert len(app.stored(waiting)) == before
    assert "kent" in app.services.live.on_duty()
    assert kent.page()


def test_every_view_of_a_chat_and_every_parent_taken_is_in_the_audit_log(waiting, kent, app):
    kent.page(f"/chats/{waiting}")
    kent.takes(waiting)

    with Session(app.engine) as session:
        lines = list(session.scalars(select(Audit).where(Audit.subject == waiting).order_by(Audit.id)))
    assert [(line.action, line.council_slug, line.address) for line in lines] == [
        ("conversation_viewed", "kent", "127.0.0.1"),
        ("chat_taken", "kent", "127.0.0.1"),
    ]


def test_a_look_that_was_refused_is_not_a_view(waiting, bexley, app):
    bexley.client.get(f"/adviser/chats/{waiting}")

    with Session(app.engine) as session:
        assert session.scalar(select(Audit).where(Audit.subject == waiting)) is None
