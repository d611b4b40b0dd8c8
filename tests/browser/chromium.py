"""Debian's Chromium for tests: started once, and never asked for anything outside this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"no {CHROMIUM}: run `apt-get install chromium`"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def somebody(browser: Browser, **seat: Any) -> Iterator[BrowserContext]:
    """Somebody's own browser that has never been here: no cookies. What it does takes at most ten seconds."""
    context = browser.new_context(**({"viewport": {"width": 1200, "height": 800}} | seat))
    context.set_default_timeout(10_000)
    yield context
    # Closed while a page was still on its way, Chromium was once never done: so each page is left first.
    for page in context.pages:
        page.goto("about:blank")
    context.close()
