"""An administrator's pages: accounts of their own councils, made, changed and disabled; and of no others."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.accounts import Account, Accounts
from api.advisers.models import Adviser, Audit, LoginWait
from api.models import Conversation
from tests.api.desk import PASSWORD, Desk, an_account
from tests.stack import Parent

DOES = ["", "/disable", "/enable", "/password", "/remove-factor"]


@pytest.fixture(scope="module")
def logged_in(app) -> Iterator[Callable[..., Desk]]:
    """Logs somebody in with that role; once for each role and councils."""
    found: dict[tuple[str, ...], Desk] = {}

    def desk(role: str, *councils: str) -> Desk:
        key = (role, *councils)
        if key not in found:
            with Session(app.engine) as session, session.begin():
                for row in session.scalars(select(LoginWait)):
                    session.delete(row)
            found[key] = Desk(app.client())
            found[key].log_in(an_account(app.engine, *councils, role=role, shown="Alex Stone"))
        return found[key]

    yield desk
    for opened in found.values():
        opened.client.close()


@pytest.fixture
def admin(logged_in) -> Desk:
    """An administrator of Kent."""
    return logged_in("administrator", "kent")


@pytest.fixture
def accounts(app) -> Accounts:
    return Accounts(app.engine)


def somebody(accounts: Accounts, *councils: str, role: str = "adviser") -> Account:
    return accounts.add(f"kim-{uuid.uuid4().hex[:8]}", "Kim Yeo", PASSWORD, councils, role)


def password_on(response) -> str:
    found = re.search(r"Password: <code>([^<]+)</code>", response.text)
    assert found, response.text
    return found[1]


def test_a_new_account_gets_a_password_that_is_shown_once_and_changed_at_the_first_log_in(app, admin, accounts):
    name = f"new-{uuid.uuid4().hex[:8]}@example.com"

    shown = admin.post("/accounts", name=name, shown="New Person", role="editor")

    account = accounts.named(name)
    assert (account.role, account.councils, account.must_change) == ("editor", ("kent",), True)
    assert password_on(shown) not in str(admin.page(f"/accounts/{account.id}"))
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(name, password_on(shown))
        assert desk.client.get("/adviser").headers["location"] == "/adviser/me"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "x y"}, "user name has"),
        ({"shown": "<b>"}, "letters, spaces"),
        ({"role": "king"}, "A role is one of"),
        ({"council": "bexley"}, "one of your own councils"),
        ({"council": ["kent", "bexley"]}, "one of your own councils"),
    ],
)
def test_an_account_that_cannot_be_is_not_made(admin, accounts, fields, said):
    name = f"new-{uuid.uuid4().hex[:8]}"

    response = admin.post("/accounts", **({"name": name, "shown": "New", "role": "adviser"} | fields))

    assert response.status_code == 422
    assert said in response.text
    assert accounts.id_of(name) is None


def test_an_administrator_of_several_councils_chooses_among_them(logged_in, accounts):
    admin = logged_in("administrator", "kent", "bexley")
    name = f"new-{uuid.uuid4().hex[:8]}"

    none = admin.post("/accounts", name=name, shown="New", role="adviser")
    one = admin.post("/accounts", name=name, shown="New", role="adviser", council="bexley")

    assert (none.status_code, one.status_code) == (422, 200)
    assert accounts.named(name).councils == ("bexley",)


def test_another_role_logs_them_out_and_another_name_does_not(app, admin, accounts):
    kim = somebody(accounts, "kent")
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(kim.name)

        admin.post(f"/accounts/{kim.id}", shown="Kim Young", role="adviser")
        assert "Kim Young" in str(desk.page())

        admin.post(f"/accounts/{kim.id}", shown="Kim Young", role="editor")
        assert desk.client.get("/adviser").headers["location"] == "/adviser/login"
    assert accounts.named(kim.name).role == "editor"


def test_who_is_disabled_is_logged_out_at_once_and_their_parent_is_told(app, admin, accounts, http):
    kim = somebody(accounts, "kent")
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(kim.name)
        desk.on_duty("kent")
        parent = Parent(http, "kent")
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        desk.takes(parent.begun["id"])

        admin.post(f"/accounts/{kim.id}/disable")

        assert desk.client.get("/adviser").headers["location"] == "/adviser/login"
        assert desk.log_in(kim.name).status_code == 422
        admin.post(f"/accounts/{kim.id}/enable")
        assert desk.log_in(kim.name).status_code == 303
    with Session(app.engine) as session:
        assert session.get_one(Conversation, parent.begun["id"]).state == "assistant"
    assert app.stored(parent.begun["id"])[-1].reason == "adviser_gone"
    http.delete(parent.path, headers=parent.headers)


def test_a_new_password_ends_their_log_ins(app, admin, accounts):
    kim = somebody(accounts, "kent")
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(kim.name)

        shown = admin.post(f"/accounts/{kim.id}/password")

        assert desk.client.get("/adviser").headers["location"] == "/adviser/login"
    assert accounts.checked(kim.name, PASSWORD) is None
    assert accounts.checked(kim.name, password_on(shown)).must_change


def test_who_has_lost_the_phone_gets_in_with_the_password_again(app, admin, accounts):
    kim = somebody(accounts, "kent")
    with Session(app.engine) as session, session.begin():
        session.get_one(Adviser, kim.id).factor_since = datetime.now(UTC)

    admin.post(f"/accounts/{kim.id}/remove-factor")

    assert accounts.named(kim.name).second_factor is False
    assert app.services.factor.begin(kim.id)


@pytest.mark.parametrize("does", DOES)
def test_nobody_locks_themselves_out(admin, accounts, does):
    me = accounts.named(admin.page("/me").select_one("main p").text.split(". Parents")[0])

    response = admin.post(f"/accounts/{me.id}{does}", shown="Me", role="adviser")

    assert response.status_code == 403
    assert accounts.named(me.name) == me


@pytest.mark.parametrize("does", DOES)
@pytest.mark.parametrize("councils", [("bexley",), ("kent", "bexley")])
def test_an_account_of_another_council_is_not_changed(admin, accounts, does, councils):
    """One who works for another council as well is that council's too: only who runs Askline changes them."""
    kim = somebody(accounts, *councils)

    response = admin.post(f"/accounts/{kim.id}{does}", shown="Changed", role="administrator")

    assert response.status_code == 404
    assert accounts.named(kim.name) == kim
    assert accounts.checked(kim.name, PASSWORD)


