"""The advisers' pages: what they show, that they are accessible, and that nothing hostile in them runs."""

from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from api.advisers.access import POLICY
from api.bulletin import Notice
from tests.api.apps import ScriptedRasa, a_reply, serving
from tests.api.desk import Desk, an_account
from tests.api.live import listening
from tests.stack import Parent


def test_the_queue_shows_place_council_and_topic_but_no_words(waiting, kent):
    shown = kent.page().select_one("#waiting li").get_text(" ", strip=True)

    assert "Kent County Council" in shown
    assert "place 1" in shown
    assert "Who decides?" not in shown
    assert waiting in str(kent.page())


def test_the_title_counts_who_waits(waiting, kent):
    assert waiting
    assert kent.page().select_one("title").text.startswith("(1) Queue")
    assert kent.page().select_one("#tally[role=status]").text.strip() == "1 parent is waiting."


def test_a_parent_in_danger_stands_out_at_the_top(waiting, kent, http):
    other = Parent(http, "kent")
    other.says("I want to kill myself")
    http.post(f"{other.path}/adviser", headers=other.headers)

    first, second = kent.page().select("#waiting li")

    assert "crisis" in first["class"]
    assert "May be in danger" in first.text
    assert "crisis" not in second["class"]
    assert waiting in str(second)
    assert "Someone may be in danger" in kent.page().select_one("#tally").text
    http.delete(other.path, headers=other.headers)


def test_the_chat_so_far_is_shown_with_citations(settings):
    cited = {
        "marker": 1, "kind": "code", "title": "SEND Code of Practice", "publisher": "DfE", "section": "",
        "paragraph": "6.17", "url": "https://www.gov.uk/x", "dated": "2015", "quote": None,
    }  # fmt: skip
    rasa = ScriptedRasa(lambda _t, s: a_reply("The school decides. [1]", council=s["council"], citations=(cited,)))
    with serving(settings(), rasa) as served, served.client() as http, served.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(served.engine, "kent"))
        desk.on_duty("kent")
        parent = Parent(http, "kent")
        parent.says("Who decides?")
        http.post(f"{parent.path}/adviser", headers=parent.headers)
        page = desk.page(f"/chats/{parent.begun['id']}")
        http.delete(parent.path, headers=parent.headers)
        desk.off_duty()

    assert [li["class"][1] for li in page.select("#messages > li")] == ["assistant", "parent", "assistant", "system"]
    source = page.select_one(".sources li")
    assert "SEND Code of Practice" in source.text
    assert source["id"] == page.select_one("sup a")["href"].removeprefix("#")


def test_a_script_that_asks_for_news_gets_only_those(waiting, kent, app):
    last = app.stored(waiting)[-1]

    page = kent.page(f"/chats/{waiting}?after={last.position - 1}")

    assert [li["id"] for li in page.select("#messages > li")] == [f"m{last.id}"]


def test_events_say_that_there_is_news_and_hold_no_words(waiting, kent, app):
    kent.takes(waiting)
    cookies = {"askline_adviser": kent.client.cookies["askline_adviser"]}
    with listening(app, "/adviser/events", cookies=cookies, chat=waiting) as s:
        s.wait(lambda s: [e for e in s.events if e.name == "chat"])
        kent.says(waiting, "Secret words")
        s.wait(lambda s: len([e for e in s.events if e.name == "chat"]) >= 2)

        assert {e.name for e in s.events} == {"queue", "chat"}
        assert "Secret words" not in str(s.events)


def test_a_new_parent_is_told_to_every_adviser_of_the_council(kent, bexley, app, http):
    cookies = {"askline_adviser": kent.client.cookies["askline_adviser"]}
    others = {"askline_adviser": bexley.client.cookies["askline_adviser"]}
    with (
        listening(app, "/adviser/events", cookies=cookies) as s,
        listening(app, "/adviser/events", cookies=others) as o,
    ):
        parent = Parent(http, "kent")
        http.post(f"{parent.path}/adviser", headers=parent.headers)

        s.wait(lambda s: s.events[-1].data["waiting"] == 1)
        assert [e.data["waiting"] for e in o.events] == [0]
    http.delete(parent.path, headers=parent.headers)


def test_the_parents_typing_is_shown_to_who_is_in_the_chat(waiting, kent, app):
    kent.takes(waiting)
    cookies = {"askline_adviser": kent.client.cookies["askline_adviser"]}
    with listening(app, "/adviser/events", cookies=cookies, chat=waiting) as s:
        kent.post(f"/chats/{waiting}/typing")
        app.on_loop(lambda here: here.bulletin.post(Notice(waiting, typing="parent")))

        event = s.wait(lambda s: next((e for e in s.events if e.name == "typing"), None))
        assert event.data == {"who": "parent"}


