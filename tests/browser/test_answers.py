"""An answer on its way in a real browser: written and previewed, approved by a second person, read by a parent."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.apps import Served
from tests.api.editors import an_editor, an_office
from tests.browser.accessibility import faults
from tests.browser.chromium import somebody

PLACE = "/adviser/answers/kent/who_decides"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An application on which answers may be changed."""
    with an_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture
def at_work(browser: Browser, office: Served) -> Iterator[Callable[..., Page]]:
    """A new editor of Kent, logged in, in a browser of their own."""
    contexts = ExitStack()

    def page(shown: str, **options: object) -> Page:
        desk = an_editor(office, "kent", shown=shown)
        context = contexts.enter_context(somebody(browser, **options))
        cookie = next(iter(desk.client.cookies.jar))
        context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": f"{office.url}/adviser"}])
        desk.client.close()
        return context.new_page()

    with contexts:
        yield page


def test_from_the_list_to_the_parent(office, at_work):
    sam = at_work("Sam Reed")
    sam.goto(f"{office.url}/adviser/answers")
    assert faults(sam) == []
    sam.get_by_role("link", name="Who decides on SEN support").press("Enter")
    expect(sam.get_by_role("link", name="Change our answer")).to_be_visible()
    assert faults(sam) == []
    sam.get_by_role("link", name="Change our answer").press("Enter")
    sam.get_by_label("Show our words in its place").check()

    # Checks and preview come by themselves, and a citation goes where the cursor is.
    sam.get_by_label("The answer", exact=True).fill("In Kent the school decides, and it must hear you.")
    expect(sam.locator("#preview")).to_contain_text("it must hear you")
    expect(sam.locator("#checks")).to_contain_text("“must” needs the law beside it")
    sam.get_by_label("Find something to cite").fill("records parents tell 6.43")
    sam.get_by_role("button", name="Find").press("Enter")
    sam.get_by_role("button", name="[code:6.43]").press("Enter")
    expect(sam.get_by_label("The answer", exact=True)).to_have_value(
        "In Kent the school decides, and it must hear you. [code:6.43]"
    )
    expect(sam.locator("#checks")).not_to_contain_text("“must” needs")
    sam.get_by_label("Why you change it").fill("Parents asked who decides.")
    assert faults(sam) == []
    shown = sam.locator("#preview .message p").first.inner_html()
    sam.get_by_role("button", name="Send to a second person").press("Enter")
    expect(sam.get_by_text("waits for a second person")).to_be_visible()

    alex = at_work("Alex Moss", java_script_enabled=False, viewport={"width": 320, "height": 256})
    alex.goto(f"{office.url}/adviser/answers")
    alex.get_by_role("link", name="Who decides on SEN support, Kent").click()
    expect(alex.get_by_role("button", name="Approve and publish")).to_be_visible()
    assert alex.evaluate("document.documentElement.scrollWidth") <= 320
    alex.get_by_role("button", name="Approve and publish").click()
    expect(alex.get_by_role("heading", name="What parents see now")).to_be_visible()

    assert read_by_a_parent(at_work("Nobody"), office.url).split("<sup>")[0] == shown.split("<sup>")[0]


def read_by_a_parent(parent, url):
    parent.goto(f"{url}/chat/kent")
    parent.get_by_label("Your question").fill("Who decides?")
    parent.get_by_role("button", name="Send", exact=True).press("Enter")
    said = parent.locator(".message.assistant p", has_text="In Kent the school decides").first
    expect(said).to_be_visible()
    return said.inner_html()


def test_the_pages_are_sound_and_nothing_is_cut_off_at_400_per_cent(office, at_work):
    page = at_work("Sam Reed", viewport={"width": 320, "height": 256}, color_scheme="dark")

    for path in ("/draft", "/edit", "/versions", "", "/../../kent"):
        page.goto(f"{office.url}{PLACE}{path}")

        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert faults(page) == [], path
