"""Log-in with the council's account in a real browser: the provider is another site, as it is in life."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.apps import Served
from tests.api.sign_on import SECRETS, an_email, issuer, may_come
from tests.browser.accessibility import faults
from tests.browser.conftest import serving_widget

__all__ = ["issuer"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib", "ignore:get_jwt_config")


@pytest.fixture(scope="module")
def council(tmp_path_factory, issuer) -> Iterator[Served]:
    """Kent's own log-in is at localhost, Askline at 127.0.0.1: two sites to a browser."""
    chosen = {"oidc_issuer": issuer, "oidc_name_claim": "sub", **SECRETS}
    with serving_widget(tmp_path_factory.mktemp("council"), **chosen) as served:
        yield served


def test_somebody_goes_there_and_back_and_is_in(page: Page, council):
    email = an_email()
    may_come(council, email)

    page.goto(f"{council.url}/adviser/login")
    assert faults(page) == []
    page.get_by_role("link", name="Log in with your council's account").press("Enter")
    page.get_by_placeholder("sub").fill(email)
    page.get_by_role("button", name="Authorize").click()

    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    assert page.url == f"{council.url}/adviser"
    page.get_by_role("button", name="Log out").press("Enter")
    expect(page.get_by_role("link", name="log out there too")).to_be_visible()
    assert faults(page) == []


def test_whom_nobody_let_in_reads_what_to_do(page: Page, council):
    page.goto(f"{council.url}/adviser/login/council")
    page.get_by_placeholder("sub").fill(an_email())
    page.get_by_role("button", name="Authorize").click()

    expect(page.get_by_role("alert")).to_contain_text("Ask an administrator of your service")
    assert faults(page) == []
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
