"""Rules of reading a leaflet's messy text into blocks. The leaflets here are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.leaflet_blocks import LINKS, blocks

HEADINGS = ("What is the garden club?", "Who may join the garden club?", "Dig", "Water")


def only_text(raw: str) -> str:
    found = blocks(raw, HEADINGS)
    assert len(found) == 1
    return found[0].words


def test_a_heading_in_capitals_over_two_lines_is_a_heading():
    found = blocks(" WHO MAY JOIN THE \nGARDEN CLUB? \n\nAnyone may join.", HEADINGS)

    assert [(b.heading, b.words) for b in found] == [("Who may join the garden club?", "Anyone may join.")]


def test_a_word_inside_a_sentence_is_no_heading():
    assert only_text("First you should\ndig\nand then rest.") == "First you should dig and then rest."


@pytest.mark.parametrize("sign", ["•", "-", "*", "·", "\uf0b7"])
def test_every_bullet_sign_makes_the_same_list(sign):
    assert only_text(f"You can borrow:\n{sign} spades\n\n{sign} boots") == "You can borrow:\n- spades\n- boots"


def test_a_list_that_lost_its_bullet_signs_is_known_by_the_space_that_is_left():
    raw = "You can borrow: \n spades and \n\nrakes  \n boots. \n Please ask us for a key."

    found = [b.words for b in blocks(raw, HEADINGS)]

    assert found == ["You can borrow:\n- spades and rakes\n- boots.", "Please ask us for a key."]


def test_a_first_item_without_its_sign_is_an_item():
    raw = "The rules say the club must:\nlend spades\n• mend boots"

    assert only_text(raw) == "The rules say the club must:\n- lend spades\n- mend boots"


def test_a_word_that_is_broken_over_two_lines_is_whole_again():
    assert only_text("The sen-\nior gardener") == "The senior gardener"


def test_a_hyphen_of_its_own_stays_at_the_end_of_a_line():
    assert only_text("A co-operative club and a co-\noperative shed") == "A co-operative club and a co-operative shed"


def test_a_web_address_that_is_broken_over_two_lines_is_whole_again():
    assert only_text("Look at www.garden.example/\nclub for more.") == "Look at www.garden.example/club for more."


def test_markdown_signs_and_footnote_stars_go_and_their_words_stay():
    raw = "The ***Garden** Book**** says [beans](#) are <https://beans.example>"

    assert only_text(raw) == "The Garden Book says beans are https://beans.example"


def test_a_page_number_does_not_cut_a_paragraph_in_two():
    assert only_text("Beans need water\n\n\n12\n\nevery day.") == "Beans need water every day."


def test_a_form_feed_does_not_cut_a_paragraph_in_two():
    assert only_text("Beans need water\fevery day.") == "Beans need water every day."


def test_a_form_feed_parts_what_is_finished():
    assert len(blocks("Bring your boots and your spade to every meeting.\fAnyone may join.", HEADINGS)) == 2


def test_a_line_between_two_items_belongs_to_the_first():
    raw = "You can borrow: \n boots from the Garden \n\nClub \n spades."

    assert only_text(raw) == "You can borrow:\n- boots from the Garden Club\n- spades."


def test_the_last_line_of_a_contact_ends_a_paragraph():
    raw = "The bean line\n01234 555666\nbeans@club.example\nThe pumpkin line\n01234 555777"

    assert [b.words for b in blocks(raw, HEADINGS)] == [
        "The bean line 01234 555666 beans@club.example",
        "The pumpkin line 01234 555777",
    ]


def test_a_box_without_a_number_is_a_quotation_too():
    [block] = blocks("Digging   Code of Practice \nThe gardeners should dig deep.", HEADINGS)

    assert block.is_quotation


def test_a_sentence_goes_on_behind_the_box_that_cut_it():
    raw = "Beans need, where possible,\n\nA box says so. (3.1)\n\n4\n\nwater every day."

    assert [b.words for b in blocks(raw, HEADINGS)] == [
        "Beans need, where possible, water every day.",
        "A box says so. (3.1)",
    ]


def test_a_short_line_with_a_full_stop_ends_a_paragraph_without_a_gap():
    raw = (
        "The club meets in the big green shed behind the\nlibrary.\nBring your own boots to every meeting of the club."
    )

    assert len(blocks(raw, HEADINGS)) == 2


def test_the_rule_of_a_table_goes_and_its_cells_stay():
    assert only_text("Printed\t26/3/25\n-------\t-------") == "Printed 26/3/25"


def test_a_list_of_links_is_kept_apart_from_the_sections():
    found = blocks("Dig\n\nDig deep.\n\nhttps://a.example/x\nhttps://b.example/y\n", HEADINGS)

    assert [b.heading for b in found] == ["Dig", LINKS, LINKS]


def test_the_label_of_a_code_box_marks_a_quotation_and_is_no_part_of_it():
    found = blocks("Digging   Code of Practice \nThe gardeners should dig deep.\n\nPara 3.1\n\nThey rest.", HEADINGS)

    assert [(b.words, b.is_quotation) for b in found] == [
        ("The gardeners should dig deep. Para 3.1", True),
        ("They rest.", False),
    ]


def test_a_paragraph_number_goes_back_to_the_quotation_that_a_column_parted_it_from():
    raw = "The Garden Code of Practice says:\nDig deep.\n\nBeans grow.\n\n(Paragraph 3.1)\nThen rest."

    assert [b.words for b in blocks(raw, HEADINGS)] == [
        "The Garden Code of Practice says: Dig deep. (Paragraph 3.1)",
        "Beans grow.",
        "Then rest.",
    ]


@given(st.text(alphabet=st.sampled_from(list("aB.:-•*() \n\f6\u2019")), max_size=200))
def test_no_word_is_lost_or_invented_whatever_the_layout(raw):
    read_words = sorted("".join(block.words for block in blocks(raw, HEADINGS)).replace("\n", " "))
    letters = [c for c in read_words if c.isalpha()]

    assert letters == sorted(c for c in raw if c.isalpha())
