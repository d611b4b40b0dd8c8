"""Fixtures of the browser tests: one Chromium, one application with a Rasa that hears by keywords, new pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kb.book import read_book
from kb.database import connect, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.browser.advisers import Adviser
from tests.browser.chromium import CHROMIUM, MISSING, chromium, somebody
from tests.browser.parent import Parent
from tests.browser.rasa import HearsByKeyword


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser; the tests are skipped where there is none."""
    if not CHROMIUM.exists():
        pytest.skip(MISSING)
    with chromium() as running:
        yield running


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application, with live chat that notices at once."""
    with serving_widget(tmp_path_factory.mktemp("browser")) as served:
        yield served


def serving_widget(var: Path, **chosen: Any) -> Any:
    """Serves the application on a new database with the shipped knowledge."""
    engine = connect(f"sqlite:///{var}/askline.db")
    migrate(engine)
    load(engine)
    book = read_book(engine)
    engine.dispose()
    roomy = {"turns_per_minute": 100_000, "starts_per_minute": 100_000, "callbacks_per_hour": 100_000}
    quick: dict[str, Any] = {"stream_check_seconds": 0.1, "database_url": "", "second_factor_for": "nobody"}
    return serving(Settings(var=var, **(roomy | quick | chosen)), HearsByKeyword(book))


@pytest.fixture
def rasa(app: Served) -> Iterator[HearsByKeyword]:
    """The application's Rasa; what a test changes of it is put back."""
    heard = app.rasa
    assert isinstance(heard, HearsByKeyword)
    yield heard
    heard.slow, heard.away, heard.says = 0.0, False, None


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here, on a desk."""
    with somebody(browser, reduced_motion="reduce") as fresh:
        yield fresh


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A new tab."""
    return context.new_page()


@pytest.fixture
def parent(page: Page, app: Served) -> Iterator[Parent]:
    """A parent on Kent's demonstration page. No script may fail while they are there."""
    someone = Parent(page, app.url)
    yield someone.visits()
    assert someone.errors == []


@pytest.fixture
def adviser(app: Served) -> Iterator[Adviser]:
    """An adviser on duty, and nobody in the queue; afterwards nobody is on duty."""
    on_duty = Adviser(app)
    yield on_duty
    on_duty.goes()
