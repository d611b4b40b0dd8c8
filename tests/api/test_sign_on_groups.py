"""Groups at the council that say what people may do here, where the settings name them."""

from collections.abc import Iterator

import pytest

from api.advisers.accounts import Accounts
from tests.api.apps import Served, serving
from tests.api.sign_on import SECRETS, Comer, an_email, comes, issuer, no_browser_stays_open, there

__all__ = ["issuer", "no_browser_stays_open", "there"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib", "ignore:get_jwt_config")


@pytest.fixture(scope="module")
def mapping(settings, issuer) -> Iterator[Served]:
    """Groups at the council say what people may do."""
    rights = "sendiass=adviser@kent, leads=administrator@kent, bexley-team=adviser@bexley"
    with serving(settings(oidc_issuer=issuer, oidc_rights=rights, **SECRETS)) as served:
        yield served


def test_a_group_makes_an_account_with_what_it_gives_and_no_more(mapping, there):
    email, comer = an_email(), Comer(mapping)

    response = comes(comer, there, email, email=email, email_verified=True, name="Kim Yeo", groups=["sendiass", "x"])

    assert response.status_code == 200
    account = mapping.services.accounts.named(email)
    assert (account.role, account.councils, account.display_name) == ("adviser", ("kent",), "Kim Yeo")
    assert comer.is_in


def test_another_group_changes_it_and_none_lets_nobody_in(mapping, there):
    email, claims = an_email(), {"email_verified": True}
    comes(Comer(mapping), there, email, email=email, groups=["leads"], **claims)
    assert mapping.services.accounts.named(email).role == "administrator"

    # One role for both councils: the lower one.
    comes(Comer(mapping), there, email, email=email, groups=["leads", "bexley-team"], **claims)
    account = mapping.services.accounts.named(email)
    assert (account.role, account.councils) == ("adviser", ("bexley", "kent"))

    gone = Comer(mapping)
    response = comes(gone, there, email, email=email, groups=["tennis"], **claims)
    assert response.status_code == 403
    assert "no right to use Askline" in response.text
    assert not gone.is_in


def test_a_group_does_not_take_over_an_account_that_has_a_password(mapping, there):
    email, comer = an_email(), Comer(mapping)
    Accounts(mapping.engine).add(email, "Kim", "three plain words here", ["kent"])

    assert comes(comer, there, email, email=email, email_verified=True, groups=["leads"]).status_code == 403
    assert mapping.services.accounts.named(email).role == "adviser"
