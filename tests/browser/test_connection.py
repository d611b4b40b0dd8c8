"""A connection that breaks: what was written is neither lost nor doubled, and the parent knows where they stand."""

import re

from playwright.sync_api import expect

MESSAGES = re.compile(r"/messages$")


def parents_messages(app, parent):
    """What the database holds of the parent's own words in this chat."""
    chat = parent.page.evaluate("() => document.querySelector('askline-chat').chat.id")
    return [m.text for m in app.stored(chat) if m.sender == "parent"]


def test_an_answer_that_got_lost_comes_again_and_nothing_is_doubled(page, app, parent):
    parent.opens()
    lost = []

    def loses_the_first_answer(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())  # it arrives at the API; its answer never arrives here
            route.abort()

    page.route(MESSAGES, loses_the_first_answer)
    parent.types("Who decides?").box.press("Enter")

    expect(parent.answers).to_have_count(2)
    expect(parent.said).to_have_count(1)
    expect(parent.panel.locator(".fate")).to_have_count(0)
    assert parents_messages(app, parent) == ["Who decides?"]


def test_a_message_that_cannot_be_sent_says_so_and_is_sent_again_on_wish(page, app, parent):
    page.clock.install()
    parent.opens()
    page.route(MESSAGES, lambda route: route.abort())
    parent.types("Who decides?").box.press("Enter")

    for _ in range(12):
        page.clock.run_for(2000)
        page.wait_for_timeout(50)
        if parent.button("Send again").count():
            break
    parent.sees("This was not sent. You can also call 03000 41 3000.")
    assert any("This was not sent." in text for text in parent.spoken)
    page.unroute(MESSAGES)
    parent.presses("Send again")
    page.clock.run_for(1000)

    expect(parent.answers).to_have_count(2)
    expect(parent.said).to_have_count(1)
    expect(parent.button("Send again")).to_have_count(0)
    assert parents_messages(app, parent) == ["Who decides?"]
    assert parent.has_focus() == "box"


def test_a_message_goes_out_by_itself_when_the_connection_is_back(context, app, parent):
    parent.opens()
    context.set_offline(True)
    parent.types("Who decides?").box.press("Enter")
    parent.sees("The connection is lost.")

    context.set_offline(False)

    expect(parent.answers).to_have_count(2)
    assert parents_messages(app, parent) == ["Who decides?"]


def test_a_page_change_while_a_message_is_on_its_way_loses_and_doubles_nothing(app, parent, rasa):
    parent.opens()
    rasa.slow = 0.5
    parent.types("Who decides?").box.press("Enter")
    expect(parent.said).to_have_count(1)

    parent.visits("/demo/kent?mode=inline")

    expect(parent.answers).to_have_count(2)
    expect(parent.said).to_have_count(1)
    assert parents_messages(app, parent) == ["Who decides?"]


def test_a_refused_message_goes_back_into_the_box(page, parent):
    parent.opens()
    error = {"error": {"code": "too_long", "message": "Your message has 1,001 characters."}}
    page.route(MESSAGES, lambda route: route.fulfill(status=422, json=error))

    parent.types("Who decides?").box.press("Enter")

    expect(parent.panel.locator("#error")).to_have_text("Your message has 1,001 characters.")
    assert parent.box.input_value() == "Who decides?"
    expect(parent.said).to_have_count(0)


def test_a_chat_that_was_deleted_elsewhere_begins_anew_with_the_same_question(page, app, parent):
    parent.opens()
    page.evaluate(
        """() => {
            const {base, id, token} = document.querySelector("askline-chat").chat;
            const headers = {Authorization: `Bearer ${token}`};
            return fetch(`${base}/v1/conversations/${id}`, {method: "DELETE", headers});
        }"""
    )

    parent.types("Who decides?").box.press("Enter")

    parent.sees("Your earlier chat is no longer there. This is a new one.")
    expect(parent.answers).to_have_count(2)
    assert parents_messages(app, parent) == ["Who decides?"]


def test_a_live_chat_goes_on_after_the_line_was_cut(context, parent, adviser):
    parent.opens().chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    parent.sees("You are number 1 in the queue.")
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed")

    context.set_offline(True)
    adviser.says("First")
    adviser.says("Second")
    context.set_offline(False)

    parent.sees("Second")
    said = parent.panel.locator(".message.adviser .text").all_text_contents()
    assert said == ["First", "Second"]


def test_where_streams_do_not_come_through_the_widget_asks(page, parent, adviser):
    page.clock.install()
    page.route(re.compile("/events$"), lambda route: route.abort())
    parent.opens().chooses_from_menu("Talk to a person").presses("Chat with an adviser now")
    parent.sees("You are number 1 in the queue.")
    adviser.takes_next()
    adviser.says("I am here.")

    for _ in range(10):
        page.clock.run_for(10_000)
        page.wait_for_timeout(50)

    parent.sees("I am here.").sees("You are writing to Sam Reed")
