"""An editor keeps the line of their council in a real browser: by keyboard, at 400 %."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.apps import Served
from tests.api.desk import PASSWORD, an_account
from tests.browser.accessibility import faults
from tests.kb.test_term_calendar import a_file, days

FILE = {
    "name": "terms.ics",
    "mimeType": "text/calendar",
    "buffer": a_file(f"Autumn term; {days('20260901', '20261219')}", f"Half term; {days('20261026', '20261031')}"),
}


@pytest.fixture
def editor(browser: Browser, app: Served) -> Iterator[Page]:
    """An editor of Islington on a small screen. Its pages hold no script."""
    sized: dict[str, Any] = {"viewport": {"width": 320, "height": 256}}
    context = browser.new_context(**sized)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(f"{app.url}/adviser/login")
    page.get_by_label("User name or e-mail address").fill(an_account(app.engine, "islington", role="editor"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").press("Enter")
    page.wait_for_url(f"{app.url}/adviser*")
    yield page
    context.close()


def is_sound(page: Page) -> None:
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_hours_terms_and_a_closure_are_set_and_seen(editor):
    editor.get_by_role("link", name="Line", exact=True).press("Enter")
    is_sound(editor)
    editor.get_by_role("link", name="Change the hours").press("Enter")
    editor.get_by_label("Monday").fill("2-4")
    editor.get_by_role("button", name="See what it would mean").press("Enter")
    expect(editor.get_by_role("alert")).to_contain_text("in the night")
    is_sound(editor)
    editor.get_by_label("Monday").fill("2pm-4pm")
    editor.get_by_label("Only in school term time").press("Space")
    editor.get_by_role("button", name="See what it would mean").press("Enter")
    expect(editor.get_by_text("Nothing is kept yet")).to_be_visible()
    editor.get_by_role("button", name="Keep these hours").press("Enter")
    expect(editor.get_by_role("cell", name="2pm to 4pm").first).to_be_visible()

    editor.get_by_role("link", name="Bring term dates").press("Enter")
    editor.get_by_label("Calendar file").set_input_files([FILE])
    editor.get_by_role("button", name="See what is in it").press("Enter")
    is_sound(editor)
    editor.get_by_label("The dates are settled").press("Space")
    editor.get_by_role("button", name="Take these").press("Enter")
    expect(editor.get_by_text("Mon 2 November 2026")).to_be_visible()

    editor.get_by_label("First day").fill("2099-12-03")
    editor.get_by_label("Reason").fill("staff training")
    editor.get_by_role("button", name="Announce it").press("Enter")
    expect(editor.get_by_text("Thu 3 December 2099")).to_be_visible()
    is_sound(editor)
