"""Rules of a topic file: markers, figures, "must", readability, and the way to other topics."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.proof import blocks, copied, figures_with_markers, problems, unknown_sources, word_runs
from kb.shipped import LocalAnswer, Part, SourceFile, TopicFile

SAYS = "The council has six weeks to decide."


def a_source(source_id: str, kind: str, **parts: Part) -> SourceFile:
    return SourceFile(id=source_id, kind=kind, title="A title", publisher="P", parts=parts)  # type: ignore[arg-type]


SOURCES = {
    s.id: s
    for s in (
        a_source("regs", "law", **{"5": Part(title="Time", says=SAYS, must=True), "2": Part(title="Words", says="")}),
        a_source(
            "code", "code", **{"6.1": Part(title="Should", says=""), "6.2": Part(title="Must", says="", must=True)}
        ),
        a_source("ipsea", "guidance", page=Part(title="Advice", says="Call 01799 000000.", must=True)),
        a_source("leaflet_kent", "leaflet", Review=Part(title="Review")),
        a_source("leaflet_bexley", "leaflet", Plan=Part(title="Plan")),
    )
}


def a_topic(answer: str, **own: Any) -> TopicFile:
    values = {"topic": "t", "title": "A short title", "question": "Q?", "group": "g", "answer": answer}
    return TopicFile(**values, reviewed=date(2026, 1, 1), review_by=date(2026, 7, 1), **own)


def found(answer: str, **own: Any) -> list[str]:
    return list(problems(a_topic(answer, **own), SOURCES, {"t", "other"}))


def test_a_clean_answer_has_no_problems():
    assert found("The council must decide within 6 weeks. [regs:5] Ask the SENCO. [code:6.1]") == []


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("Ask them. [law:5]", "there is no such source"),
        ("Ask them. [regs:99]", "the source has no such part"),
        ("Wait 7 weeks. [regs:5]", "the figure “7 weeks” stands in no source"),
        ("Wait six months. [regs:5]", "the figure “six months” stands in no source"),
        ("Call 01799 111111. [ipsea:page]", "the figure “01799 111111” stands in no source"),
        ("The school must help. [code:6.1]", "“must” without law"),
        ("The school must help. [ipsea:page]", "“must” without law"),  # guidance lays down no law
        ("The school must help. [regs:2]", "“must” without law"),  # a part of a law that only explains
        ("The school must help.\n\nAsk. [regs:5]", "“must” without law"),  # law in another sentence
        ("word " * 26 + "end. [code:6.1]", "a sentence of 27 words"),
        ("Ask them. [leaflet]", "has no citation besides the leaflet"),
        ("Ask them.", "has no citation besides the leaflet"),
    ],
)
def test_a_broken_rule_is_told_with_its_place(answer, problem):
    assert [p for p in found(answer) if p.startswith("answer: ") and problem in p]


def test_hard_words_are_told():
    hard = "Multidisciplinary professionals systematically undertake institutional deliberations. [code:6.1] "

    assert any("reading age" in p for p in found(hard * 3))


@pytest.mark.parametrize(
    "text", ["It must act. [regs:5]", "It must:\n\n- act [regs:5]\n- listen", "It must act. [code:6.2]"]
)
def test_must_rests_on_law_in_its_own_sentence_or_list(text):
    assert found(text + "\n\nMore. [code:6.1]") == []


def test_a_figure_is_proved_by_its_own_paragraph_and_not_by_another():
    assert found("Wait 6 weeks. [code:6.1]\n\nThen ask. [regs:5]")
    assert not found("Ask. [code:6.1]\n\nWait 6 weeks. [regs:5]")


def test_a_lists_lead_is_proved_by_the_markers_of_its_list():
    [(_, cited)] = list(figures_with_markers("Within 6 weeks:\n\n- ask [regs:5]\n\nWait. [code:6.1]"))

    assert [m.source for m in cited] == ["regs"]


def test_a_line_without_any_marker_may_lean_on_the_whole_text():
    assert not found("Write this: [regs:5]\n\nPlease tell me within six weeks.")


def test_every_part_of_a_topic_is_checked():
    bad = "Wait 9 weeks. [regs:5]"
    places = found(
        "Ask. [code:6.1]", more=bad, follow_ups={"if_no": bad}, councils={"kent": LocalAnswer(answer=bad, more=bad)}
    )

    assert {p.split(":")[0] for p in places} == {"more", "if_no", "kent answer", "kent more"}


def test_a_leaflet_marker_needs_its_section_in_every_council_that_it_means():
    leaflet = {"kent": "Review", "bexley": "Plan"}

    told = found("Ask. [leaflet:Review] [code:6.1]", leaflet=leaflet)

    assert told == ["answer: [leaflet:Review]: bexley's leaflet has no such section"]


@pytest.mark.parametrize("leaflet", [{"kent": "Gardening"}, {"atlantis": "Review"}])
def test_a_section_that_a_leaflet_does_not_have_is_told(leaflet):
    assert any("has no section" in p for p in found("Ask. [code:6.1]", leaflet=leaflet))


def test_a_next_topic_has_to_exist_and_a_title_fits_a_button():
    told = found("Ask. [code:6.1]", next=["other", "gone"])
    long = a_topic("Ask. [code:6.1]").model_copy(update={"title": "one two three four five six seven eight"})

    assert told == ["next: there is no topic “gone”"]
    assert any(p.startswith("title:") for p in problems(long, SOURCES, set()))


def test_a_marker_without_a_source_is_known_before_loading():
    topic = a_topic("Ask. [law:5] [regs:5] [leaflet]", leaflet={"kent": "Review", "atlantis": "Review"})

    assert unknown_sources(topic, SOURCES) == ["law", "leaflet_atlantis"]


def test_twelve_words_in_a_row_out_of_a_leaflet_are_copied_and_eleven_are_not():
    words = [f"w{n}" for n in range(14)]
    passage = "Before. " + " ".join(words).upper()

    runs = set(word_runs(passage))

    assert copied(" ".join(words[1:13]) + " [act:1] more", runs) == " ".join(words[1:13])
    assert copied(" ".join(words[1:12]) + " more", runs) == ""


def test_a_list_belongs_to_the_line_that_leads_to_it():
    text = "The council must:\n\n- assess [regs:5]\n- decide\n\nThen ask. [code:6.1] Wait."

    assert blocks(text) == ["The council must:\n- assess [regs:5]\n- decide", "Then ask. [code:6.1]", "Wait."]


def test_a_lists_figures_are_proved_by_the_markers_of_the_list():
    [(wanted, cited)] = list(figures_with_markers("By then:\n\n- within 6 weeks [regs:5]\n- ask [code:6.1]"))

    assert [f.value for f in wanted] == ["6"]
    assert [m.source for m in cited] == ["regs", "code"]


@given(st.text(alphabet="aB. -\n[]:“*", max_size=120))
def test_no_letter_of_a_text_is_lost_in_its_blocks(text):
    assert sorted("".join("".join(blocks(text)).split())) == sorted("".join(text.split()))
