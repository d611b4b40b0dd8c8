"""The call-back form in the panel: checked field by field, sent once, and never part of the chat or of the browser."""

from playwright.sync_api import expect
from sqlalchemy.orm import Session

from api.callback_models import Callback


def fills_in(parent, **details):
    """Opens the form from the menu and fills in some of it."""
    parent.opens().chooses_from_menu("Ask for a call back")
    expect(parent.panel.get_by_role("heading", name="Ask for a call back")).to_be_focused()
    for name, value in details.items():
        parent.panel.locator(f"#{name}").fill(value)
    return parent


def asked_for(app):
    """How many call-backs were asked for so far."""
    with Session(app.engine) as session:
        return session.query(Callback).count()


def test_a_request_gets_a_reference_and_stays_out_of_the_chat(app, parent):
    before = asked_for(app)
    fills_in(parent, name="Robin", phone="020 7946 0018", about="School transport")
    parent.panel.get_by_label("Yes, send my details").check()

    parent.presses("Send my request").sees("Your request has been sent")
    parent.presses("Back to the chat").sees("You asked for a call back. Your reference is")

    assert asked_for(app) == before + 1
    kept = str(parent.stored)
    assert "Robin" not in kept
    assert "7946" not in kept
    chat = parent.page.evaluate("() => document.querySelector('askline-chat').chat.id")
    assert all("Robin" not in m.text and "transport" not in m.text for m in app.stored(chat))


def test_what_is_missing_is_said_at_its_field(parent):
    fills_in(parent, email="not an address").presses("Send my request")

    name = parent.panel.locator("#name")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    expect(parent.panel.locator("#name-error")).to_contain_text("Please give your name")
    expect(parent.panel.locator("#email-error")).to_contain_text("e-mail address")
    expect(parent.panel.locator("#consent-error")).to_contain_text("agree")
    assert "name-error" in (name.get_attribute("aria-describedby") or "").split()


def test_pressing_again_after_a_lost_answer_asks_once(app, page, parent):
    before = asked_for(app)
    lost = []

    def loses_the_first_answer(route):
        if lost or route.request.method != "POST":
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/callback", loses_the_first_answer)
    fills_in(parent, name="Robin", phone="020 7946 0018")
    parent.panel.get_by_label("Yes, send my details").check()

    parent.presses("Send my request").sees("This was not sent. Your words are still here.")
    parent.presses("Send my request").sees("Your request has been sent")

    assert asked_for(app) == before + 1


def test_what_was_typed_is_still_there_after_a_look_at_the_chat(parent):
    fills_in(parent, name="Robin").presses("Back to the chat")

    parent.chooses_from_menu("Ask for a call back")

    expect(parent.panel.locator("#name")).to_have_value("Robin")


def test_where_the_service_has_no_e_mail_the_other_ways_are_told(parent):
    parent.visits("/demo/bexley").opens().chooses_from_menu("Ask for a call back")

    parent.sees("has given us no e-mail address")
    expect(parent.panel.locator("#name")).to_have_count(0)


def test_the_summary_can_be_read_before_it_is_shared(parent):
    parent.opens().asks("Who decides?").chooses_from_menu("Ask for a call back")

    parent.panel.locator("summary", has_text="Read the summary").click()

    parent.sees("Who decides on SEN support")
