"""The widget answers: question, citations, choices, notices, feedback, count, and what it says aloud."""

from playwright.sync_api import expect


def test_a_question_is_answered_with_its_sources(parent):
    parent.opens().asks("Who decides what help my son gets?")

    answer = parent.answers.last
    expect(parent.said.last).to_contain_text("Who decides what help my son gets?")
    expect(answer.locator("h3")).to_have_text("Askline said:")
    expect(answer.locator("strong").first).to_be_visible()
    expect(answer.locator("summary").first).to_contain_text("Where this comes from")


def test_the_panel_wears_the_councils_name_and_colour(parent):
    parent.opens()

    expect(parent.panel.get_by_role("heading", name="Askline for Kent")).to_be_visible()
    accent = parent.page.locator("askline-chat").evaluate("e => e.style.getPropertyValue('--accent')")
    assert accent == "#5b2c6f"


def test_a_marker_opens_its_footnote_where_it_stands(parent):
    parent.opens().asks("Who decides?")
    marker = parent.answers.last.get_by_role("button", name="Source 1", exact=True).first

    marker.click()

    expect(marker).to_have_attribute("aria-expanded", "true")
    expect(parent.answers.last.locator(".foot")).to_contain_text("2025")
    marker.click()
    expect(parent.answers.last.locator(".foot")).to_have_count(0)


def test_after_a_choice_the_focus_is_back_in_the_box(parent):
    parent.opens()
    choice = parent.panel.locator(".choices button").first
    title = choice.inner_text()

    choice.click()

    expect(parent.said.last).to_contain_text(title)
    expect(parent.answers).to_have_count(2)
    assert parent.has_focus() == "box"


def test_links_lead_out_in_a_tab_of_their_own_and_numbers_can_be_rung(parent):
    parent.opens().chooses_from_menu("Talk to a person")
    expect(parent.answers).to_have_count(2)

    phone = parent.answers.last.get_by_role("link", name="03000 41 3000")
    site = parent.answers.last.get_by_role("link", name="www.iask.org.uk (opens a new tab)")

    expect(phone).to_have_attribute("href", "tel:03000413000")
    expect(parent.answers.last.locator("a[href^='mailto:']").first).to_be_visible()
    expect(site).to_have_attribute("target", "_blank")
    expect(site).to_have_attribute("rel", "noreferrer")
    expect(site).to_contain_text("opens a new tab")


def test_only_what_is_new_is_said_aloud(parent):
    parent.opens().asks("Who decides?")

    said = [text for text in parent.spoken if text.startswith("Askline said:")]
    assert len(said) == 2  # the greeting, and the answer
    assert "Hello" in said[0]
    assert "school" in said[1]
    assert "Source" not in said[1]
    expect(parent.page.locator("askline-chat [aria-live]")).to_have_count(1)
    expect(parent.page.locator("askline-chat :is([role=log], [role=status], [role=alert])")).to_have_count(0)


def test_an_empty_question_is_an_error_that_belongs_to_the_box(parent):
    parent.opens()

    parent.box.press("Enter")

    expect(parent.box).to_have_attribute("aria-invalid", "true")
    assert "error" in (parent.box.get_attribute("aria-describedby") or "").split()
    expect(parent.panel.locator("#error")).to_have_text("Please type your question first.")
    assert "Please type your question first." in parent.spoken
    parent.types("Who")
    expect(parent.box).not_to_have_attribute("aria-invalid", "true")


def test_characters_are_counted_from_four_fifths_on(parent):
    parent.opens().types("x" * 800)
    count = parent.panel.locator("#count")
    expect(count).to_be_hidden()

    parent.types("x" * 801)
    expect(count).to_have_text("You have 199 characters left.")
    parent.types("x" * 999)
    expect(count).to_have_text("You have 1 character left.")
    parent.types("x" * 1010)
    expect(count).to_have_text("Your message is 10 characters too long. You can send it in two parts.")
    parent.box.press("Enter")
    expect(parent.said).to_have_count(0)
    expect(parent.panel.locator("#error")).to_contain_text("10 characters too long")


def test_askline_is_typing_until_it_has_answered(parent, rasa):
    rasa.slow = 0.7
    parent.opens().types("Who decides?")

    parent.box.press("Enter")

    expect(parent.panel.locator(".typing")).to_have_text("Askline is typing …")
    expect(parent.button("Send")).to_have_attribute("aria-disabled", "true")
    expect(parent.answers).to_have_count(2)
    expect(parent.panel.locator(".typing")).to_be_hidden()
    expect(parent.button("Send")).to_have_attribute("aria-disabled", "false")


def test_helpful_or_not_is_sent_with_a_reason(parent):
    parent.opens().asks("Who decides?")
    sent = []
    parent.page.on("request", lambda r: sent.append(r.post_data_json) if r.url.endswith("/feedback") else None)

    parent.presses("No")
    parent.panel.locator(".feedback textarea").fill("It does not say who to ring.")
    parent.presses("Send this")

    parent.sees("Thank you. That helps us to do better.")
    assert [(f["helpful"], f.get("reason")) for f in sent] == [(False, None), (False, "It does not say who to ring.")]
    assert parent.has_focus() == "Thank you. That helps us to do better."


def test_enter_with_shift_begins_a_new_line(parent):
    parent.opens().types("One")

    parent.box.press("Shift+Enter")

    expect(parent.said).to_have_count(0)
    assert parent.box.input_value() == "One\n"
