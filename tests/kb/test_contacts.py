"""How to reach a service, in words."""

import pytest

from kb.contacts import bare, contact_words, local_offer_words, service_words
from kb.handoff import handoff_details, ways_words
from kb.shipped import councils
from tests.kb.knowledge import NOON, a_council

PHONE = [{"label": "Helpline", "number": "01234 567890"}]
EMAIL = [{"label": "Advice", "address": "advice@kent.example"}]
SITE = {"url": "https://www.kent.example/"}
TO_RING, TO_WRITE = "[01234 567890](tel:01234567890)", "[advice@kent.example](mailto:advice@kent.example)"
TO_SEE = "[www.kent.example](https://www.kent.example/)"


@pytest.mark.parametrize(
    ("phones", "emails", "site", "said"),
    [
        (PHONE, EMAIL, SITE, f"phone {TO_RING} or e-mail {TO_WRITE}"),
        (PHONE, [], SITE, f"phone {TO_RING} or go to {TO_SEE}"),
        ([], EMAIL, None, f"e-mail {TO_WRITE}"),
        ([], [], SITE, f"go to {TO_SEE}"),
        ([], [], None, "look on the council's website"),
    ],
)
def test_a_service_is_reached_by_the_two_nearest_ways_that_it_has(phones, emails, site, said):
    assert contact_words(a_council("kent", phones=phones, emails=emails, site=site)) == said


def test_a_short_name_that_says_whose_service_it_is_stands_alone():
    assert service_words(a_council("kent", short_name="Kent SENDIASS")) == "Kent SENDIASS"


def test_a_bare_abbreviation_gets_the_full_name_beside_it():
    council = a_council("kent", name="Information, Advice and Support Kent", short_name="IASK")

    assert service_words(council) == "Information, Advice and Support Kent (IASK)"


def test_without_a_council_the_words_say_how_to_find_the_service():
    assert "SENDIASS" in service_words(None)
    assert "search the web" in contact_words(None)
    assert local_offer_words(None) == "your council's Local Offer"


def test_addresses_are_shown_as_people_say_them():
    assert bare("https://www.kent.example/") == "www.kent.example"


def test_every_way_to_reach_a_service_is_listed():
    assert ways_words(a_council("kent")).splitlines() == [
        f"- Helpline: **{TO_RING}**",
        f"- E-mail: **{TO_WRITE}**",
        f"- Website: {TO_SEE}",
    ]


def test_no_council_of_ours_leaves_a_parent_without_a_way():
    for council in councils().values():
        service = council.service

        assert service.phones or service.emails or service.site, f"{council.slug}: add a phone, an e-mail or a site"


def test_a_hand_off_without_a_council_is_empty_but_whole():
    assert handoff_details(None, NOON).keys() == handoff_details(a_council("kent"), NOON).keys()
    assert handoff_details(None, NOON)["phones"] == []
