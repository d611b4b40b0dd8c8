"""Logging in as an adviser: what the cookie is, that all failures look alike, and that every log-in ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.accounts import Accounts
from api.advisers.models import AdviserSession
from api.advisers.sessions import Sessions
from tests.api.apps import serving
from tests.api.desk import PASSWORD, an_account, form_of


def cookies_of(response):
    return {
        c.split("=")[0]: {p.strip().lower() for p in c.split(";")[1:]} for c in response.headers.get_list("set-cookie")
    }


def form_less(text, name):
    return text.replace(name, "NAME")


@pytest.fixture
def sessions(engine, clock):
    """Log-ins of at most 12 hours, that end after 2 hours without use."""
    return Sessions(engine, longest=timedelta(hours=12), idle=timedelta(hours=2), now=clock)


@pytest.fixture
def sam(engine):
    return Accounts(engine).add("sam", "Sam", PASSWORD, ["kent"])


def test_who_is_not_logged_in_is_led_to_the_log_in_page(desk):
    response = desk.client.get("/adviser")

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


def test_with_the_right_password_the_queue_opens(app, desk):
    response = desk.log_in(an_account(app.engine, "kent"))

    assert (response.status_code, response.headers["location"]) == (303, "/adviser")
    assert desk.page().select_one("h1").text == "Your queue"


def test_the_name_may_be_typed_in_any_way(app, desk):
    name = an_account(app.engine, "kent", name="sam.reed@example.org")

    assert desk.log_in(f"  {name.upper()} ").status_code == 303


def test_the_cookie_goes_to_the_advisers_pages_only_and_to_no_script(app, desk):
    flags = cookies_of(desk.log_in(an_account(app.engine, "kent")))["askline_adviser"]

    assert flags == {"httponly", "samesite=strict", "path=/adviser"}


def test_behind_https_the_cookie_is_secure(settings):
    with serving(settings(secure_cookies=True)) as app, app.client() as client:
        page = client.get("/adviser/login")

    assert "secure" in cookies_of(page)["askline_login"]


def test_the_token_is_stored_as_a_hash_and_new_with_each_log_in(app, desk):
    name = an_account(app.engine, "kent")
    tokens = []
    for _ in range(2):
        desk.log_in(name)
        tokens.append(desk.client.cookies["askline_adviser"])

    assert tokens[0] != tokens[1]
    with Session(app.engine) as session:
        stored = str([vars(row) for row in session.scalars(select(AdviserSession))])
    assert not [token for token in tokens if token in stored]


def test_a_wrong_name_a_wrong_password_and_a_disabled_account_look_alike(app, desk):
    name, disabled = an_account(app.engine, "kent"), an_account(app.engine, "kent")
    Accounts(app.engine).set_disabled(disabled, True)

    answers = [desk.log_in(n, p) for n, p in ((name, "wrong wrong wrong"), ("nobody", PASSWORD), (disabled, PASSWORD))]

    shown = {form_less(a.text, n) for a, n in zip(answers, (name, "nobody", disabled), strict=True)}
    assert {a.status_code for a in answers} == {422}
    assert len(shown) == 1
    assert "The user name or the password is wrong" in shown.pop()


def test_a_log_in_form_works_only_in_the_browser_that_it_was_shown_to(app, desk):
    name = an_account(app.engine, "kent")
    with app.client() as other:
        stolen = form_of(other.get("/adviser/login"))
    desk.client.get("/adviser/login")

    response = desk.client.post("/adviser/login", data={"form": stolen, "name": name, "password": PASSWORD})

    assert response.status_code == 422
    assert "askline_adviser" not in desk.client.cookies


def test_logging_out_ends_the_log_in_and_the_duty(app, desk):
    desk.log_in(an_account(app.engine, "kent"))
    desk.on_duty("kent")
    token = desk.client.cookies["askline_adviser"]

    desk.post("/logout")
    desk.client.cookies.set("askline_adviser", token, path="/adviser")

    assert desk.client.get("/adviser").status_code == 303
    assert app.services.live.on_duty() == set()


def test_a_log_in_that_nobody_uses_ends(sessions, clock, sam):
    token = sessions.open(sam.id)

    clock.pass_by(hours=2)

    assert sessions.find(token, acting=True) is None


def test_one_that_is_used_lasts_but_not_for_ever(sessions, clock, sam):
    token = sessions.open(sam.id)

    lasted = 0
    while sessions.find(token, acting=True):
        clock.pass_by(hours=1)
        lasted += 1

    assert lasted == 12


def test_a_page_that_refreshes_itself_is_no_use(sessions, clock, sam):
    token = sessions.open(sam.id)

    for _ in range(4):
        clock.pass_by(minutes=30)
        found = sessions.find(token, acting=False)

    assert found is None


def test_disabling_an_account_ends_its_log_ins_at_once(app, desk):
    name = an_account(app.engine, "kent")
    desk.log_in(name)
    desk.on_duty("kent")

    Accounts(app.engine).set_disabled(name, True)

    assert desk.client.get("/adviser").status_code == 303
    assert app.services.live.on_duty() == set()
    assert desk.log_in(name).status_code == 422
    Accounts(app.engine).set_disabled(name, False)
    assert desk.log_in(name).status_code == 303


def test_a_new_password_ends_the_log_ins_with_the_old_one(app, desk):
    name = an_account(app.engine, "kent")
    desk.log_in(name)

    Accounts(app.engine).set_password(name, "quite another sentence")

    assert desk.client.get("/adviser").status_code == 303
    assert desk.log_in(name).status_code == 422
    assert desk.log_in(name, "quite another sentence").status_code == 303
