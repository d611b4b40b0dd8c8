"""Our small Markdown as HTML."""

import pytest

from api.markdown import html, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("One.\n\nTwo.", '<p dir="auto">One.</p>\n<p dir="auto">Two.</p>\n'),
        ("**bold**", "<p dir='auto'><strong>bold</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li dir='auto'>a</li>\n<li dir='auto'>b</li>\n</ul>\n"),
        ("[x](https://e.org)", '<p dir="auto"><a href="https://e.org">x</a></p>\n'),
        ("[999](tel:999)", '<p dir="auto"><a href="tel:999">999</a></p>\n'),
        ("[x](mailto:a@b.example)", '<p dir="auto"><a href="mailto:a@b.example">x</a></p>\n'),
        ("<b>x</b>", "<p dir='auto'>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert)", "<p dir='auto'>[x](javascript:alert)</p>\n"),
        ("# x", "<p dir='auto'># x</p>\n"),
        ("`x` ![x](y)", None),
        ("a_b_c 6,000", "<p dir='auto'>a_b_c 6,000</p>\n"),
    ],
)
def test_only_paragraphs_lists_bold_and_links_are_made(text, shown):
    made = html(text)

    assert shown is None or made == shown.replace("'auto'", '"auto"')
    assert "<code" not in made
    assert "<img" not in made
    assert "<h1" not in made


def test_a_marker_becomes_a_link_to_its_footnote():
    made = html("So it is. [2]", "m1", frozenset({1, 2}))

    assert '<sup><a href="#m1-2" class="marker"><span class="hidden">Source </span>2</a></sup>' in made
    assert " <sup>" not in made


def test_a_number_without_a_footnote_stays_as_it_is():
    assert html("So it is. [3]", "m1", frozenset({1, 2})) == '<p dir="auto">So it is. [3]</p>\n'


@pytest.mark.parametrize(
    ("written", "shown"), [("a\nb", "a<br>b"), ("<b>&", "&lt;b&gt;&amp;"), ("**a** [1]", "**a** [1]"), ("", "")]
)
def test_what_a_parent_wrote_is_shown_as_it_was_written(written, shown):
    assert plain(written) == shown
