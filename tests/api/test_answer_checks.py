"""What an editor is told while they write: the checks of `kb verify` in plain English, what differs, what to cite."""

from datetime import date

import pytest

from api.answers.checks import Known, findings, measured
from api.answers.difference import differences, pieces
from api.answers.picker import citable
from api.answers.typed import NAMES, Typed, as_typed
from api.errors import WrongFields
from kb.own_answers import OwnText
from kb.shipped import Part, SourceFile
from tests.hostile import HOSTILE
from tests.kb.knowledge import CODE, a_council, a_leaflet, a_topic, an_answer_book, national

TODAY, LATER = date(2026, 11, 24), date(2027, 5, 24)
SOURCES = {
    "regs": SourceFile(
        id="regs", kind="law", title="The Regulations", publisher="Parliament", part_word="regulation",
        parts={"5": Part(title="Time", says="The council must tell you within 6 weeks.", must=True)},
    ),
    "code": SourceFile(
        id="code", kind="code", title="SEND code", publisher="DfE", part_word="paragraph",
        parts={"6.17": Part(title="Checking", says="Teachers should look often.")},
    ),
    "leaflet_kent": SourceFile(
        id="leaflet_kent", kind="leaflet", title="Kent's leaflet", publisher="Kent", parts={"Review": Part(title="R")}
    ),
    "leaflet_bexley": SourceFile(id="leaflet_bexley", kind="leaflet", title="Bexley's leaflet", publisher="Bexley"),
}  # fmt: skip
LEAFLET = {"Review": ["You should meet the teacher three times in each year to talk about how your child does."]}


def known(leaflet=LEAFLET, mapped=True, council="kent"):
    topic = a_topic("who_decides", leaflet={"kent": "Review"} if mapped else {})
    return Known(topic, council, a_council("kent") if council == "kent" else None, SOURCES, leaflet)


def told(text, where=None, mode="add", **own):
    return [(f.words, f.stops) for f in findings(OwnText(text, LATER, mode, **own), where or known())]


@pytest.mark.parametrize(
    "text",
    [
        "The council must tell you within 6 weeks. [regs:5]",
        "Ring **01234 567890**, or write to advice@kent.example.",
        "Meet them three times a year. [leaflet]",
        "Meet them three times a year. [leaflet_kent:Review]",
        "You can ask {service}: {contact}. See {local_offer}. {council} can help.",
        "From age 16 you can ask yourself.",
    ],
)
def test_nothing_is_asked_about_sound_words(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "says", "stops"),
    [
        ("Wait for 9 weeks. [regs:5]", "“9 weeks” stands in no source that is cited", False),
        ("It must answer. [code:6.17]", "“must” needs the law beside it", False),
        ("Ask. [law:5]", "[law:5] leads nowhere. There is no such source", True),
        ("Ask. [regs:6]", "[regs:6] leads nowhere: “The Regulations” has no such part", True),
        ("Ask. [leaflet:Plans]", "leads nowhere: “Kent's leaflet” has no such part", True),
        ("Ask. [leaflet_bexley]", "is another council's leaflet", True),
        ("Ask. [2]", "[2] is no citation", False),
        ("Dear {name}, ask.", "{name} is not filled in", False),
        ("A sentence " + "of words " * 26 + "ends.", "One sentence has", False),
        (
            "Considerable administrative procedures necessitate comprehensive documentation. " * 3,
            "Reading age",
            False,
        ),
        (
            "Well: meet the teacher three times in each year to talk about how your child does. [leaflet]",
            "word for word",
            False,
        ),
    ],
)
def test_what_a_reviewer_would_ask_about(text, says, stops):
    assert [stopping for words, stopping in told(text) if says in words] == [stops]


def test_every_part_is_checked_and_named():
    bad = "Ask. [law:5]"

    found = findings(OwnText(bad, LATER, more=bad, follow_ups={"if_no": bad}), known())

    assert {f.part for f in found} == {NAMES["answer"], NAMES["more"], NAMES["if_no"]}


def test_without_the_leaflet_its_figures_are_to_be_looked_up():
    ((words, stops),) = told("Meet them three times a year. [leaflet]", known(leaflet=None))

    assert "We cannot check “three times”" in words
    assert not stops


def test_a_leaflet_that_is_not_tied_to_the_topic_or_not_there_leads_nowhere():
    assert [stops for _, stops in told("Ask. [leaflet]", known(mapped=False))] == [True]
    assert [stops for _, stops in told("Ask. [leaflet]", known(council="leeds"))] == [True]


def test_an_answer_in_the_place_of_the_national_one_needs_a_citation():
    assert "There is no citation" in told("Ask us.", mode="replace")[0][0]
    assert told("Ask us.", mode="add") == []


def test_how_hard_it_is_to_read():
    easy, hard = measured(OwnText("Ask us.", LATER, more="Considerable documentation " * 15))

    assert (easy.name, easy.hard, easy.longest) == (NAMES["answer"], False, 2)
    assert hard.hard


