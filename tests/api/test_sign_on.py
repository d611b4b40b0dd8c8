"""Log-in with the council's account, against a real provider over HTTP: who gets in, who does not, and why."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.accounts import Accounts
from api.advisers.models import Audit
from tests.api.apps import Served, serving
from tests.api.sign_on import (
    SECRETS,
    THERE,
    Comer,
    an_email,
    comes,
    failures,
    issuer,
    may_come,
    no_browser_stays_open,
    there,
)
from tests.stack import free_port

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib", "ignore:get_jwt_config")


__all__ = ["issuer", "no_browser_stays_open", "there"]


@pytest.fixture(scope="module")
def app(settings, issuer) -> Iterator[Served]:
    with serving(settings(oidc_issuer=issuer, **SECRETS)) as served:
        yield served


@pytest.fixture
def comer(app) -> Comer:
    return Comer(app)


def test_who_was_let_in_by_an_administrator_gets_in(comer, there, app):
    email = an_email()
    adviser_id = may_come(app, email)

    response = comes(comer, there, email, email=email.upper(), email_verified=True)

    assert response.status_code == 200
    assert 'content="0; url=/adviser"' in response.text
    assert comer.is_in
    assert app.services.accounts.find(adviser_id)
    with Session(app.engine) as session:
        lines = session.scalars(select(Audit).where(Audit.subject == adviser_id).order_by(Audit.id))
        assert [(line.action, line.detail) for line in lines] == [
            ("sign_on_allowed", {}),
            ("sign_on_tied", {}),
            ("logged_in", {"with": "single sign-on"}),
        ]


def test_the_way_there_keeps_its_secrets(comer, issuer):
    """The code is asked for, bound to this browser by state, nonce and PKCE; no cookie holds any of them."""
    address = urlsplit(comer.goes())

    asked = dict(parse_qsl(address.query))
    assert f"{address.scheme}://{address.netloc}" == issuer
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"].endswith(f"{THERE}/back")
    cookies = " ".join(comer.client.cookies.values())
    assert not [name for name in ("state", "nonce", "code_challenge") if asked[name] in cookies]


def test_from_the_first_time_on_the_name_does_not_matter_any_more(app, there):
    """Somebody who marries has another address; somebody who gets an address that was another's is not that one."""
    email = an_email()
    may_come(app, email)
    comes(Comer(app), there, f"first-{email}", email=email, email_verified=True)

    renamed, successor = Comer(app), Comer(app)
    comes(renamed, there, f"first-{email}", email=an_email(), email_verified=True)
    refused = comes(successor, there, f"second-{email}", email=email, email_verified=True)

    assert renamed.is_in
    assert refused.status_code == 403
    assert not successor.is_in


def test_an_address_that_nobody_checked_is_nobodys(comer, there, app):
    email = an_email()
    may_come(app, email)

    for claims in ({}, {"email_verified": False}, {"email_verified": "true"}):
        assert comes(comer, there, f"x-{email}", email=email, **claims).status_code == 403
    assert not comer.is_in


def test_whom_we_do_not_know_is_told_what_to_do(comer, there, app):
    email = an_email()

    response = comes(comer, there, email, email=email, email_verified=True)

    assert response.status_code == 403
    assert "Ask an administrator of your service" in response.text
    assert email in response.text
    assert failures(app)[0] == {"with": "single sign-on", "why": "unknown"}
    assert not comer.is_in


def test_no_token_alone_gives_rights(comer, there, app):
    """Without a mapping, groups and an account of the same name change nothing."""
    email = an_email()
    Accounts(app.engine).add(email, "Kim", "three plain words here", ["kent"], "administrator")

    response = comes(comer, there, email, email=email, email_verified=True, groups=["leads", "administrator"])

    assert response.status_code == 403
    assert not comer.is_in


def test_a_closed_account_stays_closed(comer, there, app):
    email = an_email()
    account = app.services.accounts.find(may_come(app, email))
    app.services.accounts.set_disabled(account.name, True)

    response = comes(comer, there, email, email=email, email_verified=True)

    assert response.status_code == 403
    assert "closed" in response.text
    assert failures(app)[0]["why"] == "closed"


def test_who_does_not_log_in_there_is_back_at_our_log_in_page(comer, there):
    address = comer.goes()
    state = dict(parse_qsl(urlsplit(address).query))["state"]  # this provider forgets to give it back when it refuses

    response = comer.comes_back(there(address, "anybody", deny=True) | {"state": state})

    assert response.status_code == 403
    assert "did not let you in" in response.text
    assert "Or with a password" in response.text


