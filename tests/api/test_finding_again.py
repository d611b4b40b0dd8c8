"""Finding a conversation again: saved filters, conversations given to an adviser, an address to share."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.advisers.models import Audit
from api.review.models import SavedFilter
from api.review.saved import MOST
from tests.api.desk import PASSWORD, Desk, an_account
from tests.api.live import an_adviser
from tests.stack import Parent


@pytest.fixture
def asked(http):
    """A parent of Kent who asked one question."""
    parent = Parent(http, "kent")
    parent.says("Who decides about zebra crossings?")
    yield parent
    http.delete(parent.path, headers=parent.headers)


@pytest.fixture
def saves(app):
    """Saves a filter; there is none before, and none is left."""
    forget_all(app.engine)
    yield lambda desk, asked="crisis=yes", name="Danger", council="": desk.client.post(
        "/adviser/filters", data={"form": desk.form, "asked": asked, "name": name, "council": council}
    )
    forget_all(app.engine)


def forget_all(engine):
    with Session(engine) as session, session.begin():
        session.execute(delete(SavedFilter))


def saved_of(desk):
    return {link.text: link["href"] for link in desk.page("/conversations").select("#saved a")}


def test_a_saved_filter_is_one_link_that_asks_for_the_same(kent, saves):
    response = saves(kent, "words=zebra&crisis=no&before=never&page=x", " Zebras  at\nnight ")

    assert response.headers["location"] == "/adviser/conversations?crisis=no&words=zebra"
    assert saved_of(kent) == {"Zebras at night": "/adviser/conversations?crisis=no&words=zebra"}


def test_ones_own_is_nobody_elses_and_a_shared_one_is_the_councils(app, kent, bexley, saves):
    with app.client() as http:
        colleague = Desk(http)
        colleague.log_in(an_account(app.engine, "kent"))
        saves(kent, name="Mine")
        saves(kent, name="Ours", council="kent")

        assert set(saved_of(kent)) == {"Mine", "Ours"}
        assert set(saved_of(colleague)) == {"Ours"}
        assert saved_of(bexley) == {}


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": " "}, 422),
        ({"asked": ""}, 422),
        ({"asked": "before=x"}, 422),
        ({"asked": "crisis=perhaps"}, 422),
        ({"asked": "=&%00&"}, 422),
        ({"council": "bexley"}, 404),
    ],
)
def test_what_is_none_is_not_saved(kent, saves, fields, status):
    assert saves(kent, **fields).status_code == status
    assert saved_of(kent) == {}


def test_nobody_saves_without_end(kent, saves):
    for _ in range(MOST):
        assert saves(kent).status_code == 303

    assert saves(kent).status_code == 409


def test_who_saved_it_removes_it_and_the_log_has_no_words_of_it(app, kent, saves):
    saves(kent, "words=zebra", "Zebra crossings")
    form = kent.page("/conversations").select_one("#saved form")["action"]

    kent.post(form.removeprefix("/adviser"))

    assert saved_of(kent) == {}
    with Session(app.engine) as session:
        lines = session.scalars(select(Audit).where(Audit.action.like("filter_%")).order_by(Audit.id.desc()).limit(2))
        kept = [(line.action, line.detail) for line in lines]
    assert [action for action, _ in kept] == ["filter_removed", "filter_saved"]
    assert "ebra" not in str(kept)


def test_what_is_given_to_an_adviser_stands_on_their_today_until_it_is_reviewed(kent, asked):
    there = f"/conversations/{asked.begun['id']}"
    me = kent.page(there).find("option", string=lambda text: text and "(you)" in text)["value"]

    kent.post(f"{there}/given", to=me)

    assert kent.page("/today").select_one(f"#given a[href='/adviser{there}']")
    assert there in str(kent.page("/conversations?given=me"))
    assert there not in str(kent.page("/conversations?given=nobody"))
    kent.post(f"{there}/review", reviewed="true")
    assert not kent.page("/today").select_one("#given a")
    kent.post(f"{there}/given", to="")
    assert there not in str(kent.page("/conversations?given=me"))


def test_it_is_given_to_advisers_of_its_council_only(app, kent, asked):
    there = f"/conversations/{asked.begun['id']}"
    stranger = an_adviser(app.engine, "bexley", on_duty=False).id

    assert kent.post(f"{there}/given", to=stranger).status_code == 422
    assert stranger not in str(kent.page(there))


def test_a_shared_address_opens_after_the_log_in_for_the_right_council_only(app, kent, asked):
    address = kent.page(f"/conversations/{asked.begun['id']}").select_one("#address")["value"]
    assert address == f"{app.url}/adviser/conversations/{asked.begun['id']}"

    for council, status in (("kent", 200), ("bexley", 404)):
        with app.client() as http:
            assert http.get(address).headers["location"] == "/adviser/login"
            landed = Desk(http).log_in(an_account(app.engine, council), PASSWORD)
            assert landed.headers["location"] == address.removeprefix(app.url)
            assert http.get(address).status_code == status
            assert "askline_towards" not in http.cookies


@pytest.mark.parametrize(
    "towards", ["https://evil.example", "//evil.example", "/adviser/logout", "/adviser/conversations/x"]
)
def test_nothing_else_is_gone_to_after_the_log_in(app, http, towards):
    http.cookies.set("askline_towards", towards, path="/adviser")

    assert Desk(http).log_in(an_account(app.engine, "kent")).headers["location"] == "/adviser"


def test_a_new_label_is_offered_those_that_the_council_uses(kent, asked, http):
    other = Parent(http, "kent")
    kent.post(f"/conversations/{other.begun['id']}/labels", label="crossings")

    offered = kent.page(f"/conversations/{asked.begun['id']}").select("#used option")

    assert "crossings" in [option["value"] for option in offered]
