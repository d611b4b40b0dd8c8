"""Without a mouse: everything can be reached, nothing takes the focus away, Esc closes step by step."""

from playwright.sync_api import expect


def test_a_whole_chat_needs_no_mouse(parent):
    keyboard = parent.page.keyboard
    parent.launcher.focus()
    keyboard.press("Enter")
    expect(parent.answers).to_have_count(1)
    assert parent.has_focus() == "box"

    keyboard.type("Who decides?")
    keyboard.press("Enter")
    expect(parent.answers).to_have_count(2)
    assert parent.has_focus() == "box"  # the answer has not taken it

    reached = set()
    for _ in range(40):
        keyboard.press("Shift+Tab")
        reached.add(parent.has_focus())
    assert {"Menu", "Close", "Call 999", "The chat so far", "Source 1", "Yes", "No", "Tell me more"} <= reached


def test_escape_closes_one_thing_after_the_other_and_gives_the_focus_back(parent):
    keyboard = parent.page.keyboard
    parent.opens().presses("Menu").presses("Save or print this chat")
    expect(parent.panel.get_by_role("heading", name="Save or print this chat")).to_be_focused()

    keyboard.press("Escape")
    assert parent.has_focus() == "Menu"
    keyboard.press("Enter")
    expect(parent.panel.locator(".menu")).to_be_visible()
    keyboard.press("Escape")
    expect(parent.panel.locator(".menu")).to_be_hidden()
    assert parent.has_focus() == "Menu"
    keyboard.press("Escape")

    expect(parent.panel).to_be_hidden()
    expect(parent.launcher).to_be_focused()


def test_an_answer_leaves_the_focus_where_the_parent_has_put_it(parent, rasa):
    rasa.slow = 0.5
    parent.opens().types("Who decides?").box.press("Enter")
    parent.button("Menu").focus()

    expect(parent.answers).to_have_count(2)

    assert parent.has_focus() == "Menu"


def test_buttons_that_do_nothing_for_now_stay_in_reach(parent, rasa):
    rasa.slow = 0.7
    parent.opens().types("Who decides?").box.press("Enter")
    send = parent.button("Send")

    expect(send).to_have_attribute("aria-disabled", "true")
    assert send.get_attribute("disabled") is None
    send.focus()
    assert parent.has_focus() == "Send"
    parent.types("And who pays?")
    send.click(force=True)
    assert parent.box.input_value() == "And who pays?"
    expect(parent.answers).to_have_count(2)


def test_what_has_the_focus_is_never_hidden_under_the_panel(parent):
    parent.page.set_viewport_size({"width": 1000, "height": 700})
    parent.opens()
    covered = """() => {
        const {x, y, width, height} = document.activeElement.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2)?.localName === "askline-chat"
            && document.activeElement.localName !== "askline-chat";
    }"""

    parent.page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); }")
    for _ in range(20):
        parent.page.keyboard.press("Tab")
        assert not parent.page.evaluate(covered), parent.has_focus()


def test_on_a_small_screen_the_page_behind_the_panel_is_out_of_reach(parent):
    parent.page.set_viewport_size({"width": 320, "height": 640})
    parent.opens()

    for _ in range(25):
        parent.page.keyboard.press("Tab")
        assert parent.page.evaluate("() => ['ASKLINE-CHAT', 'BODY'].includes(document.activeElement.tagName)")

    parent.page.keyboard.press("Escape")
    parent.presses("Close") if parent.panel.is_visible() else None
    assert parent.page.evaluate("() => [...document.body.children].every(child => !child.inert)")
