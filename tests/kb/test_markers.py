"""Rules of citation markers."""

from hypothesis import given
from hypothesis import strategies as st

from kb.markers import Marker, markers, replace_markers, without_markers

names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
parts = st.from_regex(r"[A-Za-z0-9.,?’ ]{0,20}", fullmatch=True).map(str.strip)


def test_a_marker_names_a_source_and_its_part():
    assert markers("Teachers check. [code:6.17]") == [Marker("code", "6.17")]


def test_a_marker_without_a_part_means_the_whole_source():
    assert markers("It is free. [ipsea]") == [Marker("ipsea", "")]


def test_a_heading_may_be_a_part():
    assert markers("Yes. [leaflet:What is SEN support?]") == [Marker("leaflet", "What is SEN support?")]


def test_a_repeated_marker_counts_once_and_the_order_is_that_of_the_text():
    assert markers("A. [act:68] B. [code:6.1] C. [act:68]") == [Marker("act", "68"), Marker("code", "6.1")]


def test_a_markdown_link_is_no_marker():
    assert markers("See [here](https://example.org).") == []


def test_a_bracket_with_capitals_or_numbers_is_no_marker():
    assert markers("Dear [Name], see [1].") == []


def test_a_marker_does_not_reach_over_a_line():
    assert markers("[code:6.1\n7]") == []


def test_only_the_bare_leaflet_marker_means_the_asking_councils_own_leaflet():
    assert Marker("leaflet", "Review").is_leaflet
    assert not Marker("leaflet_kent").is_leaflet


def test_dropping_a_marker_leaves_no_space_behind():
    assert without_markers("First. [act:1] Second. [code:2]") == "First. Second."


def test_replacing_a_marker_keeps_the_space_before_it():
    assert replace_markers("First. [act:1] Second.", lambda m: f"({m.source} {m.part})") == "First. (act 1) Second."


def test_a_marker_that_renders_as_nothing_is_dropped_with_its_space():
    assert replace_markers("A. [leaflet] B. [act:1]", lambda m: "" if m.is_leaflet else "[1]") == "A. B. [1]"


@given(names, parts)
def test_what_is_written_as_a_marker_is_read_as_that_marker(source, part):
    written = f"[{source}:{part}]" if part else f"[{source}]"

    assert markers(f"Words. {written} More.") == [Marker(source, part)]


@given(st.text(alphabet="ab [:]()\n.x1", max_size=60))
def test_a_text_without_its_markers_holds_none(text):
    stripped = replace_markers(text, lambda _: "|")  # two halves must not join to a new one

    assert markers(stripped) == []
