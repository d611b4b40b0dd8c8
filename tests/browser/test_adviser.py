"""The advisers' pages in a real browser: live without a reload, by keyboard, when the line is cut, and for axe-core."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.desk import PASSWORD, an_account
from tests.api.live import everyone_off_duty
from tests.browser.accessibility import faults
from tests.stack import Parent

SOON = (
    10_000  # milliseconds in which what is sure to come has come; how soon it does is measured by tests.bench.streams
)


class Desk:
    """An adviser in front of the browser."""

    def __init__(self, page: Page, app) -> None:
        self.page, self.app = page, app
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda m: self.errors.append(m.text) if "Content Security Policy" in m.text else None)

    def log_in(self) -> "Desk":
        """Types name and password."""
        self.page.goto(f"{self.app.url}/adviser")
        self.page.get_by_label("User name or e-mail address").fill(an_account(self.app.engine, "kent"))
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").press("Enter")
        return self.presses("Go on duty")

    def presses(self, name: str) -> "Desk":
        """Presses the button with that name."""
        self.page.get_by_role("button", name=name).first.click()
        return self

    def writes(self, text: str) -> "Desk":
        """Types to the parent, and sends with Enter."""
        self.page.get_by_label("Write to the parent").fill(text)
        self.page.keyboard.press("Enter")
        return self

    def messages(self) -> list[str]:
        """What stands in the chat."""
        return self.page.locator("#messages > li p:first-of-type").all_inner_texts()

    def sees(self, text: str) -> "Desk":
        """Waits until these words are on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=SOON)
        return self


class Asker(Parent):
    """A parent over HTTP."""

    def asks_for_adviser(self) -> "Asker":
        self.client.post(f"{self.path}/adviser", headers=self.headers).raise_for_status()
        return self

    def leaves(self) -> None:
        self.client.delete(f"{self.path}/adviser", headers=self.headers)

    def transcript(self) -> list[str]:
        """What adviser and parent have written."""
        shown = self.client.get(self.path, headers=self.headers).json()["messages"]
        return [m["text"] for m in shown if m["from"] in ("adviser", "parent")]


@pytest.fixture
def desk(page, app) -> Iterator[Desk]:
    """An adviser of Kent on duty. No script of the pages may fail or be refused."""
    someone = Desk(page, app)
    yield someone.log_in()
    assert someone.errors == []
    everyone_off_duty(app.engine)


@pytest.fixture
def asker(app) -> Iterator[Asker]:
    with app.client() as http:
        someone = Asker(http, "kent")
        yield someone
        http.delete(someone.path, headers=someone.headers)


@pytest.fixture
def chat(desk, asker) -> Asker:
    """A parent with whom the adviser is."""
    asker.asks_for_adviser()
    desk.sees("1 parent is waiting.").presses("Take this parent")
    desk.page.get_by_label("Write to the parent").wait_for()
    return asker


def test_a_parent_who_asks_is_seen_without_a_reload(desk, asker):
    desk.page.evaluate("window.notReloaded = true")
    expect(desk.page).to_have_title("Queue – Askline for advisers")

    asker.asks_for_adviser()

    desk.sees("1 parent is waiting.")
    expect(desk.page).to_have_title("(1) Queue – Askline for advisers", timeout=SOON)
    assert desk.page.evaluate("window.notReloaded")


def test_a_parent_who_leaves_is_gone_from_the_page(desk, asker):
    asker.asks_for_adviser()
    desk.sees("1 parent is waiting.")

    asker.leaves()

    desk.sees("Nobody is waiting.")


def test_both_write_without_a_reload_and_the_focus_stays_in_the_box(desk, chat):
    desk.writes("Hello, how can I help?").sees("Hello, how can I help?")
    chat.says("School does nothing")
    desk.sees("School does nothing").writes("Which school is it?").sees("Which school is it?")

    expect(desk.page.get_by_label("Write to the parent")).to_have_value("")
    assert desk.page.evaluate("document.activeElement.id") == "text"
    assert chat.transcript() == ["Hello, how can I help?", "School does nothing", "Which school is it?"]


def test_the_parents_typing_is_shown(desk, chat):
    shown = desk.page.get_by_text("The parent is typing.")
    for _ in range(SOON // 500):  # the page may only just be listening, and typing is not kept for later
        chat.client.post(f"{chat.path}/typing", headers=chat.headers)
        desk.page.wait_for_timeout(500)
        if shown.is_visible():
            return

    expect(shown).to_be_visible()


def test_a_parent_who_leaves_the_chat_leaves_a_page_that_says_so(desk, chat):
    chat.leaves()

    desk.sees("This chat is over.")
    expect(desk.page.get_by_label("Write to the parent")).to_have_count(0)


def test_a_message_that_was_not_sent_stays_in_the_box_and_is_stored_once_when_sent_again(desk, chat):
    desk.page.route("**/messages", lambda route: route.abort())
    desk.writes("Can you hear me?").sees("Your message was not sent.")
    assert desk.page.get_by_label("Write to the parent").input_value() == "Can you hear me?"

    desk.page.unroute("**/messages")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_label("Write to the parent")).to_have_value("")

    assert chat.transcript() == ["Can you hear me?"]


