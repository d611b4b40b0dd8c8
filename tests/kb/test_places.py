"""Which council a name stands for."""

from pathlib import Path

import pytest

from kb.places import OTHER, Mentions, council_names, gazetteer, mentions, nlu_yaml, slugify
from kb.shipped import councils

NAMES = Path(__file__).resolve().parents[2] / "data/nlu/councils.yml"


def stands_for(name: str) -> str | None:
    """What a name in a message stands for, in any of the lists."""
    found = [names[name.lower()] for names in gazetteer().values() if name.lower() in names]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kent", "kent"),
        ("KCC", "kent"),
        ("Maidstone", "kent"),
        ("Cambs", "cambridgeshire"),
        ("Ely", "cambridgeshire"),
        ("Sidcup", "bexley"),
        ("Highbury", "islington"),
        ("Morpeth", "northumberland"),
        ("Medway", "medway"),
        ("Chatham", "medway"),
        ("Gillingham", "medway"),
        ("Rochester", "medway"),
        ("Peterborough", "peterborough"),
        ("Newcastle upon Tyne", "newcastle-upon-tyne"),
        ("Newcastle-under-Lyme", "staffordshire"),
        ("Newcastle under Lyme", "staffordshire"),
        ("Newcastle", OTHER),  # either of them: the rules for all of England serve both
        ("Orpington", "bromley"),
        ("Edinburgh", "Scotland"),
        ("Wrexham", "Wales"),
        ("Belfast", "Northern Ireland"),
    ],
)
def test_a_name_stands_for_its_council_or_nation(name, slug):
    assert stands_for(name) == slug


@pytest.mark.parametrize("word", ["reading", "bury", "bath", "sale", "barking", "hull", "march", "deal", "welling"])
def test_ordinary_words_are_no_places(word):
    assert stands_for(word) is None


@pytest.mark.parametrize(("name", "slug"), [("reading council", "reading"), ("bury council", "bury")])
def test_names_that_are_ordinary_words_count_with_council_behind_them(name, slug):
    assert stands_for(name) == slug


def test_abbreviations_that_several_councils_share_stand_for_none():
    assert all(stands_for(letters) is None for letters in ("CCC", "NCC", "BCC", "LCC", "DCC"))


def test_what_is_said_not_to_be_in_a_council_never_leads_to_it():
    for council in councils().values():
        for place in council.not_here:
            assert stands_for(str(place)) != council.slug, f"{place} leads to {council.slug}: mend its `places`"


def test_a_name_is_a_council_or_a_place_or_a_nation_but_not_two():
    lists = gazetteer()
    seen = [name for names in lists.values() for name in names]

    assert len(seen) == len(set(seen))


def test_every_name_leads_to_a_council_that_we_can_name():
    lists = gazetteer()

    assert set(lists["council"].values()) | set(lists["place"].values()) <= council_names().keys() | {OTHER}
    assert OTHER not in council_names()


def test_every_english_council_with_education_duties_is_known():
    assert len(council_names()) == 153


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kingston upon Thames", "kingston-upon-thames"),
        ("Bournemouth, Christchurch and Poole", "bournemouth-christchurch-and-poole"),
        ("  St. Helens ", "st-helens"),
    ],
)
def test_slugs_hold_only_letters_digits_and_hyphens(name, slug):
    assert slugify(name) == slug


def test_rasa_is_trained_on_exactly_these_names():
    assert NAMES.read_text(encoding="utf-8") == nlu_yaml(), (
        "the names have changed: run `python -m kb places`, then train"
    )


def test_where_one_name_begins_with_another_rasa_reads_the_longer_one():
    names = NAMES.read_text(encoding="utf-8").splitlines()

    assert names.index("    - newcastle under lyme") < names.index("    - newcastle")


# mentions in a message


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("I live in BEXLEY.", ("bexley",)),
        ("we're in Ely, Cambs", ("cambridgeshire",)),
        ("we moved from Kent to Hexham", ("kent", "northumberland")),
        ("the school is in Kentish Town", ("camden",)),
        ("North Yorkshire", ("north-yorkshire",)),
        ("newcastle under lyme", ("staffordshire",)),
        ("she is behind in reading and sat in the bath", ()),
        ("Reading council", ("reading",)),
        ("they said kentucky", ()),
        ("", ()),
    ],
)
def test_a_message_mentions_the_councils_that_its_places_stand_for(text, slugs):
    assert mentions(text).councils == slugs


def test_a_message_may_mention_another_nation():
    assert mentions("we live near Glasgow").nation == "Scotland"
    assert mentions("we live near Glasgow").councils == ()
    assert mentions("we live in Kent").nation is None


def test_every_name_of_the_lists_is_found_in_a_message():
    for entity, names in gazetteer().items():
        for name, means in names.items():
            found = mentions(f"here: {name}!")
            assert (found.nation if entity == "nation" else found.councils) == (
                means if entity == "nation" else (means,)
            ), name


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("we live in Powys", "Wales"),
        ("our council is Gwynedd", "Wales"),
        ("school in South Lanarkshire", "Scotland"),
        ("he goes to school in Fermanagh", "Northern Ireland"),
        ("my son Tyrone has ADHD", None),
        ("my son Angus is 4", None),
    ],
)
def test_other_nations_are_known_by_their_counties_too(text, nation):
    assert mentions(text).nation == nation


@pytest.mark.parametrize(
    ("text", "council"),
    [("we live in Chatham", "medway"), ("Peterborough", "peterborough"), ("in Bexhill", "east-sussex")],
)
def test_a_neighbour_of_one_of_our_councils_is_not_that_council(text, council):
    assert mentions(text).councils == (council,)


@pytest.mark.parametrize("town", ["Richmond", "Newport", "Washington", "Stratford", "Boston", "Kingston", "Rainham"])
def test_a_town_that_several_councils_have_names_none(town):
    assert mentions(f"we live in {town}") == Mentions((), None)
