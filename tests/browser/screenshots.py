"""`python -m tests.browser.screenshots`: a picture of every state, on a phone and on a desk, into var/screenshots.

`python -m tests.browser.screenshots console`: a picture of every page of the advisers' console.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.api.apps import Served
from tests.browser.advisers import Adviser
from tests.browser.chromium import chromium
from tests.browser.conftest import serving_widget
from tests.browser.console_pictures import pictures
from tests.browser.parent import Parent
from tests.browser.rasa import HearsByKeyword
from tests.browser.states import STATES

FOLDER = Path("var/screenshots")
# Where a parent sits, and on which page.
SEATS: dict[str, tuple[str, dict[str, object]]] = {
    "phone": ("/demo/kent", {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}),
    "desk": ("/demo/islington", {"viewport": {"width": 1200, "height": 800}}),
    "dark": ("/demo/kent", {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}),
    "contrast": ("/demo/kent", {"viewport": {"width": 390, "height": 844}, "forced_colors": "active"}),
    "narrow": ("/demo/northumberland", {"viewport": {"width": 320, "height": 640}}),
    "zoom400": ("/demo/kent", {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}),
    "inline": ("/demo/bexley?mode=inline", {"viewport": {"width": 900, "height": 900}}),
    "page": ("/demo/cambridgeshire?mode=page", {"viewport": {"width": 1200, "height": 800}}),
    "welsh": ("/demo/kent?lang=cy", {"viewport": {"width": 390, "height": 844}}),
}
# A chat with an adviser needs Kent, whose adviser is on duty here; these seats see only what needs nobody.
ALONE = {"closed", "open", "answered", "footnotes", "mistake"}


def main(wanted: list[str]) -> None:
    """Takes the pictures of these seats (all of the widget's, when none is named)."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if "console" in wanted:
        pictures(FOLDER)
        return
    with serving_widget(Path(tempfile.mkdtemp())) as app, chromium() as browser:
        for seat in wanted or SEATS:
            for state in STATES:
                path, _ = SEATS[seat]
                if state in ALONE or path == "/demo/kent":
                    picture(browser, app, seat, state)


def picture(browser: Browser, app: Served, seat: str, state: str) -> None:
    """One state as it is seen from one seat; what fails is said and does not stop the rest."""
    path, options = SEATS[seat]
    rasa = app.rasa
    assert isinstance(rasa, HearsByKeyword)
    rasa.slow = 0
    adviser = Adviser(app)
    context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(8000)
    try:
        STATES[state](parent := Parent(context.new_page(), app.url).visits(path), adviser, rasa)
        parent.page.wait_for_timeout(200)
        parent.page.screenshot(path=FOLDER / f"{seat}-{state}.png")
    except Exception as error:  # whatever goes wrong in one picture, the others are wanted
        print(f"{seat}-{state}: {str(error).splitlines()[0]}")  # noqa: T201
    finally:
        adviser.goes()
        context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
