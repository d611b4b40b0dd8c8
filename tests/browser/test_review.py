"""Finding a conversation, looking it through and putting it right, in a real browser without and with JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from api.advisers.models import Adviser
from tests.api.apps import Served
from tests.api.desk import PASSWORD, an_account
from tests.browser.chromium import somebody
from tests.stack import Parent

QUESTION = "Who pays for a pogo stick to school?"


@pytest.fixture(scope="module")
def asked(app: Served) -> Iterator[Parent]:
    """A parent of Kent who has asked two questions."""
    with app.client() as client:
        parent = Parent(client, "kent")
        parent.says(QUESTION)
        parent.says("And who decides?")
        yield parent


@pytest.fixture
def at_work(browser: Browser, app: Served) -> Iterator[Callable[..., Page]]:
    """Makes an account and logs in."""
    contexts = ExitStack()

    def logged_in(role: str = "adviser", **options: Any) -> Page:
        name = an_account(app.engine, "kent")
        with Session(app.engine) as session, session.begin():
            session.execute(update(Adviser).where(Adviser.name == name).values(role=role))
        page = contexts.enter_context(somebody(browser, **options)).new_page()
        page.goto(f"{app.url}/adviser/login")
        page.get_by_label("User name or e-mail address").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").press("Enter")
        page.wait_for_url(f"{app.url}/adviser*")
        return page

    with contexts:
        yield logged_in


def finds_it(page: Page) -> Page:
    page.get_by_role("link", name="Conversations", exact=True).click()
    page.get_by_label("Words of a parent or an adviser").fill("pogo")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kent")
    return page


def test_one_person_corrects_and_another_approves_without_javascript(asked, at_work):
    assert asked
    adviser = finds_it(at_work(java_script_enabled=False))
    adviser.locator("summary", has_text="Right or wrong?").first.click()
    adviser.get_by_label("It should have been").first.select_option("transport")
    adviser.get_by_role("button", name="Say so").first.click()
    expect(adviser.get_by_text("waits for a second person")).to_be_visible()

    editor = at_work("editor", java_script_enabled=False)
    editor.get_by_role("link", name="Corrections").click()
    expect(editor.get_by_text(QUESTION).first).to_be_visible()
    editor.get_by_role("button", name="Approve").first.click()
    expect(editor.get_by_text("Nothing waits for a decision.")).to_be_visible()
    expect(editor.get_by_text("1 correction is approved.")).to_be_visible()

    adviser.reload()
    expect(adviser.locator(".said")).to_contain_text("approved")


def test_it_is_found_and_marked_by_keyboard(asked, at_work):
    assert asked
    page = finds_it(at_work())

    button = page.get_by_role("button", name="Mark as reviewed")
    button.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Reviewed by Sam Reed")).to_be_visible()


def test_a_topic_is_found_by_typing_and_chosen_by_keyboard(asked, at_work):
    assert asked
    page = finds_it(at_work())
    page.locator("summary", has_text="Right or wrong?").first.click()
    field, choice = page.get_by_label("Find a topic").first, page.get_by_label("It should have been").first
    told = page.locator("form[action$=corrections] [role=status]").first

    field.press_sequentially("plan")
    expect(told).to_contain_text("topics")
    field.fill("zebra")
    expect(told).to_have_text("No topic has these words.")
    field.fill("free transport")
    expect(told).to_have_text("Chosen: Getting to school")
    # Enter sends nothing yet: it leads to the choice.
    page.keyboard.press("Enter")
    expect(choice).to_be_focused()
    expect(choice).to_have_value("transport")
    field.fill("")
    expect(choice.locator("option")).to_have_count(46)
    expect(choice).to_have_value("transport")
