"""Notices: old facts and national words are never passed on silently."""

from dataclasses import replace
from datetime import date

import pytest

from kb.notices import leaflet_age, month, notices_for
from tests.kb.knowledge import CODE, a_council, a_leaflet, a_topic

TODAY = date(2026, 11, 22)
KENT = a_council("kent")


@pytest.mark.parametrize(
    ("dated", "kind"),
    [
        (date(2025, 10, 1), None),
        (date(2023, 11, 24), None),  # three years less two days
        (date(2023, 11, 20), "old_leaflet"),  # three years and two days
        (date(2014, 10, 30), "old_leaflet"),
        (None, "undated_leaflet"),
    ],
)
def test_a_leaflet_is_old_after_three_years_or_without_a_date(dated, kind):
    notice = leaflet_age(a_leaflet("kent", dated), TODAY)

    assert (notice and notice.kind) == kind


def test_an_old_leaflets_notice_says_from_when_it_is():
    notice = leaflet_age(a_leaflet("cambridgeshire", date(2014, 10, 30)), TODAY)

    assert notice is not None
    assert "October 2014" in notice.text


@pytest.mark.parametrize(
    ("council", "facts", "cited", "kinds"),
    [
        ("kent", KENT, [CODE], ["national_only"]),
        ("kent", KENT, [CODE, a_leaflet("kent")], []),
        ("medway", None, [CODE], ["national_only"]),
        (None, None, [CODE], []),
    ],
    ids=["the leaflet is silent", "the leaflet deals with it", "no leaflet of that council", "council not known"],
)
def test_a_parent_is_told_when_an_answer_is_national(council, facts, cited, kinds):
    notices = notices_for(a_topic("who_decides"), council, facts, cited, TODAY)

    assert [n.kind for n in notices] == kinds


def test_the_law_is_dated_by_its_oldest_source():
    topic = a_topic("sen_funding", notices=("law_as_of",))
    older = replace(CODE, id="act", as_of=date(2026, 9, 3))

    notices = notices_for(topic, None, None, [CODE, older], TODAY)

    assert [n.kind for n in notices] == ["law_as_of"]
    assert "September 2026" in notices[0].text


def test_no_date_is_claimed_for_the_law_when_no_source_has_one():
    topic = a_topic("sen_funding", notices=("law_as_of",))

    assert notices_for(topic, None, None, [replace(CODE, as_of=None)], TODAY) == ()


def test_a_topic_with_contacts_asks_to_check_them():
    topic = a_topic("contact_helpline", notices=("check_contact",))

    assert [n.kind for n in notices_for(topic, None, None, [], TODAY)] == ["check_contact"]


def test_months_are_said_as_people_say_them():
    assert month(date(2014, 10, 30)) == "October 2014"
