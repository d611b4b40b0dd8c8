"""Only who holds the token reads, writes or deletes a conversation; and what is deleted is gone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.models import Conversation
from tests.stack import NOBODYS, Parent

WAYS = [
    ("POST", "/messages"),
    ("GET", "/transcript"),
    ("GET", ""),
    ("GET", "/events"),
    ("POST", "/adviser"),
    ("DELETE", "/adviser"),
    ("POST", "/typing"),
    ("DELETE", ""),
]


def ask(http, way, parent, headers):
    method, end = way
    body = {"text": "Who decides?"} if end == "/messages" else None
    return http.request(method, f"{parent.path}{end}", json=body, headers=headers)


@pytest.mark.parametrize("way", WAYS, ids="".join)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", "Basic {token}", "{token}", "Bearer {token}x", "Bearer tøken"],
)
def test_without_the_right_token_a_conversation_is_unknown(http, app, way, authorization):
    parent = Parent(http, "kent")
    token = parent.begun["token"]
    headers = {} if authorization is None else {"Authorization": authorization.format(token=token).encode()}

    response = ask(http, way, parent, headers)

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_conversation"
    assert len(app.stored(parent.begun["id"])) == 1


@pytest.mark.parametrize("way", WAYS, ids="".join)
def test_another_conversations_token_opens_nothing(http, way):
    mine, yours = Parent(http, "kent"), Parent(http, "kent")

    assert ask(http, way, yours, mine.headers).status_code == 404


@pytest.mark.parametrize("way", WAYS, ids="".join)
@pytest.mark.parametrize("name", [NOBODYS, "nonsense", "%00", "..%2f..", "' OR 1=1 --", "x" * 3000])
def test_a_conversation_that_is_not_there_looks_like_one_with_another_token(http, way, name):
    parent = Parent(http, "kent")
    known = ask(http, way, parent, {"Authorization": "Bearer wrong"})
    parent.path = f"/v1/conversations/{name}"

    unknown = ask(http, way, parent, parent.headers)

    if name == "..%2f..":  # a slash, once decoded: another address
        assert unknown.json()["error"]["code"] == "not_found"
    else:
        assert unknown.content == known.content
    assert unknown.status_code == known.status_code == 404


def test_the_word_bearer_may_be_written_in_any_way(http):
    parent = Parent(http, "kent")

    assert ask(http, ("GET", "/transcript"), parent, {"Authorization": f"bearer {parent.begun['token']}"}).is_success


def test_the_token_itself_is_not_stored(http, app):
    parent = Parent(http, "kent")

    with Session(app.engine) as session:
        row = session.scalars(select(Conversation).where(Conversation.id == parent.begun["id"])).one()

    assert parent.begun["token"] not in str(vars(row))


def test_delete_really_deletes(http, app):
    parent = Parent(http, "kent")
    parent.says("My words")

    response = http.delete(parent.path, headers=parent.headers)

    assert (response.status_code, response.content) == (204, b"")
    assert app.stored(parent.begun["id"]) == []
    with Session(app.engine) as session:
        assert session.get(Conversation, parent.begun["id"]) is None


@pytest.mark.parametrize("way", WAYS, ids="".join)
def test_after_delete_the_conversation_is_unknown(http, way):
    parent = Parent(http, "kent")
    http.delete(parent.path, headers=parent.headers)

    response = ask(http, way, parent, parent.headers)

    assert response.status_code == 404
    assert "deleted" in response.json()["error"]["message"]


def test_delete_leaves_other_conversations_alone(http, app):
    gone, kept = Parent(http, "kent"), Parent(http, "kent")
    kept.says("Who decides?")

    http.delete(gone.path, headers=gone.headers)

    assert len(app.stored(kept.begun["id"])) == 3


def test_a_closed_conversation_takes_no_more_messages(http, app):
    parent = Parent(http, "kent")
    with Session(app.engine) as session, session.begin():
        session.get_one(Conversation, parent.begun["id"]).state = "closed"

    response = parent.post(text="One more thing")

    assert response.status_code == 409
    assert response.json()["error"] == {"code": "closed", "message": "This chat has ended. Please start a new one."}
    assert len(app.stored(parent.begun["id"])) == 1
