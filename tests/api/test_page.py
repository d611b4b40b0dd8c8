"""The chat page without JavaScript, from the list of councils to the deleted chat."""

import pytest

from api.models import Conversation
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.browser import Browser


@pytest.fixture
def browser(http) -> Browser:
    return Browser(http)


def test_the_front_door_leads_to_the_list_of_councils(browser):
    browser.open("/")

    assert browser.path == "/chat"
    links = {a.text: a["href"] for a in browser.all("ul.councils a")}
    assert links["Kent"] == "/chat/kent"
    assert list(links) == ["Bexley", "Cambridgeshire", "Islington", "Kent", "Northumberland", list(links)[-1]]
    assert list(links.values())[-1] == "/chat/england"


def test_every_council_of_the_list_has_its_page(browser):
    for link in [a["href"] for a in browser.open("/chat").all("ul.councils a")]:
        assert browser.open(link).status == 200


def test_a_councils_page_greets_and_shows_its_service_and_line(browser):
    browser.open("/chat/kent")

    assert "Kent" in browser.one("title").text
    assert browser.said()[0].startswith("Askline said Hello, I'm Askline")
    footer = browser.one("footer").text
    assert "03000 41 3000" in footer
    assert "We cannot say if the Helpline is open" in footer


@pytest.mark.parametrize("slug", ["england", "medway"])
def test_a_page_without_a_leaflet_shows_no_service(browser, slug):
    browser.open(f"/chat/{slug}")

    assert browser.status == 200
    assert "Talk to a person" not in browser.one("footer").text


def test_an_unknown_council_is_said_to_be_so_beside_the_list(browser):
    browser.open("/chat/atlantis")

    assert browser.status == 404
    assert "“atlantis”" in browser.one("[role=alert]").text
    assert browser.all("ul.councils a")


def test_an_unknown_council_takes_no_messages(http, app):
    before = app.count(Conversation)

    assert http.post("/chat/atlantis", data={"text": "Who decides?"}).status_code == 404
    assert app.count(Conversation) == before


def test_a_question_is_answered_below_it_and_the_page_comes_back_by_get(browser):
    browser.open("/chat/kent").ask("Who decides what help she gets?")

    assert browser.status == 200
    assert browser.response.request.method == "GET"
    assert browser.said("parent") == ["You said Who decides what help she gets?"]
    assert browser.said()[-1].startswith("Askline said The school decides.")


def test_the_page_opens_at_the_newest_answer(http, browser):
    response = http.post("/chat/kent", data={"text": "Who decides?"})
    browser.open(response.headers["location"])

    assert response.status_code == 303
    assert response.headers["location"].endswith("#latest")
    assert "The school decides." in browser.one("#latest").text


def test_choices_are_buttons_and_pressing_one_sends_it(browser):
    browser.open("/chat/kent").ask("Who decides?")
    assert browser.buttons()

    browser.choose(browser.buttons()[1])

    assert browser.said("parent")[-1] == "You said Choose topic:review_meetings"


def test_a_choice_can_begin_the_chat(browser):
    browser.open("/chat/kent")
    first = browser.buttons()[0]

    browser.choose(first)

    assert browser.said("parent") == [f"You said {first}"]


def test_sending_a_form_twice_says_it_once(http, browser):
    browser.open("/chat/kent").ask("Who decides?")
    form = {"text": "And who pays?", "client_id": browser.one("form.ask input")["value"]}

    for _ in range(2):
        http.post("/chat/kent", data=form)

    assert browser.open("/chat/kent").said("parent") == ["You said Who decides?", "You said And who pays?"]


def test_every_page_has_a_client_id_of_its_own(browser):
    ids = [browser.open("/chat/kent").one("form.ask input")["value"] for _ in range(3)]

    assert len(set(ids)) == 3


def test_a_browser_that_refuses_the_cookie_is_told(http):
    browser = Browser(http, cookies=False)

    browser.open("/chat/kent").ask("Who decides?")

    assert "refused the one cookie" in browser.one("#problem").text
    assert "refused" not in Browser(http).open("/chat/kent").page.text


@pytest.mark.parametrize(
    "cookie", ["nonsense", "a.b", ".", "x" * 4000, "00000000-0000-4000-8000-000000000000.x", "%00"]
)
def test_a_cookie_that_is_none_of_ours_begins_anew(http, cookie):
    response = http.get("/chat/kent", headers={"Cookie": f"askline_chat={cookie}"})

    assert response.status_code == 200
    assert "You said" not in response.text


def test_another_councils_page_goes_on_with_the_chat_for_that_council(browser, app):
    browser.open("/chat/kent").ask("Who decides?")

    browser.open("/chat/islington")
    assert browser.said("parent") == ["You said Who decides?"]
    browser.ask("And here?")

    assert app.rasa.asked[-1]["state"]["council"] == "islington"
    assert browser.path.startswith("/chat/islington")
    assert "Islington" in browser.one("footer").text


def test_the_page_for_all_england_keeps_a_council_that_is_known(browser, app):
    browser.open("/chat/kent").ask("Who decides?")

    browser.open("/chat/england").ask("And now?")

    assert app.rasa.asked[-1]["state"]["council"] == "kent"


@pytest.mark.parametrize(
    ("answered_for", "page"), [("islington", "islington"), ("other", "england"), (None, "england")]
)
def test_a_parent_who_names_a_council_goes_on_at_its_page(settings, answered_for, page):
    rasa = ScriptedRasa(lambda _text, _state: a_reply(council=answered_for))

    with serving(settings(), rasa) as served, served.client() as http:
        browser = Browser(http).open("/chat/england").ask("We have moved. Who decides?")

    assert browser.path.startswith(f"/chat/{page}?")
    assert browser.said("parent")


def test_delete_forgets_the_chat_and_the_cookie(http, browser, app):
    browser.open("/chat/kent").ask("Who decides?")
    conversation = app.rasa.asked[-1]["sender"]

    browser.delete()

    assert browser.path == "/chat/kent"
    assert browser.said("parent") == []
    assert app.stored(conversation) == []
    assert "askline_chat" not in http.cookies


def test_delete_is_offered_only_where_there_is_something(http, browser):
    assert not browser.open("/chat/kent").all("form[action$='/delete']")
    assert http.post("/chat/kent/delete").status_code == 303


def test_two_browsers_do_not_see_each_others_chats(app):
    with app.client() as one, app.client() as two:
        Browser(one).open("/chat/kent").ask("Who decides?")

        assert Browser(two).open("/chat/kent").said("parent") == []


@pytest.mark.live
def test_a_parent_reads_a_real_answer_with_footnotes_and_asks_for_more(client):
    browser = Browser(client).open("/chat").open("/chat/kent")

    browser.ask("Who decides what SEN support my child gets?")
    footnotes = [a["href"] for a in browser.all("#latest sup a")]
    browser.choose("Tell me more")

    assert footnotes
    assert len(browser.said("parent")) == 2
    assert browser.said()[-1] != browser.said()[-2]


@pytest.mark.live
def test_on_the_page_for_all_england_naming_a_council_leads_to_its_page(client):
    browser = Browser(client).open("/chat/england").ask("Who decides what SEN support my child gets?")
    assert "Kent" in browser.buttons()

    browser.choose("Kent")

    assert browser.path.startswith("/chat/kent?")
    assert browser.one(".tagline").text == "For parents and carers in Kent"
