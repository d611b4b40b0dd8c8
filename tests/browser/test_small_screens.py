"""Phones, 320 pixels, 400 % zoom and large text: nothing runs out of the side, every target is big enough."""

import pytest
from playwright.sync_api import expect

from tests.browser.states import STATES

SMALL = {"320 pixels wide": (320, 640), "400 % zoom": (320, 256), "a phone on its side": (740, 340)}
WIDER = """() => {
    const host = document.querySelector("askline-chat");
    const width = document.documentElement.clientWidth;
    return [document.scrollingElement, ...host.shadowRoot.querySelectorAll("*")]
        .filter(e => !e.closest(".hidden"))
        .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline" && e.clientWidth
            || e.getBoundingClientRect().right > width + 1)
        .map(e => `${e.localName}.${e.className}: ${e.textContent.slice(0, 40)}`);
}"""
TARGETS = """() => [...document.querySelector("askline-chat").shadowRoot
    .querySelectorAll("a, button, input, textarea, summary")]
    .map(e => [e.textContent || e.id, e.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("size", SMALL)
@pytest.mark.parametrize(
    "state", ["open", "footnotes", "crisis", "person", "adviser", "menu", "callback_mistakes", "save"]
)
def test_nothing_runs_out_of_the_side(state, size, page, parent, adviser, rasa):
    width, height = SMALL[size]
    page.set_viewport_size({"width": width, "height": height})

    STATES[state](parent, adviser, rasa)

    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("state", ["open", "footnotes", "not_helpful", "adviser", "menu", "callback", "save", "delete"])
def test_every_target_is_24_pixels_wide_and_high(state, page, parent, adviser, rasa):
    STATES[state](parent, adviser, rasa)

    assert page.evaluate(TARGETS) == []


def test_at_400_percent_box_and_answer_can_both_be_reached(page, parent):
    page.set_viewport_size({"width": 320, "height": 256})
    parent.opens().asks("Who decides?")

    top = parent.said.last.bounding_box()
    assert top
    assert 0 <= top["y"] < 256  # the question stands at the top, the answer below it
    parent.box.scroll_into_view_if_needed()
    box = parent.box.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 257


def test_text_grows_to_twice_its_size_and_stays_so_on_the_next_page(parent):
    def size():
        return parent.panel.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")

    parent.opens().presses("Menu")
    before = size()
    for _ in range(5):
        parent.presses("Larger text")
    assert size() == 2 * before
    parent.visits("/demo/kent?mode=inline").panel.wait_for()
    expect(parent.answers).to_have_count(1)
    assert size() == 2 * before


def test_on_a_page_that_makes_its_text_tiny_ours_is_not(page, parent):
    parent.opens()
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '62.5%')")

    assert parent.panel.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == 16