def test_a_message_whose_answer_was_lost_is_stored_once(desk, chat):
    """It arrived, and the line was cut before the page knew."""

    def arrives_then_cut(route):
        route.fetch(max_redirects=0)
        route.abort()

    desk.page.route("**/messages", arrives_then_cut)
    desk.writes("Once").sees("Your message was not sent.")
    desk.page.unroute("**/messages")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_label("Write to the parent")).to_have_value("")

    assert chat.transcript() == ["Once"]


def test_words_changed_after_a_lost_answer_are_a_message_of_their_own(desk, chat):
    """The first had arrived: were the second taken for its retry, nobody would ever read it."""

    def arrives_then_cut(route):
        route.fetch(max_redirects=0)
        route.abort()

    desk.page.route("**/messages", arrives_then_cut)
    desk.writes("One").sees("Your message was not sent.")
    desk.page.unroute("**/messages")
    desk.writes("One and two")
    expect(desk.page.get_by_label("Write to the parent")).to_have_value("")

    assert chat.transcript() == ["One", "One and two"]


def test_two_messages_typed_quickly_are_both_sent_in_order(desk, chat):
    for text in ("First", "Second"):
        desk.writes(text)
    desk.sees("Second")
    expect(desk.page.get_by_label("Write to the parent")).to_have_value("")

    assert chat.transcript() == ["First", "Second"]


def test_a_line_that_was_cut_brings_everything_once_when_it_is_back(desk, chat, app):
    chat.says("Before")
    desk.sees("Before")
    app.on_loop(lambda here: here.streams.close())
    expect(desk.page.locator("#link")).to_be_visible()

    app.on_loop(lambda here: setattr(here.streams, "_closing", False))
    chat.says("While it was cut")

    expect(desk.page.get_by_text("While it was cut")).to_be_visible(timeout=10_000)
    expect(desk.page.locator("#link")).to_be_hidden()
    assert desk.messages().count("While it was cut") == 1
    assert desk.messages().count("Before") == 1


def test_by_keyboard_alone_a_parent_is_taken_answered_and_handed_back(desk, asker):
    asker.asks_for_adviser()
    desk.sees("1 parent is waiting.")
    tab_to(desk.page, "Take the next parent")
    desk.page.keyboard.press("Enter")
    desk.page.get_by_label("Write to the parent").wait_for()
    tab_to(desk.page, "text")
    desk.page.keyboard.type("Hello")
    desk.page.keyboard.press("Enter")
    desk.sees("Hello")
    tab_to(desk.page, "Hand back to Askline")
    desk.page.keyboard.press("Enter")

    desk.sees("Your queue")
    assert asker.transcript() == ["Hello"]


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the element with that text or id has the focus, which must be visible."""
    focused = "() => [document.activeElement.id, (document.activeElement.textContent || '').trim()]"
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate(focused):
            assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"no way to {name} by Tab")


def test_the_focus_on_a_parent_stays_when_another_one_comes(desk, asker, app):
    asker.asks_for_adviser()
    desk.sees("1 parent is waiting.")
    desk.page.get_by_role("button", name="Take this parent").focus()

    with app.client() as http:
        other = Asker(http, "kent").asks_for_adviser()
        desk.sees("2 parents are waiting.")
        focused = desk.page.evaluate("document.activeElement.id")
        http.delete(other.path, headers=other.headers)

    assert focused == f"take-{asker.begun['id']}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(desk, asker, scheme):
    page = desk.page
    page.emulate_media(color_scheme=scheme)
    found = {"queue, empty": faults(page)}
    asker.says("I want to kill myself")
    asker.asks_for_adviser()
    desk.sees("May be in danger.")
    found["queue, a parent in danger"] = faults(page)
    page.get_by_role("link", name="Read the chat first").click()
    desk.sees("This parent is waiting.")
    found["chat, read first"] = faults(page)
    desk.presses("Take this parent").writes("Hello. See https://example.org/help").sees("https://example.org/help")
    found["chat"] = faults(page)
    page.goto(f"{desk.app.url}/adviser/chats/nonsense")
    found["problem"] = faults(page)
    page.goto(f"{desk.app.url}/adviser/login")
    found["log in"] = faults(page)
    page.get_by_label("User name or e-mail address").fill("nobody")
    page.get_by_label("Password").fill("wrong wrong wrong")
    desk.presses("Log in").sees("is wrong")
    found["log in, refused"] = faults(page)

    assert {state: wrong for state, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_window(desk, asker, width):
    asker.asks_for_adviser()
    desk.page.set_viewport_size({"width": width, "height": 700})
    desk.page.reload()
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not desk.page.evaluate(wide)

    desk.presses("Take this parent").writes("w" * 300).sees("w" * 300)

    assert not desk.page.evaluate(wide)
