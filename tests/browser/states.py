"""Every state of the widget that a parent may meet, and the way there. Tests and screenshots go through them all."""

import re
from collections.abc import Callable

from tests.browser.advisers import Adviser
from tests.browser.parent import Parent
from tests.browser.rasa import HearsByKeyword

State = Callable[[Parent, Adviser, HearsByKeyword], object]


def _begun(parent: Parent) -> Parent:
    """In the launcher's panel, or where the panel is part of the page."""
    parent.page.locator("askline-chat :is(.launcher, .main):visible").first.wait_for()
    if parent.launcher.is_visible():
        return parent.opens()
    parent.presses("Start a chat")
    parent.answers.first.wait_for()
    return parent


def _answered(parent: Parent, _adviser: Adviser, _rasa: HearsByKeyword) -> Parent:
    return _begun(parent).asks("Who decides what help my son gets?")


def _footnotes(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.answers.last.locator(".marker").nth(2).click()
    parent.answers.last.locator(".sources summary").first.click()


def _not_helpful(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.presses("No")


def _crisis(parent: Parent, _adviser: Adviser, _rasa: HearsByKeyword) -> None:
    _begun(parent).types("I want to end my life. Who decides?").box.press("Enter")
    parent.panel.locator(".crisis").wait_for()


def _mistake(parent: Parent, _adviser: Adviser, _rasa: HearsByKeyword) -> None:
    _begun(parent).types("x" * 1010).box.press("Enter")


def _lost(parent: Parent, _adviser: Adviser, _rasa: HearsByKeyword) -> None:
    _begun(parent)
    parent.page.route(re.compile("/messages$"), lambda route: route.abort())
    parent.types("Who decides?").box.press("Enter")
    parent.sees("The connection is lost.")


def _typing(parent: Parent, _adviser: Adviser, rasa: HearsByKeyword) -> None:
    rasa.slow = 30
    _begun(parent).types("Who decides?").box.press("Enter")
    parent.sees("Askline is typing")


def _person(parent: Parent, _adviser: Adviser, _rasa: HearsByKeyword) -> Parent:
    _begun(parent).chooses_from_menu("Talk to a person")
    parent.button("Chat with an adviser now").wait_for()
    return parent


def _waiting(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> Parent:
    return _person(parent, adviser, rasa).presses("Chat with an adviser now").sees("in the queue.")


def _adviser(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _waiting(parent, adviser, rasa)
    adviser.takes_next()
    parent.sees("You are writing to Sam Reed")
    adviser.says("Hello, I am Sam. What has happened?\n\nTake your time.")
    parent.sees("What has happened?").types("They say there is no money left for him.").box.press("Enter")
    parent.said.nth(1).wait_for()


def _ended(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _adviser(parent, adviser, rasa)
    adviser.ends()
    parent.sees("This chat has ended.")


def _menu(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.presses("Menu")


def _callback(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.chooses_from_menu("Ask for a call back")
    parent.sees("Your name")


def _callback_mistakes(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _callback(parent, adviser, rasa)
    parent.presses("Send my request").sees("Please give your name")


def _callback_sent(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _callback(parent, adviser, rasa)
    parent.panel.locator("#name").fill("Robin")
    parent.panel.locator("#phone").fill("020 7946 0018")
    parent.panel.get_by_label("Yes, send my details").check()
    parent.presses("Send my request").sees("Your request has been sent")


def _save(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.chooses_from_menu("Save or print this chat")


def _delete(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.chooses_from_menu("Delete this chat")


def _unread(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _adviser(parent, adviser, rasa)
    if parent.button("Close").count():
        parent.presses("Close")
        adviser.says("Are you still there?")
        parent.page.get_by_text("1 new message").first.wait_for()


def _large(parent: Parent, adviser: Adviser, rasa: HearsByKeyword) -> None:
    _answered(parent, adviser, rasa)
    parent.presses("Menu").presses("Larger text").presses("Larger text").presses("Menu")


STATES: dict[str, State] = {
    "closed": lambda _parent, _adviser, _rasa: None,
    "open": lambda parent, _adviser, _rasa: _begun(parent),
    "answered": _answered,
    "footnotes": _footnotes,
    "not_helpful": _not_helpful,
    "crisis": _crisis,
    "mistake": _mistake,
    "lost": _lost,
    "typing": _typing,
    "person": _person,
    "waiting": _waiting,
    "adviser": _adviser,
    "ended": _ended,
    "unread": _unread,
    "menu": _menu,
    "callback": _callback,
    "callback_mistakes": _callback_mistakes,
    "callback_sent": _callback_sent,
    "save": _save,
    "delete": _delete,
    "large": _large,
}
