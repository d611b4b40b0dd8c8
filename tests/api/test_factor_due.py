"""Administrators need a second factor: until they have set one up, only the page for that opens."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pyotp
import pytest

from api.advisers.access import COOKIE, SignedIn, due
from api.advisers.accounts import Account
from api.advisers.sessions import form_token
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.console import ROUTES, with_nothing
from tests.api.live import an_adviser

OPENS = {"/adviser/me", "/adviser/me/password", "/adviser/me/factor", "/adviser/me/factor/remove", "/adviser/logout"}
STAYS_SHUT = [key for key in ROUTES if not key[1].startswith("/adviser/login") and key[1] not in OPENS]


@pytest.fixture(scope="module")
def strict(settings) -> Iterator[Served]:
    """The application as it is set from the start."""
    with serving(settings(second_factor_for=Settings().second_factor_for)) as served:
        yield served


@pytest.fixture
def logged_in(strict) -> Iterator[Callable[[str], SimpleNamespace]]:
    """Somebody of Kent with that role whose password was right."""
    opened: list[httpx.Client] = []

    def somebody(role: str) -> SimpleNamespace:
        account = an_adviser(strict.engine, "kent", on_duty=False)
        strict.services.accounts.change(account.name, account.display_name, role, ["kent"])
        token, client = strict.services.sessions.open(account.id), strict.client()
        client.cookies.set(COOKIE, token, path="/adviser")
        opened.append(client)
        return SimpleNamespace(id=account.id, client=client, form={"form": form_token(token)})

    yield somebody
    for client in opened:
        client.close()


def test_no_other_page_opens_before(logged_in):
    """Every address of the console, as the application has them."""
    admin = logged_in("administrator")

    for method, path in STAYS_SHUT:
        sent = {"data": admin.form} if method == "POST" else {}
        response = admin.client.request(method, with_nothing(path), **sent)
        assert (response.status_code, response.headers.get("location")) == (303, "/adviser/me/factor"), (method, path)


def test_the_page_says_why_and_once_it_is_set_up_everything_opens(logged_in, strict):
    admin = logged_in("administrator")
    page = admin.client.get("/adviser/me/factor").text
    assert "Your account needs a second factor" in page
    assert "Parts of the console" not in page
    code = pyotp.TOTP(strict.services.factor.begin(admin.id)).at(datetime.now(UTC))

    shown = admin.client.post("/adviser/me/factor", data=admin.form | {"code": code})

    assert "Your recovery codes" in shown.text
    assert admin.client.get("/adviser/accounts").status_code == 200


def test_it_is_asked_for_by_a_form_of_their_own_only(logged_in):
    admin = logged_in("administrator")

    assert admin.client.post("/adviser/me/factor", data={"form": "0" * 64, "code": "123456"}).status_code == 403


@pytest.mark.parametrize("role", ["adviser", "editor"])
def test_others_may_do_without(logged_in, role):
    assert logged_in(role).client.get("/adviser/today").status_code == 200


@pytest.mark.parametrize(
    ("who", "chosen", "needed"),
    [
        ({"role": "administrator"}, {}, "factor"),
        ({"role": "administrator", "second_factor": True}, {}, ""),
        ({"role": "administrator", "must_change": True}, {}, "password"),
        ({"role": "administrator"}, {"second_factor_for": "nobody"}, ""),
        ({"role": "editor"}, {}, ""),
        ({"role": "adviser"}, {"second_factor_for": "everybody"}, "factor"),
    ],
)
def test_what_is_due_before_anything_opens(who, chosen, needed):
    account = Account("1", "sam", "Sam", False, ("kent",), frozenset(), **who)

    assert due(SignedIn(account, "token"), Settings(**chosen)) == needed


@pytest.mark.parametrize(("counts", "needed"), [(True, ""), (False, "factor")])
def test_after_single_sign_on_the_councils_may_count(counts, needed):
    account = Account("1", "sam", "Sam", False, ("kent",), frozenset(), role="administrator", must_change=True)

    assert due(SignedIn(account, "token", by_sign_on=True), Settings(oidc_second_factor=counts)) == needed