def test_the_same_answer_twice_lets_in_once(app, there):
    email = an_email()
    may_come(app, email)
    comer = Comer(app)
    brought = there(comer.goes(), email, email=email, email_verified=True)
    begun = comer.client.cookies["askline_sign_on"]

    first = comer.comes_back(brought)
    again = Comer(app)
    again.client.cookies.set("askline_sign_on", begun, path=THERE)
    second = again.comes_back(brought)

    assert (first.status_code, second.status_code) == (200, 422)
    assert not again.is_in


def test_a_code_that_was_used_is_worth_nothing_with_a_new_state(app, there):
    email = an_email()
    may_come(app, email)
    comer, thief = Comer(app), Comer(app)
    used = there(comer.goes(), email, email=email, email_verified=True)
    comer.comes_back(used)

    state = dict(parse_qsl(urlsplit(thief.goes()).query))["state"]
    response = thief.comes_back({"code": used["code"], "state": state})

    assert response.status_code == 403
    assert not thief.is_in


@pytest.mark.parametrize("state", ["", "forged", "x" * 43])
def test_a_state_that_is_not_this_browsers_is_refused_and_asks_the_provider_nothing(app, there, state):
    email = an_email()
    may_come(app, email)
    comer = Comer(app)
    brought = there(comer.goes(), email, email=email, email_verified=True)

    response = comer.comes_back(brought | {"state": state})

    assert response.status_code == 422
    assert "not begun here" in response.text
    assert not comer.is_in
    assert comer.comes_back(brought).status_code == 422  # its cookie is gone: begin anew


def test_another_browser_cannot_end_what_this_one_began(app, there):
    """Who is made to follow a link with a stranger's code does not find themselves in the stranger's account."""
    email = an_email()
    may_come(app, email)
    brought = there(Comer(app).goes(), email, email=email, email_verified=True)

    victim = Comer(app)
    assert victim.comes_back(brought).status_code == 422
    victim.goes()
    assert victim.comes_back(brought).status_code == 422
    assert not victim.is_in


def test_when_the_provider_is_away_the_password_still_works(settings):
    with serving(settings(oidc_issuer=f"http://localhost:{free_port()}", **SECRETS)) as alone:
        response = Comer(alone).client.get(THERE)

    assert response.status_code == 503
    assert "does not answer" in response.text
    assert 'name="password"' in response.text


def test_without_single_sign_on_nothing_of_it_is_there(settings):
    with serving(settings()) as without:
        client = Comer(without).client

        assert "council's account" not in client.get("/adviser/login").text
        for path in ("", "/back", "/out"):
            assert client.get(f"{THERE}{path}").status_code == 404


def test_logging_out_says_that_the_council_has_them_logged_in_still(comer, there, app, issuer):
    email = an_email()
    may_come(app, email)
    comes(comer, there, email, email=email, email_verified=True)
    form = comer.client.get("/adviser/today").text.split('name="form" value="')[1].split('"')[0]

    out = comer.client.post("/adviser/logout", data={"form": form})

    assert out.headers["location"] == "/adviser/login?out=council"
    assert "log out there too" in comer.client.get(out.headers["location"]).text
    assert comer.client.get(f"{THERE}/out").headers["location"].startswith(f"{issuer}/oauth2/end_session?")
    assert not comer.is_in


def test_the_councils_second_factor_counts_unless_ours_is_asked_for(app, there, settings, issuer):
    email = an_email()
    factor, adviser_id = app.services.factor, may_come(app, email)
    _with_a_factor(factor, adviser_id)

    comer = Comer(app)
    comes(comer, there, email, email=email, email_verified=True)
    assert comer.is_in

    with serving(settings(oidc_issuer=issuer, oidc_second_factor=False, **SECRETS)) as strict:
        comer = Comer(strict)
        response = comes(comer, there, email, email=email, email_verified=True)
        assert 'content="0; url=/adviser/login/code"' in response.text
        assert not comer.is_in
        assert "Code from the app" in comer.client.get("/adviser/login/code").text


def _with_a_factor(factor, adviser_id: str) -> None:
    factor.confirm(adviser_id, pyotp.TOTP(factor.begin(adviser_id)).now())
