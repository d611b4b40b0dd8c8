"""A browser without JavaScript: opens pages, fills in forms as they stand there, follows redirects, keeps cookies."""

from typing import Any

import httpx
from bs4 import BeautifulSoup, Tag


class Browser:
    """What a parent sees and does on the chat page. `cookies=False` refuses every cookie."""

    def __init__(self, client: httpx.Client, cookies: bool = True) -> None:
        self._client, self._cookies = client, cookies

    def open(self, path: str) -> "Browser":
        """Goes to an address."""
        return self._arrive(self._client.get(path, follow_redirects=True))

    def ask(self, text: str) -> "Browser":
        """Types into the box and sends it."""
        return self._submit(self.one("form.ask"), {"text": text})

    def choose(self, title: str) -> "Browser":
        """Presses the button with that title."""
        button = next(b for b in self.all("form.choices button") if b.text == title)
        return self._submit(self.one("form.choices"), {str(button["name"]): str(button["value"])})

    def delete(self) -> "Browser":
        """Presses the button that deletes the chat."""
        return self._submit(self.one("form[action$='/delete']"), {})

    def submit(self, selector: str, fields: dict[str, Any]) -> "Browser":
        """Sends a form as it stands there, with these fields filled in."""
        return self._submit(self.one(selector), fields)

    def one(self, selector: str) -> Tag:
        """The element; an error when there is none."""
        found = self.page.select_one(selector)
        assert found is not None, f"no {selector} on {self.path}"
        return found

    def all(self, selector: str) -> list[Tag]:
        """Every such element, in document order."""
        return list(self.page.select(selector))

    def said(self, who: str = "assistant") -> list[str]:
        """What that side has said so far, as text."""
        return [" ".join(li.get_text(" ").split()) for li in self.all(f"li.message.{who}")]

    def buttons(self) -> list[str]:
        """The choices that are offered."""
        return [b.text for b in self.all("form.choices button")]

    def _submit(self, form: Tag, fields: dict[str, Any]) -> "Browser":
        hidden = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[type=hidden]")}
        assert form["method"] == "post"
        response = self._client.post(str(form["action"]), data=hidden | fields)
        while response.is_redirect:
            if not self._cookies:
                self._client.cookies.clear()
            response = self._client.get(response.headers["location"])
        return self._arrive(response)

    def _arrive(self, response: httpx.Response) -> "Browser":
        if not self._cookies:
            self._client.cookies.clear()
        self.response, self.status = response, response.status_code
        self.path = response.url.raw_path.decode()
        self.page = BeautifulSoup(response.text, "html.parser")
        return self
