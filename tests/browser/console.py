"""Every page of the console in a browser: read from the application, so that one that is new tomorrow is among them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from api.advisers.access import COOKIE
from api.advisers.models import Adviser
from tests.api.apps import Served
from tests.api.console import GUARDED, OPEN, with_a_thing_of
from tests.api.live import an_adviser
from tests.browser.chromium import somebody

# What needs more in its address than the application tells.
BESIDE = ["/adviser/conversations?crisis=no&words=who"]
NEVER_ENDS = {"/adviser/events"}
PAGES = sorted(OPEN | {path for method, path in GUARDED if method == "GET"} - NEVER_ENDS) + BESIDE


@contextmanager
def administrator(browser: Browser, app: Served, **options: Any) -> Iterator[Page]:
    """The browser of an administrator of Kent, logged in without a password: checking one is slow on purpose."""
    account = an_adviser(app.engine, "kent", on_duty=False)
    with Session(app.engine) as session, session.begin():
        session.execute(update(Adviser).where(Adviser.id == account.id).values(role="administrator"))
    with somebody(browser, reduced_motion="reduce", locale="en-GB", **options) as context:
        context.add_cookies([{"name": COOKIE, "value": app.services.sessions.open(account.id), "url": app.url}])
        yield context.new_page()


def opens(page: Page, app: Served, path: str) -> bool:
    """Goes to that page, about a new thing of Kent where it names one. False for what is no page: a download."""
    address = app.url + with_a_thing_of(app, "kent", path)
    headers = page.request.fetch(address, max_redirects=0).headers
    onward = headers.get("location", "")
    if not path.startswith("/adviser/login"):
        assert not onward.startswith(("/adviser/login", "/adviser/me")), f"{path} is not opened but {onward}"
    if not headers.get("content-type", "").startswith("text/html"):
        return False
    page.goto(address)
    return True
