"""An adviser who has never seen the console: the waiting parent, the crisis and the wrong answer, in three clicks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.apps import Served
from tests.api.desk import PASSWORD, an_account
from tests.api.live import an_adviser, everyone_off_duty
from tests.stack import Parent

CLICKS = 3


class Newcomer:
    """Somebody who logs in for the first time. Every click after the log-in is counted."""

    def __init__(self, page: Page, app: Served) -> None:
        self.page, self.clicks = page, 0
        page.goto(f"{app.url}/adviser/login")
        page.get_by_label("User name or e-mail address").fill(an_account(app.engine, "kent"))
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{app.url}/adviser")

    def clicks_on(self, name: str, within: str = "body") -> "Newcomer":
        """Clicks on the first link, button or fold with that name that they see."""
        part = self.page.locator(within)
        part.locator("a, button, summary").filter(has_text=name).first.click()
        self.clicks += 1
        return self


@pytest.fixture
def newcomer(page, app) -> Newcomer:
    return Newcomer(page, app)


@pytest.fixture
def waiting(app) -> Iterator[Parent]:
    """A parent of Kent who waits for an adviser, while one is on duty."""
    an_adviser(app.engine, "kent")
    with app.client() as http:
        parent = Parent(http, "kent")
        parent.says("Who decides?")
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        yield parent
        http.delete(parent.path, headers=parent.headers)
    everyone_off_duty(app.engine)


@pytest.fixture
def in_danger(app) -> Iterator[Parent]:
    """A parent of Kent who may be in danger."""
    with app.client() as http:
        parent = Parent(http, "kent")
        parent.says("I want to kill myself")
        yield parent
        http.delete(parent.path, headers=parent.headers)


@pytest.fixture
def not_helped(app) -> Iterator[Parent]:
    """A parent of Kent whom an answer did not help."""
    with app.client() as http:
        parent = Parent(http, "kent")
        answer = parent.says("Who decides on a pogo stick?")["messages"][0]["id"]
        sent = {"message_id": answer, "helpful": False}
        http.post(f"{parent.path}/feedback", json=sent, headers=parent.headers)
        yield parent
        http.delete(parent.path, headers=parent.headers)


def test_the_waiting_parent_is_found_and_taken(waiting, newcomer):
    newcomer.clicks_on("Today").clicks_on("waiting", "#waiting").clicks_on("Take this parent")

    expect(newcomer.page.get_by_label("Write to the parent")).to_be_visible()
    assert newcomer.page.url.split("#")[0].endswith(waiting.begun["id"])
    assert newcomer.clicks <= CLICKS


def test_the_crisis_is_found(in_danger, newcomer):
    newcomer.clicks_on("Today").clicks_on("kill", "#crises")

    expect(newcomer.page.get_by_text("may be in danger").first).to_be_visible()
    assert newcomer.page.url.endswith(in_danger.begun["id"])
    assert newcomer.clicks <= CLICKS


def test_the_wrong_answer_is_found_and_can_be_put_right(not_helped, newcomer):
    newcomer.clicks_on("Today").clicks_on("pogo", "#unhelpful").clicks_on("Right or wrong?")

    expect(newcomer.page.get_by_label("It should have been")).to_be_visible()
    assert newcomer.page.url.endswith(not_helped.begun["id"])
    assert newcomer.clicks <= CLICKS
