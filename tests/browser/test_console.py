"""The console in a real browser: the call to make, the second factor, a new account, by mouse and by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.desk import PASSWORD, an_account
from tests.api.requests_for_calls import asks_for_a_call
from tests.browser.accessibility import faults
from tests.stack import Parent


class Console:
    """An administrator of Kent in front of the browser."""

    def __init__(self, page: Page, app) -> None:
        self.page, self.url = page, f"{app.url}/adviser"
        self.name = an_account(app.engine, "kent", role="administrator")

    def log_in(self, password: str = PASSWORD) -> "Console":
        """Types name and password."""
        self.page.goto(f"{self.url}/login")
        self.page.get_by_label("User name or e-mail address").fill(self.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()
        return self

    def opens(self, path: str) -> "Console":
        """Goes to a page of the console."""
        self.page.goto(f"{self.url}{path}")
        return self

    def follows(self, name: str) -> "Console":
        """Clicks on the link with that name."""
        self.page.get_by_role("link", name=name).first.click()
        return self


@pytest.fixture
def console(page, app) -> Console:
    return Console(page, app).log_in()


@pytest.fixture
def call(app) -> Iterator[str]:
    """A parent of Kent who wants to be rung."""
    with app.client() as http:
        yield asks_for_a_call(Parent(http, "kent")).json()["reference"]


def test_the_code_and_the_recovery_codes_are_sound(console):
    console.opens("/me/factor")
    console.page.get_by_label("Code").fill("000000")
    console.page.get_by_role("button", name="Use this second factor").click()

    expect(console.page.get_by_role("alert")).to_contain_text("That code is wrong")
    assert faults(console.page) == []


def test_the_parent_to_ring_is_three_clicks_from_the_log_in(console, call):
    console.follows("Today").follows("All call-backs").follows(call)

    console.page.get_by_role("button", name="I will ring them").click()

    expect(console.page.get_by_text("You have taken it").first).to_be_visible()
    assert faults(console.page) == []


def test_a_call_back_is_worked_through_by_keyboard_alone(console, call):
    console.opens(f"/callbacks/{call}")
    console.page.get_by_role("button", name="I will ring them").press("Enter")
    console.page.get_by_label("Note").press("Tab")
    console.page.keyboard.press("Tab")
    console.page.keyboard.press("Enter")

    expect(console.page.locator("ol.line li").first).to_contain_text("Not reached yet")


def test_a_new_account_is_made_and_its_password_shown(console):
    console.opens("/accounts")
    console.page.get_by_label("User name or e-mail address").fill(f"new-{console.name}")
    console.page.get_by_label("Name that parents see").fill("New Person")
    console.page.get_by_role("button", name="Make the account").click()

    expect(console.page.get_by_role("heading", level=1)).to_contain_text("Password for new-")
    assert faults(console.page) == []
    console.follows("I have passed it on")
    assert faults(console.page) == []
