"""What the API refuses is told once, where it belongs, and never tried for ever."""

import re

from playwright.sync_api import expect

START = re.compile(r"/v1/conversations$")


def refusals(page, status, message):
    """Lets the API refuse every new chat; returns what was asked of it."""
    asked = []

    def refuse(route):
        asked.append(route.request.method)
        route.fulfill(status=status, json={"error": {"code": "refused", "message": message}})

    page.route(START, refuse)
    return asked


def test_too_many_chats_from_one_address(page, parent):
    asked = refusals(page, 429, "Please wait a minute, then try again.")

    parent.launcher.click()

    parent.sees("Please wait a minute, then try again.")
    assert "Please wait a minute, then try again." in parent.spoken
    page.wait_for_timeout(1500)
    assert len(asked) == 1
    page.unroute(START)
    parent.types("Who decides?").box.press("Enter")
    expect(parent.answers).to_have_count(2)
    expect(parent.panel.get_by_text("Please wait a minute")).to_have_count(0)


def test_a_council_that_is_not_known(page, parent):
    asked = refusals(page, 404, "We do not know that council.")
    parent.launcher.click()
    parent.sees("We do not know that council.")

    parent.types("Who decides?").box.press("Enter")

    expect(parent.panel.locator("#error")).to_have_text("We do not know that council.")
    assert parent.box.input_value() == "Who decides?"
    page.wait_for_timeout(1500)
    assert len(asked) == 2


def test_too_many_messages_wait_until_the_parent_sends_them_again(page, parent):
    parent.opens()
    error = {"error": {"code": "too_many", "message": "That was a lot of messages in a short time."}}
    page.route(re.compile("/messages$"), lambda route: route.fulfill(status=429, json=error))
    parent.types("Who decides?").box.press("Enter")
    parent.sees("That was a lot of messages in a short time.")
    page.unroute(re.compile("/messages$"))

    parent.presses("Send again")

    expect(parent.answers).to_have_count(2)
    expect(parent.said).to_have_count(1)
