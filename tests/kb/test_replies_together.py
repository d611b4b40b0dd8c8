"""Replies that hold more than one answer, or begin with words of their own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answers import Cited
from kb.contacts import contact_words
from kb.follow_ups import heading
from kb.languages import Spoken
from kb.notices import Notice
from kb.replies import PERSON, Reply, Speaker, doubting, words
from kb.together import joined, together
from tests.kb.knowledge import CODE, NOON, a_council, a_topic, an_answer_book, national

PARTS = {
    number: {"title": f"About {number}", "url": f"https://example.org/{number}"} for number in ("1.1", "2.2", "3.3")
}
BOOK = an_answer_book(
    national("who_decides", "First [code:1.1], then [code:2.2].", more="More."),
    national("review_meetings", "Other [code:3.3], and [code:2.2].", more="More."),
    national("sen_funding", "Third [code:3.3].", more="More.", how_long="A week [code:1.1]."),
    national("local_offer", "Before.\n\n- Step one [code:1.1]\n- Step two: {contact}\n\nAfter [code:3.3]."),
    topics=(
        a_topic("who_decides", next=("review_meetings", "transport", "benefits", "exclusion")),
        *(a_topic(name) for name in ("transport", "benefits", "exclusion")),
    ),
    sources=(replace(CODE, parts=PARTS),),
)
SPEAKER = Speaker(BOOK, "kent", NOON)
CONTACT = contact_words(SPEAKER.facts)


def answers(*topics: str) -> Reply:
    """The whole answers to these topics as one reply."""
    return together([(topic, "answer") for topic in topics], SPEAKER)


def a_citation(marker: int, section: str) -> Cited:
    return Cited(marker, "code", "code", "The Code", "DfE", section, "", None, "2015", None)


def a_reply(sections: tuple[str, ...], **fields) -> Reply:
    """An answer that cites these sections in this order."""
    cited = tuple(a_citation(n, section) for n, section in enumerate(sections, 1))
    text = " ".join(f"{c.section} [{c.marker}]" for c in cited)
    return Reply(text, "answered", citations=cited, **fields)


def read_off(reply: Reply) -> list[str]:
    """The sections that the text's markers lead to, in the order of the text."""
    by_marker = {str(c.marker): c.section for c in reply.citations}
    return [by_marker[word.strip("[]")] for word in reply.text.split() if word.startswith("[")]


# answers, joined


def test_the_second_answer_stands_under_its_own_question():
    reply = answers("who_decides", "review_meetings")

    assert reply.text == "First [1], then [2].\n\n**What about review meetings?**\n\nOther [3], and [2]."
    assert reply.topic == "who_decides"


def test_a_shared_source_keeps_one_number_and_stands_once():
    reply = answers("who_decides", "review_meetings", "sen_funding")

    assert [(c.marker, c.paragraph) for c in reply.citations] == [
        (1, "paragraph 1.1"),
        (2, "paragraph 2.2"),
        (3, "paragraph 3.3"),
    ]
    assert reply.text.endswith("Third [3].")


def test_a_part_of_an_answer_stands_under_the_question_that_it_answers():
    reply = together([("who_decides", "answer"), ("sen_funding", "how_long")], SPEAKER)

    assert reply.text.endswith(f"**{heading('how_long')}**\n\nA week [1].")


def test_the_number_of_the_line_is_given_once():
    reply = answers("local_offer", "local_offer")

    assert CONTACT
    assert reply.text.count(CONTACT) == 1
    assert reply.text.count("Step two") == 2


def test_of_three_answers_the_later_ones_end_with_their_steps():
    two, three = answers("who_decides", "local_offer"), answers("who_decides", "review_meetings", "local_offer")

    assert two.text.endswith("After [3].")
    assert three.text.endswith("- Step two")
    assert [c.paragraph for c in three.citations] == ["paragraph 1.1", "paragraph 2.2", "paragraph 3.3"]


def test_a_source_that_only_a_left_out_line_cites_is_left_out_too():
    reply = answers("who_decides", "local_offer", "local_offer")

    assert [c.paragraph for c in reply.citations] == ["paragraph 1.1", "paragraph 2.2"]


