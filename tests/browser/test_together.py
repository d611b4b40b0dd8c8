"""Parent and adviser together, each in a browser: a cut line, who is typing, and a chat that its parent deletes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from api.models import Conversation
from tests.api.live import everyone_off_duty
from tests.browser.chromium import somebody
from tests.browser.test_adviser import Desk


@pytest.fixture
def desk(browser, app) -> Iterator[Desk]:
    """An adviser of Kent, on duty in a browser of their own, with nobody in the queue yet."""
    with Session(app.engine) as session, session.begin():
        session.execute(update(Conversation).where(Conversation.state != "closed").values(state="assistant"))
    with somebody(browser) as own:
        someone = Desk(own.new_page(), app)
        yield someone.log_in()
        assert someone.errors == []
    everyone_off_duty(app.engine)


def meets(parent, desk):
    """The parent asks, waits, and is taken by the adviser."""
    parent.opens().asks("Who decides?").chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    parent.sees("You are number 1 in the queue.")
    desk.sees("1 parent is waiting.").presses("Take this parent")
    parent.sees("You are writing to")
    desk.page.get_by_label("Write to the parent").wait_for()


def test_a_page_change_and_a_cut_line_in_the_middle(parent, desk, context):
    meets(parent, desk)
    desk.writes("One")
    parent.sees("One")

    parent.visits("/demo/kent?mode=inline")
    desk.writes("Two")
    parent.sees("Two")
    context.set_offline(True)
    desk.writes("Three")
    parent.types("Four").box.press("Enter")
    parent.sees("The connection is lost.")
    context.set_offline(False)

    parent.sees("Three")
    desk.sees("Four")
    assert parent.panel.locator(".message.adviser .text").all_inner_texts() == ["One", "Two", "Three"]
    expect(parent.said.filter(has_text="Four")).to_have_count(1)


def test_the_parent_sees_that_the_adviser_is_typing(parent, desk):
    meets(parent, desk)

    desk.page.get_by_label("Write to the parent").press_sequentially("Let me look", delay=20)

    parent.sees("The adviser is typing")


def test_a_chat_that_its_parent_deletes_is_gone_from_the_advisers_page(parent, desk):
    meets(parent, desk)

    parent.chooses_from_menu("Delete this chat").presses("Delete it").sees("Your chat is deleted.")

    desk.page.wait_for_timeout(500)
    desk.page.reload()
    expect(desk.page.get_by_label("Write to the parent")).to_have_count(0)
