"""Asking for a call-back on the page without JavaScript."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.callback_models import Callback
from api.models import Conversation
from kb.handoff import handoff_details
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.browser import Browser
from tests.api.requests_for_calls import NAME, PHONE, SECRETS, a_form
from tests.kb.knowledge import NOON, a_council

FIELDS = ("name", "phone", "email", "best_times", "about")


@pytest.fixture
def browser(http) -> Browser:
    return Browser(http)


def fill_in(browser: Browser, **fields: str) -> Browser:
    """Fills in the form as it stands there, with both boxes as `fields` say, and sends it."""
    typed = {k: v for k, v in a_form(**fields).items() if k in FIELDS}
    ticks = {"consent": "yes"} if fields.get("consent", True) else {}
    ticks |= {"share_summary": "yes"} if fields.get("share_summary") else {}
    return browser.submit("form.callback", typed | ticks)


def requests(app) -> int:
    with Session(app.engine) as session:
        return session.scalar(select(func.count()).select_from(Callback)) or 0


def test_a_parent_without_a_chat_gets_a_reference(app, browser):
    before = requests(app)

    fill_in(browser.open("/chat/kent/callback"))

    assert requests(app) == before + 1
    assert browser.one("h1").text == "We have your request"
    reference = browser.path.rpartition("/")[2]
    assert reference in browser.one(".told").text
    assert "03000 41 3000" in browser.one("main").text


def test_the_page_with_the_reference_and_its_address_show_nothing_that_was_filled_in(browser):
    fill_in(browser.open("/chat/kent/callback"))

    assert [s for s in SECRETS if s in browser.response.text or s in browser.path] == []


def test_the_form_sets_no_address_that_holds_what_was_typed(browser):
    form = browser.open("/chat/kent/callback").one("form.callback")

    assert (form["method"], form["action"]) == ("post", "/chat/kent/callback")


def test_going_back_and_sending_again_causes_no_second_call(app, browser, http):
    browser.open("/chat/kent").ask("Who decides?")
    page = browser.open("/chat/kent/callback")
    again = {str(i["name"]): str(i["value"]) for i in page.all("form.callback input[type=hidden]")}
    before = requests(app)

    first = http.post("/chat/kent/callback", data=a_form(consent="yes") | again).headers["location"]
    second = http.post("/chat/kent/callback", data=a_form(consent="yes") | again).headers["location"]

    assert first == second
    assert requests(app) == before + 1


def test_what_is_wrong_stands_above_the_form_and_leads_to_its_field(browser):
    fill_in(browser.open("/chat/kent/callback"), name="", phone="0123", email="zeb", consent=False)

    assert browser.status == 422
    assert browser.one("title").text.startswith("Error: ")
    summary = browser.one(".problems[role=alert]")
    assert [a["href"] for a in summary.select("a")] == ["#name", "#phone", "#email", "#consent"]
    for link in summary.select("a"):
        field = browser.one(f"{link['href']}[aria-invalid=true]")
        assert link.text in browser.one("#" + str(field["aria-describedby"]).split()[-1]).text


def test_what_was_typed_is_still_there_after_a_mistake(browser):
    fill_in(browser.open("/chat/kent/callback"), name=f"  {NAME} <b>", phone=PHONE, consent=False)

    assert browser.one("#name")["value"] == f"  {NAME} <b>"
    assert browser.one("#phone")["value"] == PHONE
    assert "checked" not in browser.one("#consent").attrs


def test_no_chat_is_begun_and_no_cookie_set_for_a_form_with_mistakes(app, browser, http):
    before = app.count(Conversation)

    fill_in(browser.open("/chat/kent/callback"), name="")

    assert app.count(Conversation) == before
    assert not http.cookies


def test_the_summary_is_offered_with_a_chat_and_can_be_read_before(browser):
    assert not browser.open("/chat/kent/callback").all("#share_summary")

    browser.open("/chat/kent").ask("Who decides about Marmalade?")

    details = browser.open("/chat/kent/callback").one("form.callback details").text
    assert "Who decides on SEN support" in details
    assert "Marmalade" not in details


@pytest.mark.parametrize(
    ("council", "words"), [("bexley", "bexleyiass.co.uk"), ("england", "SENDIASS"), ("medway", "SENDIASS")]
)
def test_where_no_call_back_can_be_offered_the_page_says_how_else_to_reach_a_person(browser, council, words):
    browser.open(f"/chat/{council}/callback")

    assert browser.status == 200
    assert not browser.all("form.callback")
    assert words in browser.one("main").text


def test_who_writes_of_danger_reads_whom_to_ring_now_and_nobody_else_learns_of_it(app, browser):
    fill_in(browser.open("/chat/kent/callback"), about="My son says he wants to kill himself")

    assert "999" in browser.one(".told").text
    with app.client() as other:
        assert "999" not in Browser(other).open(browser.path).one(".told").text


def test_a_reference_that_nobody_has_leads_to_the_form(browser):
    for reference in ("WWWW-9999", "%00", "x" * 300):
        assert browser.open(f"/chat/kent/callback/{reference}").path == "/chat/kent/callback"


def test_a_reference_is_shown_on_its_own_councils_page_only(browser):
    reference = fill_in(browser.open("/chat/kent/callback")).path.rpartition("/")[2]

    assert browser.open(f"/chat/islington/callback/{reference}").path == "/chat/islington/callback"


def test_an_unknown_council_has_no_form(browser, http):
    assert browser.open("/chat/atlantis/callback").status == 404
    assert http.post("/chat/atlantis/callback", data=a_form()).status_code == 404


def test_every_field_has_a_label_and_says_what_a_browser_may_fill_in(browser):
    browser.open("/chat/kent").ask("Who decides?")
    browser.open("/chat/kent/callback")

    for field in browser.all("form.callback input:not([type=hidden]), form.callback textarea"):
        assert browser.one(f"label[for={field['id']}]").text
        for described in str(field.get("aria-describedby", "")).split():
            assert browser.one(f"#{described}").text
    filled_in = {
        f["id"]: f.get("autocomplete")
        for f in browser.all("form.callback input[type=text], input[type=tel], input[type=email]")
    }
    assert filled_in == {"name": "name", "phone": "tel", "email": "email", "best_times": None}


def test_too_many_requests_are_refused_kindly(browser):
    for _ in range(4):
        fill_in(browser.open("/chat/kent/callback"))

    assert browser.status == 429
    assert "ring or write to the service" in browser.one(".problems").text


def test_a_hand_off_leads_to_the_form(settings):
    handoff = handoff_details(a_council("kent"), NOON)
    rasa = ScriptedRasa(lambda _text, state: a_reply("You can talk.", handoff=handoff, council=state["council"]))
    with serving(settings(), rasa) as served, served.client() as http:
        browser = Browser(http).open("/chat/kent").ask("I want a person")

        assert browser.one(".callback-offer a")["href"] == "/chat/kent/callback"


def test_the_foot_of_the_page_offers_a_call_back_where_there_is_one(browser):
    links = {c: browser.open(f"/chat/{c}").all("footer a[href$='/callback']") for c in ("kent", "bexley", "england")}

    assert {council: bool(found) for council, found in links.items()} == {
        "kent": True,
        "bexley": False,
        "england": False,
    }