def test_several_answers_offer_more_of_each_and_nothing_that_is_answered():
    ids = [c.id for c in answers("who_decides", "review_meetings").choices]

    assert ids == ["more:who_decides", "more:review_meetings", "topic:transport", "topic:benefits", PERSON.id]


def test_a_notice_of_both_answers_stands_once():
    old, new = Notice("old_leaflet", "Old."), Notice("law_as_of", "New.")

    reply = joined(a_reply((), notices=(old,)), a_reply((), notices=(old, new)), "Next")

    assert reply.notices == (old, new)


def test_the_versions_of_both_answers_are_kept():
    assert joined(a_reply((), version="1.0"), a_reply((), version="2.1"), "Next").version == "1.0+2.1"


def test_a_link_that_looks_like_a_marker_is_left_alone():
    other = replace(a_reply(("B",)), text="[1](https://example.org) and B [1]")

    assert joined(a_reply(("A",)), other, "Next").text.endswith("[1](https://example.org) and B [2]")


def test_a_source_that_the_first_answer_cites_twice_takes_no_number_from_the_next():
    reply = joined(a_reply(("A", "A")), a_reply(("B",)), "Next")

    assert [c.marker for c in reply.citations] == [1, 2, 3]
    assert read_off(reply)[-1] == "B"


SECTIONS = st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=5).map(tuple)


@given(SECTIONS, SECTIONS)
def test_every_marker_still_leads_to_its_source_and_no_source_stands_twice(first, other):
    reply = joined(a_reply(first), a_reply(other), "Next")

    assert read_off(reply) == [*first, *other]
    assert len({c.marker for c in reply.citations}) == len(reply.citations) == len({*first, *other})


# words of our own before a reply


def test_a_kind_word_stands_before_the_answer_and_changes_nothing_else():
    answer = SPEAKER.answer("who_decides")

    kind = SPEAKER.kindly(answer)

    assert kind == replace(answer, text=f"{words()['kindness']}\n\n{answer.text}")


def test_the_numbers_stand_before_the_answer_with_a_notice():
    answer = SPEAKER.answer("who_decides")

    reply = SPEAKER.with_numbers(answer)

    assert reply.text == f"{words()['crisis_maybe']}\n\n{answer.text}"
    assert [n.kind for n in reply.notices] == ["crisis", *(n.kind for n in answer.notices)]
    for number in ("999", "111", "116 123"):
        assert number in reply.text.splitlines()[0]


@pytest.mark.parametrize(
    ("unknown", "named"),
    [
        (["Annex Q"], "I don't know Annex Q,"),
        (["Annex Q", "Annex R"], "I don't know Annex Q or Annex R,"),
        (["Annex Q", "Annex R", "Annex S"], "I don't know Annex Q, Annex R or Annex S,"),
    ],
    ids=["one", "two", "three"],
)
def test_doubting_names_what_we_do_not_know_before_what_we_do(unknown, named):
    text = doubting("The answer.", unknown)

    assert text.startswith(named)
    assert text.endswith("\n\nThe answer.")


# another language


def test_a_parent_who_writes_another_language_reads_our_line_in_it_then_english_then_the_service():
    reply = SPEAKER.in_another_language(Spoken("Polish", "Po polsku.", right_to_left=False))

    line, english, *rest = reply.text.split("\n\n")
    assert line == "Po polsku."
    assert english == words()["other_language"].replace("{language}", "Polish")
    assert "01234 567890" in "\n".join(rest)
    assert reply.reason == "other_language"
    assert reply.handoff is not None


def test_without_a_line_the_language_is_named_in_english():
    reply = SPEAKER.in_another_language(Spoken("Tamil", "", right_to_left=False))

    assert reply.text.startswith("You seem to be writing in Tamil.")


def test_without_a_council_the_way_to_find_a_service_is_told():
    reply = Speaker(BOOK, None, NOON).in_another_language(Spoken("Tamil", "", right_to_left=False))

    assert words()["hand_off_national"] in reply.text
    assert a_council("kent").service["name"] not in reply.text
