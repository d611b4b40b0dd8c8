"""Rules of quotations: exact words, that fit the claim, or none. The leaflets here are made up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answers import AnswerText
from kb.facts import TopicFacts
from kb.quotes import LONGEST, best_quote, cited_sentences, leaflet_quotes, word_weights

SOIL = "The gardeners should turn the soil over before the frost comes."
PASSAGES = [
    f"{SOIL} They may borrow a spade for that.",
    "The club can lend you:\n- a watering can for dry summers\n- boots that are nearly new, in every size",
    "Anyone older than six may join the club on the first Monday of the month.",
]
WEIGHTS = word_weights(PASSAGES)


def a_topic(name: str = "digging", **leaflet: str) -> TopicFacts:
    return TopicFacts(name, "T", "Who may join the club?", "g", (), (), leaflet)


def an_answer(answer: str, council: str = "", more: str = "", topic: str = "digging") -> AnswerText:
    return AnswerText(topic, council, "add", 1, {"answer": answer, "more": more}, date(2027, 1, 1))


def quotes_for(*answers: AnswerText, topic: TopicFacts, section: str = "Dig") -> dict[tuple[str, str, str], str]:
    passages = [(f"leaflet_{slug}", section, text) for slug in ("kent", "bexley") for text in PASSAGES]
    book = {(answer.topic, answer.council): answer for answer in answers}
    return leaflet_quotes({topic.name: topic}, book, dict.fromkeys(("kent", "bexley")), passages)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        (
            "Turn over the soil before there is frost.",
            "The gardeners should turn the soil over before the frost comes.",
        ),
        ("You can borrow boots in your size, nearly new.", "boots that are nearly new, in every size"),
        ("You can join on the first Monday of a month.", PASSAGES[2]),
    ],
)
def test_a_quote_is_the_sentence_or_item_that_shares_most_with_the_claim(claim, quote):
    assert best_quote(PASSAGES, [claim], WEIGHTS) == quote


@pytest.mark.parametrize(
    "claim", ["", "Cats like fish.", "The club is open.", "The frost comes to those who wait at home in May."]
)
def test_there_is_no_quote_rather_than_one_that_does_not_fit(claim):
    assert best_quote(PASSAGES, [claim], WEIGHTS) == ""


def test_a_claim_that_shares_few_of_its_words_gets_no_quote():
    others = " ".join(first + second * 4 for first in "bcdfg" for second in "klmnpqrst")
    claim = f"The frost comes over the soil, {others}."

    assert best_quote(PASSAGES, [claim], WEIGHTS) == ""


def test_what_only_leads_on_is_no_quote():
    assert best_quote(["The club lends spades and boots:"], ["The club lends spades and boots."], {}) == ""


def test_a_long_passage_is_no_quote():
    assert best_quote(["The club lends spades and boots " * 20], ["The club lends spades and boots."], {}) == ""


def test_a_paragraph_number_stays_with_its_quotation():
    passage = "They dig deep in the soil. Para 6.1"

    assert best_quote([passage], ["They dig deep in the soil."], {}) == passage


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Ask to meet the SENCO at once.", "You can meet the Special Educational Needs Coordinator at once."),
        ("Talk with the teacher and the council.", "Discuss it with the teacher and the local authority."),
    ],
)
def test_the_leaflets_word_for_a_thing_counts_as_ours(ours, theirs):
    assert best_quote([theirs], [ours], {}) == theirs


def test_a_quote_supports_the_sentence_that_cites_the_leaflet():
    answer = an_answer("Join on the first Monday of the month. [act:1] Turn the soil over before the frost. [leaflet]")

    quotes = quotes_for(answer, topic=a_topic(kent="Dig"))

    assert quotes == {
        ("leaflet_kent", "Dig", "digging"): "The gardeners should turn the soil over before the frost comes."
    }


def test_the_answer_comes_before_what_tells_more():
    answer = an_answer(
        "Turn the soil over before the frost. [leaflet]", more="Boots that are nearly new, in every size. [leaflet]"
    )

    quotes = quotes_for(answer, topic=a_topic(kent="Dig"))

    assert quotes["leaflet_kent", "Dig", "digging"] == SOIL


def test_a_marker_with_a_section_takes_its_quote_from_that_section():
    answer = an_answer("Turn the soil over before the frost. [leaflet:Dig]")

    quotes = quotes_for(answer, topic=a_topic(kent="Other"))

    assert ("leaflet_kent", "Dig", "digging") in quotes


def test_a_councils_own_answer_quotes_only_that_councils_leaflet():
    own = an_answer("Turn the soil over before the frost. [leaflet]", council="kent")

    quotes = quotes_for(an_answer("Hello."), own, topic=a_topic(kent="Dig"))

    assert {source for source, _, _ in quotes} == {"leaflet_kent"}


def test_a_leaflet_that_no_sentence_cites_is_quoted_for_the_question():
    quotes = quotes_for(an_answer("Anyone older than six can join."), topic=a_topic(bexley="Dig"))

    assert quotes == {("leaflet_bexley", "Dig", "digging"): PASSAGES[2]}


def test_without_leaflets_there_are_no_quotes():
    answers = {("digging", ""): an_answer("Turn the soil over before the frost. [leaflet]")}
    councils: Any = dict.fromkeys(["kent"])

    assert leaflet_quotes({"digging": a_topic(kent="Dig")}, answers, councils, []) == {}


def test_a_citing_sentence_is_read_alone_and_with_what_leads_up_to_it():
    text = "Dig first. Then rest. [leaflet] Sing. [act:1] Sleep. [leaflet:Night]"

    assert list(cited_sentences(text, "Day")) == [
        ("Then rest.", "Day"),
        (" Dig first. Then rest.", "Day"),
        ("Sleep.", "Night"),
        (" Sleep.", "Night"),
    ]


@given(
    st.lists(st.text(alphabet="abc DE.:-\n’", max_size=120), max_size=4),
    st.lists(st.text(alphabet="abc DE.", max_size=60), max_size=3),
)
def test_a_quote_is_always_a_piece_of_one_passage(passages, claims):
    quote = best_quote(passages, claims, word_weights(passages))

    assert quote == "" or (any(quote in passage for passage in passages) and len(quote) <= LONGEST)
