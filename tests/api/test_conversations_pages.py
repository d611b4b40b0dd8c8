"""The pages on which advisers find a conversation and look it through."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.models import Conversation
from tests.stack import Parent


@pytest.fixture
def asked(http):
    """A parent of Kent who asked one question and no adviser."""
    parent = Parent(http, "kent")
    parent.says("Who decides about zebra crossings?")
    yield parent
    http.delete(parent.path, headers=parent.headers)


def found(desk, **filters):
    page = desk.client.get("/adviser/conversations", params=filters)
    assert page.status_code == 200, page.text
    return page.text


def test_the_newest_conversation_stands_at_the_top(asked, kent):
    first = kent.page("/conversations").select_one("ol.line li a")

    assert first["href"] == f"/adviser/conversations/{asked.begun['id']}"
    assert first.text == "Who decides about zebra crossings?"


def test_words_find_it_in_any_form_and_in_one_message_only(asked, kent):
    there = asked.begun["id"]

    assert there in found(kent, words="Crossing ZEBRAS")
    assert there in found(kent, words='"zebra crossings"')
    assert there not in found(kent, words='"crossings zebra"')
    assert there not in found(kent, words="zebra school-dinners")


def test_words_of_our_own_answers_find_nothing(asked, kent):
    assert asked.begun["id"] not in found(kent, words='"the school decides"')


@pytest.mark.parametrize(
    "words", ['"', "*", "a OR b", "NEAR(", "'; DROP TABLE message; --", "(", "col:x", "ü€", "-", "^"]
)
def test_signs_of_the_search_languages_are_only_signs(kent, words):
    assert "<h1>Conversations</h1>" in found(kent, words=words)


@pytest.mark.parametrize(
    ("filters", "there"),
    [
        ({"topic": "who_decides"}, True),
        ({"topic": "transport"}, False),
        ({"band": "high"}, True),
        ({"band": "low"}, False),
        ({"reason": "unsure"}, False),
        ({"crisis": "no"}, True),
        ({"crisis": "yes"}, False),
        ({"handed_off": "yes"}, False),
        ({"feedback": "none"}, True),
        ({"feedback": "unhelpful"}, False),
        ({"reviewed": "no"}, True),
        ({"reviewed": "yes"}, False),
        ({"since": "2020-01-01", "until": "2099-12-31"}, True),
        ({"until": "2020-01-01"}, False),
        ({"since": "0001-01-01", "until": "9999-12-31"}, True),
        ({"council": "kent"}, True),
        ({"council": "bexley"}, False),
        ({"label": "none like this"}, False),
    ],
)
def test_filters(asked, kent, filters, there):
    assert (asked.begun["id"] in found(kent, words="zebra", **filters)) is there


def test_a_filter_that_is_none_is_refused_in_words(kent):
    response = kent.client.get("/adviser/conversations", params={"crisis": "perhaps"})

    assert response.status_code == 422
    assert "could not read" in response.text


NO_PLACES = ["x", "~", "~~", "0001-01-01T00:00:00+14:00~x", "2026-01-01~\x00", "9999-12-31T23:59-14:00~"]


@pytest.mark.parametrize("place", NO_PLACES)
def test_a_place_that_is_none_is_the_beginning(asked, kent, place):
    assert asked.begun["id"] in found(kent, before=place)


def test_a_label_with_signs_that_no_database_takes_finds_nothing(asked, kent):
    assert asked.begun["id"] not in found(kent, label="\x00zebra")


def test_one_conversation_shows_what_was_understood(asked, kent):
    page = kent.page(f"/conversations/{asked.begun['id']}")

    beside = page.select_one("li.parent .aside").get_text(" ", strip=True)
    assert "90 %" in beside
    assert "Took" in beside
    assert "version 1.0" in page.select_one("li.assistant p.aside").text


def test_each_look_is_in_the_audit_log(asked, kent, app):
    kent.page(f"/conversations/{asked.begun['id']}")

    with Session(app.engine) as session:
        seen = select(Audit.action).where(Audit.subject == asked.begun["id"])
        assert "conversation_viewed" in set(session.scalars(seen))


def test_so_is_a_search_with_what_it_showed_but_without_its_words(asked, kent, app):
    found(kent, words="zebra")

    with Session(app.engine) as session:
        last = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert last.action == "conversations_searched"
    assert asked.begun["id"] in last.detail["conversations"]
    assert "zebra" not in str(last.detail)


def test_a_note_a_label_and_the_mark_of_review(asked, kent):
    here = f"/conversations/{asked.begun['id']}"

    kent.post(f"{here}/notes", text="Rang the <b>school</b>")
    kent.post(f"{here}/labels", label="  Zebra  Cases ")
    kent.post(f"{here}/review", reviewed="true")

    page = kent.page(here)
    assert "Rang the <b>school</b>" in page.select_one("#notes").text
    assert page.select_one("#labels .tag").text == "zebra cases"
    assert "Reviewed by Sam Reed" in page.select_one("#review").text
    assert asked.begun["id"] in found(kent, reviewed="yes", label="zebra cases")
    kent.post(f"{here}/labels", label="zebra cases", on="false")
    assert kent.page(here).select_one("#labels .tag") is None


def test_a_long_conversation_comes_in_pages(asked, kent, monkeypatch):
    monkeypatch.setattr("api.review.pages.MESSAGES", 2)
    here = f"/conversations/{asked.begun['id']}"

    first = kent.page(here)
    later = kent.page(first.select_one("a[rel=next]")["href"].removeprefix("/adviser"))

    assert len(first.select("li.message")) == 2
    assert len(later.select("li.message")) == 1


def test_erased_means_not_found_any_more(asked, kent, http, app):
    http.delete(asked.path, headers=asked.headers)

    assert asked.begun["id"] not in found(kent, words="zebra")
    with Session(app.engine) as session:
        assert session.get(Conversation, asked.begun["id"]) is None
