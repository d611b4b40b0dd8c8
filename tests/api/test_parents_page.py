"""The page for parents on what is kept says what the settings say, in plain English, and whom to ask."""

import pytest
from bs4 import BeautifulSoup

from api.privacy.parents_page import filled, for_days
from kb.markers import without_markers
from kb.readability import READING_AGE_LIMIT, SENTENCE_LIMIT, readability
from kb.settings import Settings
from tests.api.apps import serving
from tests.kb.knowledge import a_council


def shown(**chosen: object) -> str:
    words = filled(Settings(**chosen), a_council("kent"))
    rows = [" ".join(row) for row in words["what"]["rows"]]
    return "\n\n".join([words["intro"], *rows, *(text for _, text in words["sections"])])


@pytest.mark.parametrize("setting", ["conversation", "feedback", "note", "callback", "correction"])
def test_each_setting_is_on_the_page_as_it_is_set(setting):
    before, after = shown(), shown(**{f"{setting}_days": 77})

    assert "77 days" not in before
    assert after.count("77 days") == 1


def test_the_page_of_a_running_askline_shows_its_settings(settings):
    with serving(settings(conversation_days=33, privacy_contact="dpo@kent.example")) as served, served.client() as http:
        page = http.get("/privacy/kent")

    assert page.status_code == 200
    assert "33 days after the last message" in page.text
    assert "dpo@kent.example" in page.text


@pytest.mark.parametrize(("days", "words"), [(1, "1 day"), (30, "30 days"), (365, "1 year"), (730, "2 years")])
def test_days_are_worded_as_people_say_them(days, words):
    assert for_days(days) == words


def test_it_names_the_councils_own_service_and_how_to_reach_it(http):
    kent = BeautifulSoup(http.get("/privacy/kent").text, "html.parser")
    england = http.get("/privacy").text

    assert "Information, Advice and Support" in kent.text or "IASK" in kent.text
    assert kent.select("main a[href^='tel:']")
    assert "SENDIASS" in england
    assert "tel:" not in england.partition("<main")[2]


def test_the_chat_page_leads_to_it(http):
    for council, address in (("kent", "/privacy/kent"), ("england", "/privacy")):
        page = BeautifulSoup(http.get(f"/chat/{council}").text, "html.parser")
        assert page.select_one(f"footer a[href='{address}']")
        assert http.get(address).status_code == 200


@pytest.mark.parametrize("council", ["atlantis", "%00", "..%2f..%2fetc", "<script>"])
def test_a_council_that_we_do_not_know_is_said_so(http, council):
    page = http.get(f"/privacy/{council}")

    assert page.status_code == 404
    assert "<script>" not in page.text


def test_it_is_in_plain_english():
    measured = readability(without_markers(shown()))

    assert measured.age <= READING_AGE_LIMIT
    assert measured.longest <= SENTENCE_LIMIT, measured.longest_sentence
