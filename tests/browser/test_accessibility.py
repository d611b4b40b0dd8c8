"""axe-core finds nothing wrong, in any state, in light and dark, wherever the widget stands."""

import pytest

from tests.browser.accessibility import faults
from tests.browser.parent import Parent
from tests.browser.states import STATES


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_sound(state, parent, adviser, rasa):
    STATES[state](parent, adviser, rasa)

    assert faults(parent.page) == []


@pytest.mark.parametrize("state", ["open", "answered", "footnotes", "crisis", "adviser", "callback_mistakes", "menu"])
def test_every_state_is_sound_in_the_dark(state, page, parent, adviser, rasa):
    page.emulate_media(color_scheme="dark")
    STATES[state](parent, adviser, rasa)

    assert faults(parent.page) == []


@pytest.mark.parametrize("council", ["bexley", "cambridgeshire", "islington", "kent", "northumberland"])
@pytest.mark.parametrize("mode", ["launcher", "inline", "page"])
def test_every_councils_page_is_sound(council, mode, page, app):
    parent = Parent(page, app.url).visits(f"/demo/{council}?mode={mode}")

    parent.page.locator("askline-chat :is(.launcher, .main):visible").first.wait_for()

    assert faults(page) == []


def test_the_list_of_demonstrations_is_sound(page, app):
    Parent(page, app.url).visits("/demo")

    assert faults(page) == []
