"""A person in the chat: the queue, the adviser, both writing, the end, a lost connection, a page change in between."""

import pytest
from playwright.sync_api import expect

WAITING = "You are number 1 in the queue."


def waits(parent):
    """The parent asks for a person and then for an adviser now."""
    parent.opens().chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    return parent.sees(WAITING)


def test_without_an_adviser_on_duty_no_chat_is_offered(parent):
    parent.opens().chooses_from_menu("Talk to a person")

    parent.button("Ask for a call back").wait_for()
    expect(parent.button("Chat with an adviser now")).to_have_count(0)


@pytest.mark.usefixtures("adviser")
def test_a_parent_waits_with_their_place_and_may_go_on_asking(parent):
    waits(parent).asks("Who decides?")

    parent.sees(WAITING)
    assert any(text.startswith(WAITING) for text in parent.spoken)


@pytest.mark.usefixtures("adviser")
def test_a_parent_may_leave_the_queue(parent):
    waits(parent).presses("Leave the queue")

    parent.sees("You are no longer waiting for an adviser.")
    expect(parent.button("Leave the queue")).to_be_hidden()
    assert parent.has_focus() == "box"


def test_adviser_and_parent_write_to_each_other_and_askline_is_silent(parent, adviser):
    waits(parent)

    adviser.takes_next()
    parent.sees("You are writing to Sam Reed, a person.")
    adviser.says("Hello, how can I help? See https://www.gov.uk/send <b>now</b>")
    parent.sees("Hello, how can I help?")
    before = parent.answers.count()
    parent.types("My son is out of school.").box.press("Enter")

    expect(parent.said.last).to_contain_text("My son is out of school.")
    link = parent.panel.get_by_role("link", name="https://www.gov.uk/send")
    expect(link).to_have_attribute("href", "https://www.gov.uk/send")
    expect(parent.panel.locator(".adviser b")).to_have_count(0)
    expect(parent.said).to_have_count(2)
    expect(parent.answers).to_have_count(before)
    expect(parent.panel.locator("label[for=box]")).to_have_text("Your message to the adviser")


def test_the_adviser_hands_back_and_askline_answers_again(parent, adviser):
    waits(parent)
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed, a person.")

    adviser.hands_back()

    parent.sees("I'm Askline, the computer program, and I am back.").asks("Who decides?")
    expect(parent.button("End the live chat")).to_be_hidden()


def test_the_parent_ends_the_live_chat_after_being_asked(parent, adviser):
    waits(parent)
    adviser.takes_next()

    parent.presses("End the live chat").sees("End the live chat?")
    parent.panel.locator(".sheet .main").click()

    parent.sees("You have ended the chat with Sam Reed.")
    expect(parent.button("End the live chat")).to_be_hidden()


def test_a_chat_that_the_adviser_ended_offers_a_new_one(parent, adviser):
    waits(parent)
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed")

    adviser.ends()

    parent.sees("This chat has ended.")
    expect(parent.box).to_be_hidden()
    parent.presses("Start a new chat")
    expect(parent.box).to_be_visible()
    expect(parent.answers).to_have_count(1)


def test_what_an_adviser_writes_while_the_panel_is_closed_is_counted(parent, adviser):
    waits(parent)
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed").presses("Close")

    adviser.says("Are you still there?")
    expect(parent.launcher).to_contain_text("1 new message")
    adviser.says("I can wait.")
    expect(parent.launcher).to_contain_text("2 new messages")
    assert "2 new messages" in parent.spoken

    parent.launcher.click()
    parent.sees("I can wait.").presses("Close")
    expect(parent.launcher).not_to_contain_text("new message")


def test_a_page_change_in_the_middle_loses_nothing(parent, adviser):
    waits(parent)
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed")

    parent.page.get_by_role("link", name="Chat in the page").first.click()
    adviser.says("Did you go away?")

    expect(parent.panel).to_contain_text("You are writing to Sam Reed")
    parent.sees("Did you go away?").types("I am here.").box.press("Enter")
    expect(parent.said.last).to_contain_text("I am here.")
    expect(parent.panel.locator(".adviser")).to_have_count(1)


@pytest.mark.usefixtures("adviser")
def test_the_stream_is_open_only_while_a_person_may_write(parent):
    streams = []
    parent.page.on("request", lambda r: streams.append(r) if r.url.endswith("/events") else None)

    parent.opens().asks("Who decides?")
    assert streams == []
    parent.chooses_from_menu("Talk to a person").presses("Chat with an adviser now").sees(WAITING)
    assert len(streams) == 1
    parent.presses("Leave the queue").sees("You are no longer waiting")
    parent.page.wait_for_timeout(1500)
    assert len(streams) == 1
