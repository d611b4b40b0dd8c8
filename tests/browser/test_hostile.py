"""Hostile strings are inert in the widget, whoever they come from: Askline's API, an adviser, or the parent."""

import pytest
from playwright.sync_api import expect

HOSTILE = [
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    "<svg onload=window.hit=1>",
    "[press](javascript:window.hit=1)",
    "[press](JaVaScRiPt:window.hit=1)",
    "[press](java\tscript:window.hit=1)",
    "[press](data:text/html,<script>window.hit=1</script>)",
    "[press](vbscript:window.hit=1)",
    "[press](//evil.example)",
    "[press](blob:https://evil.example/1)",
    '[press](https://evil.example/"onmouseover="window.hit=1)',
    "[<b>press</b>](https://example.org)",
    "**<i>bold</i>**",
    "[1][2][99]",
    "\u202egnp.exe",
    "\x00null\x00",
    "- <li>\n- [x](javascript:1)",
    "{n} {name} ${1}",
    "x" * 20_000,
    "**" * 500,
    "[" * 500 + "](" * 500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_askline_says_is_shown_and_never_run(text, parent, rasa):
    rasa.says = text

    parent.opens().asks("Who decides?")

    assert_inert(parent)
    for link in parent.answers.last.locator(".text a").all():
        assert (link.get_attribute("href") or "").startswith(("https://", "tel:", "mailto:"))


def test_what_an_adviser_or_a_parent_writes_is_plain_text(parent, adviser):
    parent.opens().chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    parent.sees("You are number 1 in the queue.")
    adviser.takes_next()
    hostile = "\n".join(text for text in HOSTILE if len(text) < 100 and "\x00" not in text)[:900]

    adviser.says(hostile)
    parent.types(hostile).box.press("Enter")

    expect(parent.panel.locator(".message.adviser .text")).to_contain_text("<script>window.hit=1</script>")
    expect(parent.said.last).to_contain_text("<script>window.hit=1</script>")
    assert_inert(parent)
    expect(parent.panel.locator(".message:is(.adviser, .parent) strong")).to_have_count(0)


def assert_inert(parent):
    """Nothing ran, and nothing became an element that is not ours."""
    page = parent.page
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hit") is None
    expect(parent.panel.locator(".text :is(img, script, svg, iframe, i, b, style)")).to_have_count(0)
