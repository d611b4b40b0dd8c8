"""A picture of every page of the console, with made-up conversations: on a desk, at 400 % zoom, and in the dark."""

import tempfile
from pathlib import Path
from typing import Any

from api.demo import fill
from kb.database import connect, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import serving
from tests.browser.chromium import chromium
from tests.browser.console import PAGES, administrator, opens

SEATS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "zoom400": {"viewport": {"width": 320, "height": 640}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}


def pictures(folder: Path, conversations: int = 300) -> None:
    """Takes them all into that folder, each from top to bottom."""
    var = Path(tempfile.mkdtemp())
    engine = connect(f"sqlite:///{var}/askline.db")
    migrate(engine)
    load(engine)
    fill(engine, conversations)
    engine.dispose()
    with serving(Settings(var=var, database_url="", second_factor_for="nobody")) as app, chromium() as browser:
        for seat, options in SEATS.items():
            with administrator(browser, app, **options) as page:
                for path in PAGES:
                    path_only, _, filtered = path.removeprefix("/adviser").partition("?")
                    name = (path_only.strip("/").replace("/", "-") or "queue") + ("-found" if filtered else "")
                    if opens(page, app, path):
                        page.screenshot(path=folder / f"console-{seat}-{name}.png", full_page=True)
