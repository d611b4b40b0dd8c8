"""Who may look through which conversation, and decide on which correction: every address of every kind."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.review.models import ConversationLabel, ConversationNote, Correction
from tests.stack import NOBODYS, Parent

ONE = [("GET", ""), ("POST", "/notes"), ("POST", "/labels"), ("POST", "/review"), ("POST", "/corrections")]
FIELDS = {"text": "Hello", "label": "new", "reviewed": "true", "verdict": "nothing", "approve": "true"}


@pytest.fixture
def asked(http):
    """A parent of Kent who asked one question and no adviser."""
    parent = Parent(http, "kent")
    parent.question = parent.says("A question for Kent alone")["asked"]["id"]
    yield parent
    http.delete(parent.path, headers=parent.headers)


def at(desk, method, path, **fields):
    if method == "GET":
        return desk.client.get(f"/adviser{path}")
    return desk.post(path, **(FIELDS | fields))


def written(app) -> int:
    with Session(app.engine) as session:
        tables = ConversationNote, ConversationLabel, Correction
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


@pytest.mark.parametrize(("method", "end"), ONE)
def test_an_adviser_of_another_council_sees_and_does_nothing(asked, bexley, app, method, end):
    before = written(app)

    response = at(bexley, method, f"/conversations/{asked.begun['id']}{end}", message_id=asked.question)

    assert response.status_code == 404
    assert "A question for Kent alone" not in response.text
    assert written(app) == before


def test_nor_finds_it(asked, bexley):
    for filters in ({}, {"words": "question"}, {"council": "kent"}, {"council": "kent", "words": "question"}):
        page = bexley.client.get("/adviser/conversations", params=filters)
        assert page.status_code == 200
        assert asked.begun["id"] not in page.text


def test_a_conversation_of_no_council_is_nobodys(http, kent, bexley):
    parent = Parent(http)
    parent.says("From nowhere")

    for desk in (kent, bexley):
        assert at(desk, "GET", f"/conversations/{parent.begun['id']}").status_code == 404
        assert parent.begun["id"] not in desk.client.get("/adviser/conversations").text


@pytest.mark.parametrize(("method", "end"), ONE)
@pytest.mark.parametrize("name", [NOBODYS, "nonsense", "%00", "' OR 1=1 --"])
def test_what_is_not_there_is_a_page_that_says_so(kent, method, end, name):
    response = at(kent, method, f"/conversations/{name}{end}", message_id="x")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")


LIST = [("GET", "/conversations"), ("GET", "/corrections"), ("GET", "/corrections.yml"), ("POST", "/corrections/x")]
OF_ONE = [(method, f"/conversations/{NOBODYS}{end}") for method, end in ONE]


@pytest.mark.parametrize(("method", "path"), LIST + OF_ONE)
def test_without_a_log_in_every_address_leads_to_the_log_in_page(http, method, path):
    response = http.request(method, f"/adviser{path}", data=FIELDS if method == "POST" else None)

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


@pytest.mark.parametrize("form", [None, "", "wrong", "0" * 64])
@pytest.mark.parametrize("path", ["/corrections/x", *[f"/conversations/{{id}}{end}" for _, end in ONE[1:]]])
def test_without_a_form_of_their_own_nothing_is_done(asked, kent, app, path, form):
    """Another site cannot make an adviser's browser act."""
    before = written(app)
    fields = FIELDS | {"message_id": asked.question} | ({} if form is None else {"form": form})

    response = kent.client.post(f"/adviser{path.format(id=asked.begun['id'])}", data=fields)

    assert response.status_code == 403
    assert written(app) == before


def test_an_adviser_decides_on_no_correction_and_takes_none_away(kent):
    assert at(kent, "POST", "/corrections/x").status_code == 403
    assert at(kent, "GET", "/corrections.yml").status_code == 403