def test_of_such_an_account_only_the_own_council_is_shown(admin, accounts):
    both, other = somebody(accounts, "kent", "bexley"), somebody(accounts, "bexley")

    shown = str(admin.page("/accounts"))

    assert both.name in shown
    assert other.name not in shown
    assert "Bexley" not in shown
    assert "Bexley" not in str(admin.page(f"/accounts/{both.id}"))
    assert admin.client.get(f"/adviser/accounts/{other.id}").status_code == 404


@pytest.mark.parametrize("role", ["adviser", "editor"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/accounts"), ("POST", "/accounts"), ("GET", "/accounts/{id}"), ("GET", "/audit")]
    + [("POST", f"/accounts/{{id}}{does}") for does in DOES],
)
def test_other_roles_see_and_do_nothing_of_it(logged_in, accounts, role, method, path):
    kim, desk = somebody(accounts, "kent"), logged_in(role, "kent")
    before = len(accounts.listed())

    path = path.format(id=kim.id)
    fields = {"name": "made-by-them", "shown": "Changed", "role": "administrator"}
    response = desk.client.get(f"/adviser{path}") if method == "GET" else desk.post(path, **fields)

    assert response.status_code == 403
    assert kim.name not in response.text
    assert accounts.named(kim.name) == kim
    assert len(accounts.listed()) == before


@pytest.mark.parametrize("path", ["/accounts", *[f"/accounts/{{id}}{does}" for does in DOES]])
def test_a_forged_form_does_nothing_even_with_an_administrators_cookie(admin, accounts, path):
    kim = somebody(accounts, "kent")
    before = len(accounts.listed())
    fields = {"form": "0" * 64, "name": "made-by-them", "shown": "Changed", "role": "administrator"}

    response = admin.client.post(f"/adviser{path.format(id=kim.id)}", data=fields)

    assert response.status_code == 403
    assert accounts.named(kim.name) == kim
    assert accounts.checked(kim.name, PASSWORD)
    assert len(accounts.listed()) == before


def test_the_way_there_is_shown_to_administrators_only(admin, logged_in):
    assert "/adviser/accounts" in str(admin.page().select_one("nav"))
    assert "/adviser/accounts" not in str(logged_in("editor", "kent").page().select_one("nav"))


def test_every_change_is_in_the_audit_log_with_who_made_it_and_no_password(app, admin, accounts):
    kim = somebody(accounts, "kent")

    shown = admin.post(f"/accounts/{kim.id}/password")
    for does in ("/disable", "/enable", "/remove-factor", ""):
        admin.post(f"/accounts/{kim.id}{does}", shown="Kim", role="editor")

    with Session(app.engine) as session:
        lines = list(session.scalars(select(Audit).where(Audit.subject == kim.id).order_by(Audit.id)))
    assert [line.action for line in lines] == [
        "password_changed",
        "account_disabled",
        "account_enabled",
        "factor_removed",
        "account_changed",
    ]
    assert kim.id not in {line.adviser_id for line in lines}
    assert password_on(shown) not in str([vars(line) for line in lines])
