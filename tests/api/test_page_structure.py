"""The bones of every page: one heading to begin with, labels, order, footnotes that exist, and no script at all."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from kb.answers import Cited
from kb.notices import Notice
from tests.api.apps import ScriptedRasa, Served, a_reply, serving
from tests.api.browser import Browser

LINKED = Cited(
    1, "code", "code", "The Code", "DfE", "Who decides", "paragraph 6.17", "https://example.org/#6.17", "2015"
)
QUOTED = Cited(2, "leaflet_kent", "leaflet", "The leaflet", "IASK", "Who decides?", "", None, "", "Some exact words.")
ANSWER = (
    "The **school** decides. [1] It tells you. [2]\n\n- One [1]\n- [Two](https://e.example/two)\n\nNot a marker: [3]"
)
PAGES: dict[str, Callable[[Browser], Browser]] = {
    "councils": lambda b: b.open("/chat"),
    "unknown council": lambda b: b.open("/chat/atlantis"),
    "begun": lambda b: b.open("/chat/kent"),
    "all England": lambda b: b.open("/chat/england"),
    "answered": lambda b: b.open("/chat/kent").ask("Who decides?"),
    "answered twice": lambda b: b.open("/chat/kent").ask("Who decides?").ask("Who pays?"),
    "mistake": lambda b: b.open("/chat/kent").ask(""),
    "mistake after an answer": lambda b: b.open("/chat/kent").ask("Who decides?").ask("x" * 2000),
    "call-back": lambda b: b.open("/chat/kent/callback"),
    "call-back after an answer": lambda b: b.open("/chat/kent").ask("Who decides?").open("/chat/kent/callback"),
    "call-back with mistakes": lambda b: b.open("/chat/kent/callback").submit("form.callback", {"phone": "0123"}),
    "call-back sent": lambda b: b.open("/chat/kent/callback").submit(
        "form.callback", {"name": "Zeb", "phone": "020 7946 0018", "consent": "yes"}
    ),
    "no call-back": lambda b: b.open("/chat/bexley/callback"),
}


@pytest.fixture(scope="module")
def richly(settings) -> Iterator[Served]:
    """An application whose answers have citations and notices."""
    notices = (Notice("old_leaflet", "It is old."), Notice("crisis", "Call 999."))
    rasa = ScriptedRasa(lambda _text, _state: a_reply(ANSWER, citations=(LINKED, QUOTED), notices=notices))
    with serving(settings(), rasa) as served:
        yield served


@pytest.fixture
def browser(richly) -> Iterator[Browser]:
    with richly.client() as http:
        yield Browser(http)


@pytest.fixture(params=PAGES)
def page(request, browser) -> Browser:
    return PAGES[request.param](browser)


def test_no_page_holds_any_script(page):
    assert not page.all("script, noscript, iframe, object, embed")
    assert not [name for tag in page.all("*") for name in tag.attrs if name.startswith("on")]


def test_no_page_needs_what_the_policy_forbids(page):
    assert not page.all("style, [style]")
    loaded = [str(tag.get("href") or tag.get("src")) for tag in page.all("link, img, source")]
    assert all(address.startswith("/static/") for address in loaded)


def test_every_file_that_a_page_loads_is_there(page, richly):
    with richly.client() as http:
        for tag in page.all("link"):
            assert http.get(str(tag["href"])).status_code == 200


def test_each_page_has_one_main_heading_and_skips_no_level(page):
    levels = [int(tag.name[1]) for tag in page.all("h1, h2, h3, h4, h5, h6")]
    in_main = [int(tag.name[1]) for tag in page.all("main :is(h1, h2, h3, h4, h5, h6)")]

    assert levels.count(1) == 1
    assert in_main[0] == 1
    assert all(deeper - upper <= 1 for upper, deeper in pairwise(levels))


def test_each_page_says_its_language_and_its_name(page):
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("title").text.strip().endswith("Askline")
    assert page.one("meta[name=viewport]")["content"] == "width=device-width, initial-scale=1"


def test_each_page_has_its_landmarks_once(page):
    assert [len(page.all(name)) for name in ("header", "main", "footer")] == [1, 1, 1]


def test_everything_that_one_fills_in_has_a_label(page):
    for box in page.all("textarea, select, input:not([type=hidden])"):
        assert page.one(f"label[for='{box['id']}']").text.strip()
    assert all(button.text.strip() for button in page.all("button"))
    assert all(link.text.strip() for link in page.all("a"))


def test_keyboard_order_is_document_order(page):
    assert all(tag["tabindex"] == "-1" for tag in page.all("[tabindex]"))  # may get the focus, takes no turn
    first = page.all("a[href], button, textarea, input:not([type=hidden])")[0]
    assert (first.text, first["href"]) == ("Skip to the chat", "#main")


def test_ids_are_unique_and_every_link_inside_the_page_arrives(page):
    ids = [str(tag["id"]) for tag in page.all("[id]")]
    inside = [str(a["href"])[1:] for a in page.all("a[href^='#']")]
    described = [name for tag in page.all("[aria-describedby]") for name in str(tag["aria-describedby"]).split()]

    assert len(ids) == len(set(ids))
    assert set(inside) | set(described) <= set(ids)


def test_every_page_says_first_what_to_do_in_danger(page):
    assert page.one("p.danger a")["href"] == "tel:999"
    body = page.one("body").text
    assert body.index("999") < body.index(page.one("h1").text)


def test_every_page_says_that_it_is_a_program_and_no_lawyer(page):
    assert "It gives information, not legal advice." in page.one("footer").text


def test_every_form_works_without_script(page):
    for form in page.all("form"):
        assert form["method"] == "post"
        assert str(form["action"]).startswith("/chat/")
        assert form.select("button:not([type=button])")


def test_markers_are_links_to_footnotes_that_exist(browser):
    browser.open("/chat/kent").ask("Who decides?")

    links = [str(a["href"]) for a in browser.all("#latest sup a")]
    notes = [f"#{li['id']}" for li in browser.all("#latest .sources li")]
    assert links == [notes[0], notes[1], notes[0]]
    assert [li["value"] for li in browser.all("#latest .sources li")] == ["1", "2"]


def test_a_number_in_brackets_that_is_no_citation_stays_text(browser):
    browser.open("/chat/kent").ask("Who decides?")

    assert "Not a marker: [3]" in browser.one("#latest").text


def test_a_citation_links_to_its_source_and_says_where_and_how_old(browser):
    browser.open("/chat/kent").ask("Who decides?")
    linked, quoted = browser.all("#latest .sources li")

    assert linked.select_one("a")["href"] == "https://example.org/#6.17"
    assert "paragraph 6.17: Who decides" in " ".join(linked.text.split())
    assert "DfE, 2015" in linked.text
    assert quoted.select_one("a") is None
    assert quoted.select_one("cite").text == "The leaflet"
    assert "no date" in quoted.text
    assert quoted.select_one("blockquote").text == "Some exact words."


def test_notices_stand_beside_the_answer(browser):
    browser.open("/chat/kent").ask("Who decides?")

    assert [p.text for p in browser.all("#latest .notice")] == ["Please note: It is old."]


def test_footnotes_of_two_answers_do_not_meet(browser):
    browser.open("/chat/kent").ask("Who decides?").ask("Who pays?")

    notes = [str(li["id"]) for li in browser.all(".sources li")]
    assert len(set(notes)) == 4