@pytest.mark.parametrize("text", HOSTILE[::7])
def test_whatever_is_typed_is_checked_without_failing(text):
    own = Typed("replace", {"answer": text[:4000]}).own(TODAY)

    assert findings(own, known()) is not None
    assert differences(None, own)


# Fields


def typed(**fields):
    sound = {"mode": "add", "texts": {"answer": "Ours."}, "review_by": "2027-05-01", "reason": "Asked."}
    return Typed(**(sound | fields))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"texts": {}}, "answer"),
        ({"texts": {"answer": "x" * 4001}}, "answer"),
        ({"texts": {"answer": "x", "if_no": "x" * 1501}}, "if_no"),
        ({"mode": "national"}, "mode"),
        ({"review_by": ""}, "review_by"),
        ({"review_by": "2026-11-24"}, "review_by"),  # today
        ({"review_by": "2036-11-24"}, "review_by"),
        ({"review_by": "soon"}, "review_by"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_each_wrong_field_is_named(wrong, field):
    with pytest.raises(WrongFields) as error:
        typed(**wrong).checked(TODAY)

    assert list(error.value.fields) == [field]


def test_the_form_of_an_answer_gives_the_same_answer():
    own = OwnText("Ours.", date(2027, 11, 1), "replace", "More.", {"if_no": "Ask."})

    assert as_typed(own, TODAY, "Why").checked(TODAY) == own


def test_an_answer_past_its_review_is_opened_with_a_day_to_come():
    assert as_typed(OwnText("Ours.", date(2020, 1, 1)), TODAY, "Why").checked(TODAY).review_by > TODAY


# Differences


def told_between(before, after):
    return [(p.kind, p.text) for p in pieces(before, after)]


def test_words_that_went_and_came_are_told():
    found = told_between("The school decides with you.", "The head decides with you.")

    assert found == [("same", "The"), ("gone", " school"), ("new", " head"), ("same", " decides with you.")]


def test_where_hardly_a_word_is_the_same_the_older_stands_whole_before_the_newer():
    assert told_between("Ask the school.", "You can ring us.") == [
        ("gone", "Ask the school."),
        ("new", " You can ring us."),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [("", "a b"), ("a\n\nb c d", "a\n\nb  c d\n"), ("x " * 500, "x " * 499 + "y")]
)
def test_nothing_is_lost_in_a_difference(before, after):
    found = list(pieces(before, after))

    assert "".join(p.text for p in found if p.kind != "new") == before
    assert "".join(p.text for p in found if p.kind != "gone") == after


def test_only_parts_that_differ_are_shown():
    before, after = OwnText("A.", LATER, "add", "M."), OwnText("A.", date(2028, 1, 1), "replace", "M.")

    assert [one.name for one in differences(before, after)] == ["How it is shown", "To be reviewed by"]
    assert differences(before, before) == ()
    assert [one.name for one in differences(None, before)][1:3] == [NAMES["answer"], NAMES["more"]]


# What to cite

BOOK = an_answer_book(national("who_decides"), sources=(CODE, a_leaflet("kent"), a_leaflet("bexley")))


def test_a_part_is_found_by_its_words_and_by_its_number():
    for words in ("identifying SEN", "6.17", "identify"):
        assert citable(words, BOOK, "kent", None)[0].marker == "[code:6.17]"


def test_what_holds_less_than_half_of_the_words_is_not_found():
    assert citable("zebra crossings in schools near rivers", BOOK, "kent", None) == ()


def test_without_words_the_councils_leaflet_is_shown_and_never_anothers():
    parts = {"Review": {"title": "Review", "says": ""}}
    kent = a_leaflet("kent").__class__(**{**vars(a_leaflet("kent")), "parts": parts})
    bexley = a_leaflet("bexley").__class__(**{**vars(a_leaflet("bexley")), "parts": parts})
    book = an_answer_book(national("who_decides"), sources=(CODE, kent, bexley))

    (found,) = citable("", book, "kent", LEAFLET)

    assert found.marker == "[leaflet_kent:Review]"
    assert "three times" in found.says
    assert [one.marker for one in citable("meet the teacher", book, "kent", LEAFLET)] == ["[leaflet_kent:Review]"]


def test_of_a_section_the_passage_that_fits_is_shown():
    kent = a_leaflet("kent").__class__(**{**vars(a_leaflet("kent")), "parts": {"Review": {"title": "Review"}}})
    leaflet = {"Review": ["Nothing of it.", "Ask about beans and peas.", "Nothing at all."]}

    found = citable("beans peas", an_answer_book(national("who_decides"), sources=(CODE, kent)), "kent", leaflet)

    assert [(one.marker, one.says) for one in found] == [("[leaflet_kent:Review]", "Ask about beans and peas.")]
