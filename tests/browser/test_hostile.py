"""Hostile strings are inert in the widget, wherever they stand and whoever they come from."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.parent import Parent
from tests.hostile import HOSTILE

OURS = "a|article|blockquote|br|button|cite|details|div|form|h3|label|li|ol|p|span|strong|summary|textarea|ul"
FOUND = """() => {
    const nodes = [...document.querySelector("askline-chat").shadowRoot.querySelectorAll(".log *")];
    return {
        strange: [...new Set(nodes.map(n => n.localName))].filter(name => !/^(OURS)$/.test(name)),
        links: [...new Set(nodes.filter(n => n.href !== undefined).map(n => new URL(n.href).protocol))],
        handlers: nodes.flatMap(n => n.getAttributeNames()).filter(name => /^on|^style$|^src/.test(name)),
        shown: nodes.filter(n => n.classList.contains("message")).length,
    };
}""".replace("OURS", OURS)


def a_message(position, sender, text):
    """A message in which every text is hostile."""
    citation = {"marker": 1, "kind": "law", "title": text, "publisher": text, "section": text, "paragraph": text}
    return {
        "id": f"m{position}", "position": position, "at": "2026-11-23T10:00:00Z", "from": sender, "text": f"{text} [1]",
        "topic": "who_decides", "council": "kent", "handoff": None,
        "citations": [citation | {"url": text, "dated": text, "quote": text}],
        "notices": [{"kind": "law_as_of", "text": text}],
        "choices": [{"id": "else", "title": text}],
    }  # fmt: skip


@pytest.mark.parametrize("sender", ["assistant", "adviser", "parent", "system"])
def test_more_than_500_hostile_strings_are_shown_and_never_run(sender, page, app):
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    messages = [a_message(n, sender, text) for n, text in enumerate(HOSTILE, start=1)]
    parent = Parent(page, app.url).visits().opens()
    title = page.title()
    whole = {"id": "x", "council": "kent", "state": "assistant", "place": None, "adviser": None, "messages": messages}
    page.route(re.compile(r"/v1/conversations/[^/]+$"), lambda route: route.fulfill(json=whole))

    parent.visits()
    expect(parent.panel.locator(".message")).to_have_count(len(HOSTILE))
    found = page.evaluate(FOUND)

    assert found["strange"] == []
    assert set(found["links"]) <= {"http:", "https:", "tel:", "mailto:", "sms:"}
    assert found["handlers"] == []
    assert found["shown"] == len(HOSTILE) > 500
    assert dialogs == []
    assert page.title() == title
    assert parent.errors == []


def test_an_adviser_and_a_parent_write_plain_text(parent, adviser):
    parent.opens().chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    parent.sees("You are number 1 in the queue.")
    adviser.takes_next()
    hostile = "<script>alert(1)</script> **bold** [x](javascript:1) [1] <b>b</b>"

    adviser.says(hostile)
    parent.types(hostile).box.press("Enter")

    expect(parent.panel.locator(".message.adviser .text")).to_contain_text(hostile)
    expect(parent.said.last).to_contain_text(hostile)
    expect(parent.panel.locator(".message:is(.adviser, .parent) :is(strong, b, script, .marker)")).to_have_count(0)
