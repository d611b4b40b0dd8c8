"""From a misunderstood message to a better model, in the browser, by two people: with the real Rasa."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.database import connect
from tests.api.desk import PASSWORD, an_account
from tests.browser.accessibility import faults
from tests.learning.small import small_data, small_model, small_questions
from tests.stack import Stack

pytestmark = [pytest.mark.live, pytest.mark.slow]

QUESTION = "She is not safe walking along the A road on her own"
WRONG, RIGHT = "Benefits and grants", "Getting to school"
TRAINED_WITHIN = 240_000  # milliseconds; a quarter of a minute when nothing else runs


@pytest.fixture(scope="module")
def small_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Rasa, the action server and the API, with a model that has learnt little."""
    var: Path = tmp_path_factory.mktemp("learning")
    model = var / "models/askline.tar.gz"
    model.parent.mkdir()
    data = small_data(var / "small")
    settings = {"ASKLINE_TRAINING_DATA": str(data), "ASKLINE_TEST_QUESTIONS": str(small_questions(var))}
    running = Stack(var, ASKLINE_MODEL=str(model), ASKLINE_DATABASE_URL="", **settings)
    running.load()
    running.start("actions", "api")
    try:
        small_model(data, model)
        running.start("rasa")
        running.wait()
        yield running
    finally:
        running.stop()


@pytest.fixture
def logged_in(browser: Browser, small_stack: Stack) -> Iterator[Callable[..., Page]]:
    """Makes an account for Kent with that role, and logs in."""
    engine = connect(f"sqlite:///{small_stack.var}/askline.db")
    contexts = []

    def opened(role: str, **options: Any) -> Page:
        name = an_account(engine, "kent", role=role)
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(f"{small_stack.url}/adviser/login")
        page.get_by_label("User name or e-mail address").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{small_stack.url}/adviser*")
        return page

    yield opened
    for context in contexts:
        context.close()
    engine.dispose()


def asks(browser: Browser, url: str) -> str:
    """What a new parent is answered on the page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/chat/kent")
    page.get_by_role("textbox").fill(QUESTION)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".message.parent").last).to_contain_text(QUESTION)
    answer = page.locator(".message.assistant").last
    expect(answer).to_be_visible()
    said = answer.inner_text()
    context.close()
    return said


def test_the_same_question_is_answered_rightly_after_the_switch(browser, small_stack, logged_in):
    url = small_stack.url
    assert "free transport" not in asks(browser, url)

    adviser = logged_in("adviser", java_script_enabled=False)
    adviser.get_by_role("link", name="Conversations", exact=True).click()
    adviser.get_by_role("link", name=QUESTION).click()
    expect(adviser.get_by_text(f"Understood as {WRONG}")).to_be_visible()
    adviser.locator("summary", has_text="Right or wrong?").click()
    adviser.get_by_label("It should have been").select_option(label=RIGHT)
    adviser.get_by_role("button", name="Say so").click()
    expect(adviser.get_by_text("waits for a second person")).to_be_visible()

    approver = logged_in("administrator")
    approver.get_by_role("link", name="Corrections").click()
    with approver.expect_navigation():
        approver.get_by_role("button", name="Approve").click()
    approver.get_by_role("link", name="Models").click()
    expect(approver.get_by_role("button", name="Train a model from 1 approved correction")).to_be_visible()
    assert faults(approver) == []
    approver.get_by_role("button", name="Train a model from 1 approved correction").click()
    expect(approver.get_by_role("status")).to_contain_text("A new model")
    assert faults(approver) == []

    # A parent is answered while it is trained; the page shows by itself when it is ready.
    assert "free transport" not in asks(browser, url)
    approver.get_by_role("link", name="Model of").click(timeout=TRAINED_WITHIN)
    expect(approver.get_by_role("heading", name="Nothing speaks against it")).to_be_visible()
    expect(approver.locator("#better")).to_contain_text(QUESTION)
    assert faults(approver) == []
    approver.get_by_role("button", name="Switch to this model").click()
    expect(approver.get_by_text("Rasa answers with it.")).to_be_visible(timeout=30_000)

    assert "free transport" in asks(browser, url)

    # And back again, for who regrets it.
    approver.get_by_role("button", name="Go back to the model before").click()
    expect(approver.get_by_text("it has learnt no correction yet")).to_be_visible()
    expect(approver.get_by_text("Rasa answers with it.")).to_be_visible(timeout=30_000)
    assert "free transport" not in asks(browser, url)
