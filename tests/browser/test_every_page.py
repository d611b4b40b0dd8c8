"""Every page of the console: sound for axe-core in light and dark, by keyboard, and at 400 % zoom."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from api.advisers.frame import PARTS
from tests.api.apps import Served
from tests.browser.accessibility import CONTRAST, faults
from tests.browser.console import PAGES, administrator, opens

DESK, ZOOMED = {"width": 1280, "height": 800}, {"width": 320, "height": 256}
OPEN_ALL = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
# What juts out at the side without a part of its own that scrolls.
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("[tabindex='0']"))
    .map(e => e.outerHTML.slice(0, 100)).slice(0, 3)"""
# What the tab key leaves out, or takes before its turn.
OUT_OF_TURN = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")]
    .filter(e => e.offsetParent && !e.disabled && e.tabIndex !== 0).map(e => e.outerHTML.slice(0, 100))"""
IN_MAIN = "() => document.getElementById('main').contains(document.activeElement)"


@pytest.fixture(scope="module")
def page(browser: Browser, app: Served) -> Iterator[Page]:
    """The browser of an administrator of Kent."""
    with administrator(browser, app, viewport=DESK) as opened:
        yield opened


def test_every_part_is_among_them():
    assert {path for path, _, _ in PARTS} <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_it_is_sound(page, app, path):
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    if not opens(page, app, path):
        return

    assert page.locator("h1").count() == 1
    # Who is logged in finds the way to every part, but for the log-in's own pages and those that say what went wrong.
    assert page.locator("nav.parts a").count() >= len(PARTS) or page.locator(".who-am-i").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate(IN_MAIN), "the first key does not lead to the main part"
    page.evaluate(OPEN_ALL)
    assert page.evaluate(OUT_OF_TURN) == []
    assert faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page, CONTRAST) == []
    page.set_viewport_size(ZOOMED)
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
