"""What the browser keeps: no cookie ever, nothing before the parent begins, nothing after they delete."""

from playwright.sync_api import expect

from api.models import Conversation

NOTHING = {"session": {}, "local": {}, "cookies": ""}


def test_looking_at_a_page_keeps_nothing_and_begins_nothing(app, parent):
    begun = app.count(Conversation)

    parent.launcher.wait_for()
    assert parent.stored == NOTHING
    parent.visits("/demo/kent?mode=inline").button("Start a chat").wait_for()
    assert parent.stored == NOTHING
    assert app.count(Conversation) == begun


def test_an_open_chat_is_kept_in_this_tab_only(context, parent):
    parent.opens().asks("Who decides?")

    kept = parent.stored
    assert list(kept["local"]) == []
    assert kept["cookies"] == ""
    assert context.cookies() == []
    assert len(kept["session"]) == 1
    assert "Who decides?" not in str(kept)  # what was said is asked for again, not kept


def test_the_chat_goes_on_after_a_page_change(page, parent):
    parent.opens().asks("Who decides?").types("And who")

    page.get_by_role("link", name="Schools and learning").click()

    expect(parent.panel).to_be_visible()
    expect(parent.answers).to_have_count(2)
    expect(parent.said).to_have_count(1)
    expect(parent.box).to_have_value("And who")
    assert page.evaluate("() => document.activeElement.tagName") == "BODY"  # the page, not the chat, was asked for
    assert not any("Askline said" in text for text in parent.spoken)


def test_on_a_phone_the_next_page_is_not_covered(page, parent):
    page.set_viewport_size({"width": 390, "height": 844})
    parent.opens().asks("Who decides?")

    parent.visits()

    expect(parent.launcher).to_contain_text("Back to your chat")
    expect(parent.panel).to_be_hidden()
    parent.launcher.click()
    expect(parent.answers).to_have_count(2)


def test_deleting_leaves_nothing_here_and_nothing_there(app, parent):
    parent.opens().asks("Who decides?")
    chat = parent.page.evaluate("() => document.querySelector('askline-chat').chat.id")

    parent.chooses_from_menu("Delete this chat").presses("Delete it")

    parent.sees("Your chat is deleted.")
    assert app.stored(chat) == []
    assert chat not in str(parent.stored)
    expect(parent.answers).to_have_count(0)
    parent.types("Who decides?").box.press("Enter")
    expect(parent.answers).to_have_count(2)  # the greeting of a new chat, and the answer


def test_a_new_chat_begins_with_the_greeting_alone(parent):
    parent.opens().asks("Who decides?").chooses_from_menu("Start a new chat")

    parent.panel.locator(".sheet .main").click()

    expect(parent.answers).to_have_count(1)
    expect(parent.said).to_have_count(0)


def test_a_transcript_is_saved_by_the_parent_alone(page, parent):
    parent.opens().asks("Who decides?").chooses_from_menu("Save or print this chat")

    for name, file in (("PDF", "pdf"), ("a web page", "html"), ("plain text", "txt")):
        with page.expect_download() as download:
            parent.presses(f"Save as {name}")
        assert download.value.suggested_filename == f"askline-chat.{file}"
    text = download.value.path().read_text(encoding="utf-8")
    assert "Who decides?" in text


def test_printing_prints_the_chat_with_its_sources_and_nothing_else(page, parent):
    parent.opens().asks("Who decides?")
    page.evaluate("() => { window.print = () => { window.printed = document.body.innerHTML } }")
    parent.chooses_from_menu("Save or print this chat").presses("Print")

    assert "printing" in page.evaluate("() => window.printed")
    expect(parent.answers.last.locator("details[open]").first).to_be_visible()
    assert page.evaluate("() => document.adoptedStyleSheets.length") == 0
