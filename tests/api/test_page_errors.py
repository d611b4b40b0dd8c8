"""Mistakes on the chat page: said beside the box, with the words kept; and hostile words do nothing."""

from collections.abc import Iterator

import pytest

from api.models import Conversation
from kb.answers import Cited
from tests.api.apps import ScriptedRasa, Served, a_reply, serving
from tests.api.browser import Browser

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</textarea><script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "[click](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "<style>*{display:none}</style>",
    "&lt;script&gt;",
    "<!-- hidden -->",
)


@pytest.fixture
def browser(http) -> Browser:
    return Browser(http)


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "///"])
def test_an_empty_question_is_said_beside_the_box(browser, typed):
    browser.open("/chat/kent").ask(typed)

    assert browser.status == 422
    assert "Your message is empty" in browser.one("#problem").text


@pytest.mark.parametrize("begun", [False, True])
def test_a_question_that_is_too_long_is_kept_in_the_box(browser, begun):
    browser.open("/chat/kent")
    if begun:
        browser.ask("Who decides?")
    long = "My child " * 200

    browser.ask(long)

    assert browser.status == 422
    assert browser.one("textarea").text == long
    assert "1,000" in browser.one("#problem").text
    assert len(browser.said("parent")) == begun


def test_an_error_is_tied_to_the_box_and_announced(browser):
    browser.open("/chat/kent").ask("")

    box, problem = browser.one("textarea"), browser.one("#problem")
    assert "problem" in str(box["aria-describedby"]).split()
    assert box["aria-invalid"] == "true"
    assert problem["role"] == "alert"
    assert browser.one("title").text.startswith("Error: ")


def test_without_an_error_the_box_is_not_marked(browser):
    box = browser.open("/chat/kent").one("textarea")

    assert "aria-invalid" not in box.attrs
    assert box["aria-describedby"] == "hint"


def test_after_an_error_the_question_can_be_put_right(browser):
    browser.open("/chat/kent").ask("").ask("Who decides?")

    assert browser.status == 200
    assert browser.said("parent") == ["You said Who decides?"]


@pytest.mark.parametrize("typed", ["", "x" * 1001])
def test_a_mistake_begins_no_chat_and_sets_no_cookie(http, app, typed):
    before = app.count(Conversation)

    response = http.post("/chat/kent", data={"text": typed})

    assert "set-cookie" not in response.headers
    assert app.count(Conversation) == before


def test_a_choice_that_was_not_offered_is_refused_on_the_page(http, browser):
    browser.open("/chat/kent").ask("Who decides?")

    response = http.post("/chat/kent", data={"choice": "topic:nonsense"})

    assert response.status_code == 422
    assert "was not offered" in response.text


@pytest.mark.parametrize(
    "form",
    [
        {"choice": "x" * 200},
        {"choice": ""},
        {"choice": "", "text": "   "},
        {"text": "Hi", "client_id": "x" * 65},
        {"text": "Hi", "client_id": "a\x00b"},
        {"text": "\x00"},
        {"nonsense": "1"},
        {},
    ],
)
def test_a_form_that_is_none_of_ours_is_refused_and_not_stored(http, app, form):
    before = app.count(Conversation)

    assert http.post("/chat/kent", data=form).status_code == 422
    assert app.count(Conversation) == before


def test_a_file_in_the_place_of_words_is_refused(http):
    assert http.post("/chat/kent", files={"text": ("words.txt", b"Who decides?")}).status_code == 422


def inert(browser: Browser) -> bool:
    """Nothing on the page runs, and no words of a stranger have become elements."""
    attributes = {name for tag in browser.all("*") for name in tag.attrs}
    links = [str(a.get("href", "")) for a in browser.all("a")]
    return (
        not browser.all("script, img, iframe, style, object, embed")
        and not any(name.startswith("on") or name in ("style", "autofocus", "srcdoc") for name in attributes)
        and not any(link.lower().lstrip().startswith(("javascript:", "data:", "vbscript:")) for link in links)
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_shown_as_words(browser, hostile):
    browser.open("/chat/kent").ask(hostile)

    assert inert(browser)
    assert browser.all("li.message.parent p")[-1].text == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words_in_the_box_too(browser, hostile):
    browser.open("/chat/kent").ask(hostile + " " * 10 + "x" * 1001)

    assert browser.status == 422
    assert inert(browser)
    assert browser.one("textarea").text.startswith(hostile)


@pytest.mark.parametrize("hostile", [h for h in HOSTILE if "/" not in h])
def test_a_hostile_council_is_shown_as_words(browser, hostile):
    browser.open(f"/chat/{hostile}")

    assert browser.status == 404
    assert inert(browser)
    assert f"“{hostile[:60]}”" in browser.one("[role=alert]").text


@pytest.fixture(scope="module")
def parrot(settings) -> Iterator[Served]:
    """An application whose answers, citations and all, are what the parent wrote."""

    def script(text, _state):
        cited = Cited(1, "code", "code", text, text, text, text, "https://example.org/", text, text)
        return a_reply(f"So it is. [1]\n\n{text}", citations=(cited,))

    with serving(settings(), ScriptedRasa(script)) as served:
        yield served


@pytest.mark.parametrize("hostile", HOSTILE)
def test_even_an_answer_could_not_run_anything(parrot, hostile):
    with parrot.client() as http:
        browser = Browser(http).open("/chat/kent").ask(f"Who decides what help my child gets? {hostile}")

    assert inert(browser)
    assert browser.one("blockquote").text.endswith(hostile)


def test_line_breaks_of_a_parent_are_kept(browser):
    browser.open("/chat/kent").ask("One.\nTwo.")

    assert [str(e) for e in browser.all("li.message.parent p br")] == ["<br/>"]
