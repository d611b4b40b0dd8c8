"""Parent and adviser, each in a browser of their own: the widget here, the advisers' pages there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import somebody
from tests.browser.test_adviser import SOON, Desk


@pytest.fixture
def office(browser: Browser, app) -> Iterator[Desk]:
    """An adviser of Kent on duty, in another browser than the parent's."""
    with somebody(browser) as context:
        desk = Desk(context.new_page(), app)
        yield desk.log_in()
        assert desk.errors == []
        desk.page.goto(f"{app.url}/adviser")
        desk.presses("Go off duty").sees("Go on duty")


def test_from_the_question_to_the_end_of_a_live_chat(parent, office):
    parent.opens().asks("Who decides?")
    parent.chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    office.sees("1 parent is waiting.").presses("Take this parent").sees("Who decides?")
    parent.sees("You are writing to Sam Reed, a person.")

    office.writes("Hello, how can I help?")
    parent.sees("Hello, how can I help?").types("School does nothing")
    office.sees("The parent is typing.")
    parent.box.press("Enter")
    office.sees("School does nothing").presses("Hand back to Askline")

    parent.sees("I'm Askline, the computer program, and I am back.").asks("Who decides?")


def test_a_parent_who_changes_the_page_in_mid_chat_misses_nothing(parent, office):
    parent.opens().asks("Who decides?")
    parent.chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    office.sees("1 parent is waiting.").presses("Take this parent")
    parent.sees("You are writing to Sam Reed, a person.")

    parent.page.goto("about:blank")
    office.writes("Written while you were away").sees("Written while you were away")
    parent.visits()

    expect(parent.panel.locator(".message.adviser")).to_have_count(1, timeout=SOON)
    parent.sees("Written while you were away").types("I am back").box.press("Enter")
    office.sees("I am back").presses("End the chat")
    parent.sees("has ended this chat")


def test_when_the_parents_line_is_cut_in_mid_chat_everything_comes_once(parent, office):
    parent.opens().asks("Who decides?")
    parent.chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    office.sees("1 parent is waiting.").presses("Take this parent")
    parent.sees("You are writing to Sam Reed, a person.")

    parent.page.context.set_offline(True)
    office.writes("First").sees("First").writes("Second").sees("Second")
    parent.page.context.set_offline(False)

    expect(parent.panel.locator(".message.adviser")).to_have_count(2, timeout=15_000)
    office.presses("End the chat")
