"""A parent in front of the widget: what they see and do, in their words."""

import re
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

ANSWER = ".message.assistant"


class Parent:
    """Drives the widget of a page. Playwright looks into shadows by itself."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hears)

    def _hears(self, message: ConsoleMessage) -> None:
        # That a request failed is not the script's fault, and some tests see to it that one does.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.errors.append(message.text)

    def visits(self, path: str = "/demo/kent") -> "Parent":
        """Goes to a page."""
        self.page.goto(self.url + path)
        return self

    def opens(self) -> "Parent":
        """Presses the launcher, and waits for the greeting."""
        self.launcher.click()
        expect(self.answers.first).to_be_visible()
        return self

    def asks(self, text: str) -> "Parent":
        """Types a question, sends it with Enter, and waits for an answer."""
        before = self.answers.count()
        self.types(text)
        self.box.press("Enter")
        expect(self.answers).to_have_count(before + 1)
        return self

    def types(self, text: str) -> "Parent":
        """Types into the box."""
        self.box.fill(text)
        return self

    def presses(self, name: str, exact: bool = True) -> "Parent":
        """Presses the button of that name."""
        self.button(name, exact).click()
        return self

    def chooses_from_menu(self, name: str) -> "Parent":
        """Opens the menu and presses one of its buttons."""
        self.presses("Menu")
        self.panel.locator(".menu").get_by_role("button", name=name, exact=True).click()
        return self

    def button(self, name: str, exact: bool = True) -> Locator:
        """The button of that name in the widget."""
        return self.page.locator("askline-chat").get_by_role("button", name=name, exact=exact)

    def sees(self, text: str | re.Pattern[str]) -> "Parent":
        """Waits until the widget shows that text."""
        expect(self.panel).to_contain_text(text)
        return self

    @property
    def launcher(self) -> Locator:
        """The button that opens the panel."""
        return self.page.locator("askline-chat .launcher")

    @property
    def panel(self) -> Locator:
        """The open panel."""
        return self.page.locator("askline-chat .panel")

    @property
    def box(self) -> Locator:
        """Where a question is typed."""
        return self.page.locator("askline-chat #box")

    @property
    def answers(self) -> Locator:
        """What Askline has said."""
        return self.page.locator(f"askline-chat {ANSWER}")

    @property
    def said(self) -> Locator:
        """What the parent has said, as it stands in the chat."""
        return self.page.locator("askline-chat .message.parent")

    @property
    def spoken(self) -> list[str]:
        """What the live region holds for a screen reader."""
        return self.page.locator("askline-chat [aria-live] p").all_text_contents()

    @property
    def stored(self) -> dict[str, Any]:
        """What the browser keeps for this site."""
        script = "() => ({session: {...sessionStorage}, local: {...localStorage}, cookies: document.cookie})"
        kept: dict[str, Any] = self.page.evaluate(script)
        return kept

    def has_focus(self) -> str:
        """What has the focus: the accessible name or id of the deepest element."""
        script = """() => {
            let at = document.activeElement;
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
            return at.id || at.getAttribute("aria-label") || at.textContent.trim() || at.localName;
        }"""
        name: str = self.page.evaluate(script)
        return name
