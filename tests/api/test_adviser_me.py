"""An adviser's own account: a changed password ends every log-in, and one that somebody else chose opens nothing."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.accounts import Accounts
from api.advisers.models import Audit
from tests.api.desk import PASSWORD, Desk, an_account

NEW = "quite other words now"
OWN_ROUTES = [
    ("GET", "/me"),
    ("POST", "/me/password"),
    ("GET", "/me/factor"),
    ("POST", "/me/factor"),
    ("POST", "/me/factor/remove"),
    ("GET", "/login/code"),
]


def change(desk: Desk, current=PASSWORD, new=NEW, again=None):
    form = desk.page("/me").select_one("input[name=form]")["value"]
    fields = {"form": form, "current": current, "new": new, "again": new if again is None else again}
    return desk.client.post("/adviser/me/password", data=fields)


def test_a_changed_password_ends_every_log_in_everywhere(app, desk):
    name = an_account(app.engine, "kent")
    desk.log_in(name)
    with app.client() as elsewhere:
        Desk(elsewhere).log_in(name)

        response = change(desk)

        assert response.headers["location"] == "/adviser/login?changed=yes"
        for browser in (desk.client, elsewhere):
            assert browser.get("/adviser").headers["location"] == "/adviser/login"
    assert "Your password is changed" in desk.client.get("/adviser/login?changed=yes").text
    assert desk.log_in(name, PASSWORD).status_code == 422
    assert desk.log_in(name, NEW).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"current": "not mine at all"}, "That is not your password"),
        ({"again": "quite other words then"}, "not the same"),
        ({"new": "short"}, "12 to 256"),
        ({"new": PASSWORD}, "not the one you have now"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(app, desk, wrong, said):
    name = an_account(app.engine, "kent")
    desk.log_in(name)

    response = change(desk, **wrong)

    assert response.status_code == 422
    assert said in response.text
    assert desk.page()
    assert Accounts(app.engine).checked(name, PASSWORD)


def test_the_password_cannot_be_guessed_from_an_open_browser(app, desk):
    desk.log_in(an_account(app.engine, "kent"))

    statuses = [change(desk, current=f"guess number {n}").status_code for n in range(6)]

    assert statuses == [422] * 4 + [429] * 2


def test_who_logs_in_with_a_password_of_somebody_else_is_led_to_choose_their_own(app, desk):
    name = Accounts(app.engine).add(f"kim-{uuid.uuid4().hex[:8]}", "Kim", PASSWORD, ["kent"], must_change=True).name
    desk.log_in(name)

    for path in ("", "/me/factor", "/events"):
        assert desk.client.get(f"/adviser{path}").headers["location"] == "/adviser/me"
    form = desk.page("/me").select_one("input[name=form]")["value"]
    assert desk.client.post("/adviser/duty", data={"form": form, "on": "true"}).headers["location"] == "/adviser/me"
    assert "kent" not in app.services.live.on_duty()

    change(desk)
    desk.log_in(name, NEW)

    assert desk.page()


@pytest.mark.parametrize(("method", "path"), OWN_ROUTES)
def test_without_a_log_in_there_is_nothing(http, method, path):
    assert http.request(method, f"/adviser{path}").headers["location"] == "/adviser/login"


@pytest.mark.parametrize("path", [path for method, path in OWN_ROUTES if method == "POST"])
def test_without_a_form_of_their_own_nothing_is_changed(app, desk, path):
    name = an_account(app.engine, "kent")
    desk.log_in(name)

    response = desk.client.post(f"/adviser{path}", data={"current": PASSWORD, "new": NEW, "again": NEW, "code": "1"})

    assert response.status_code == 403
    assert Accounts(app.engine).checked(name, PASSWORD)


def test_log_ins_failed_ones_and_changes_are_in_the_audit_log(app, desk):
    name = an_account(app.engine, "kent")
    desk.log_in(name, "not the password")
    desk.log_in(name)
    change(desk)

    with Session(app.engine) as session:
        account = Accounts(app.engine).named(name)
        lines = list(session.scalars(select(Audit).where(Audit.subject == account.id).order_by(Audit.id)))
    assert [line.action for line in lines] == ["login_failed", "logged_in", "password_changed"]
    assert {line.adviser_id for line in lines} == {account.id}
    assert {line.address for line in lines} == {"127.0.0.1"}


def test_a_name_that_nobody_has_is_not_kept(app, desk):
    """People type their password into the box for the name."""
    desk.log_in("hunter2 is my secret", "x")

    with Session(app.engine) as session:
        line = session.scalars(select(Audit).order_by(Audit.id.desc())).first()
    assert (line.action, line.adviser_id, line.subject) == ("login_failed", None, "")
    assert "hunter2" not in str(vars(line))