def test_duty_can_be_chosen_council_by_council(app):
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent", "bexley"))

        desk.on_duty("bexley")
        assert app.services.live.on_duty() == {"bexley"}
        desk.post("/duty", on="true", council=["kent", "islington"])
        assert app.services.live.on_duty() == {"kent"}
        desk.off_duty()

    assert app.services.live.on_duty() == set()


def test_duty_for_no_council_is_refused(app):
    with app.client() as client:
        desk = Desk(client)
        desk.log_in(an_account(app.engine, "kent", "bexley"))

        assert desk.post("/duty", on="true").status_code == 422


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_a_message_without_words_or_too_long_is_a_page_that_says_so(waiting, kent, app, text):
    kent.takes(waiting)
    before = len(app.stored(waiting))

    response = kent.says(waiting, text)

    assert response.status_code == 422
    assert "That did not work" in response.text
    assert len(app.stored(waiting)) == before


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "[click](javascript:alert(1))",
    "javascript:alert(1)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/'><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202egnp.exe",
    "a\u0000b",
    "*bold* _it_ # head\n- list\n1. one",
    "&lt;b&gt;&#60;script&#62;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_either_side_are_inert(waiting, kent, app, text):
    kent.takes(waiting)
    kent.says(waiting, f"Adviser: {text}")
    with Session(app.engine) as session, session.begin():
        row = next(m for m in app.stored(waiting) if m.sender == "parent")
        session.merge(row).text = f"Parent: {text}".replace("\u0000", "")

    page = kent.page(f"/chats/{waiting}")

    assert [s.get("src") for s in page.select("script")] == ["/static/adviser.js"]
    assert not page.select("#messages img, #messages svg, #messages iframe")
    assert not [t.name for t in page.find_all(True) for a in t.attrs if a.startswith("on")]
    for link in page.select("#messages a[href]"):
        assert link["href"].startswith(("https://", "#", "tel:", "mailto:"))
    assert "49" not in page.select("#messages > li.adviser")[-1].text


def test_a_web_address_of_the_adviser_becomes_a_link(waiting, kent):
    kent.takes(waiting)
    kent.says(
        waiting, "See https://www.gov.uk/children-with-special-educational-needs. Or (https://example.org/a?b=1&c=2)!"
    )

    links = [a["href"] for a in kent.page(f"/chats/{waiting}").select("#messages li.adviser a")]

    assert links == ["https://www.gov.uk/children-with-special-educational-needs", "https://example.org/a?b=1&c=2"]


@pytest.mark.parametrize("path", ["/adviser/login", "/adviser", "/adviser/chats/{id}", "/adviser/chats/nonsense"])
def test_only_our_own_script_may_run_and_only_on_these_pages(waiting, kent, http, path):
    response = kent.client.get(path.format(id=waiting))

    assert response.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "script-src" not in http.get("/chat/kent").headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


PAGES = ["/login", "", "/chats/{id}", "/chats/{id}?taken"]


def opened(desk, waiting, path):
    if path.endswith("?taken"):
        desk.takes(waiting)
    return desk.page(path.format(id=waiting))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_language_title_landmarks_and_one_main_heading(waiting, kent, path):
    page = opened(kent, waiting, path)

    assert page.select_one("html")["lang"] == "en-GB"
    assert page.select_one("title").text.strip()
    assert len(page.select("h1")) == len(page.select("main")) == len(page.select("header")) == 1
    assert page.select_one("a.skip")["href"] == "#main"
    levels = [int(h.name[1]) for h in page.select("h1,h2,h3,h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label_every_button_a_name_and_every_id_is_used_once(waiting, kent, path):
    page = opened(kent, waiting, path)

    for field in page.select("input:not([type=hidden]), textarea"):
        assert field.find_parent("label") or page.select_one(f"label[for={field['id']}]"), field
    assert all(b.get_text(strip=True) for b in page.select("button"))
    ids = [t["id"] for t in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for element in page.select("[aria-labelledby], [aria-describedby]"):
        for name in (element.get("aria-labelledby", "") + " " + element.get("aria-describedby", "")).split():
            assert name in ids


def test_new_messages_are_read_out_and_nothing_else_of_the_chat_is(waiting, kent):
    page = kent.page(f"/chats/{waiting}")

    assert page.select_one("#log > ol#messages").parent["role"] == "log"
    assert [t["id"] for t in page.select("[role=status]")] == ["typing"]


def test_without_javascript_the_queue_refreshes_itself_and_the_chat_on_demand(waiting, kent):
    assert "url=/adviser?by_itself=1" in kent.page().select_one("noscript meta[http-equiv=refresh]")["content"]
    kent.takes(waiting)

    writing, watching = kent.page(f"/chats/{waiting}"), kent.page(f"/chats/{waiting}?watch=true")

    # What refreshes itself has no box: half a message would be lost.
    assert (writing.select("meta[http-equiv=refresh]"), len(writing.select("textarea"))) == ([], 1)
    assert (len(watching.select("meta[http-equiv=refresh]")), watching.select("textarea")) == (1, [])
