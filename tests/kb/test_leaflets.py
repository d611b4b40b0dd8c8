"""Rules of the leaflet import: folders, passages, true sections. The leaflets here are made up."""

from pathlib import Path

import pytest

from kb.errors import ContentError
from kb.leaflet_blocks import FRONT
from kb.leaflets import LeafletFolder, leaflet_passages, read_leaflets
from kb.shipped import Part, SourceFile

HEADINGS = ("What is the garden club?", "Who may join the garden club?", "Dig", "Water")

# Three councils with the same made-up leaflet, so that they can correct a fourth.
ORDERED = """A guide to the garden club

What is the garden club?

The garden club grows beans and pumpkins for everyone who lives nearby.

You can borrow:
- spades and rakes
- watering cans of every size
- boots that are nearly new

Who may join the garden club?

Anyone older than six may join on the first Monday of the month.

Dig

The gardeners should turn the soil over before the frost comes. (3.1)

Water

The gardeners should water the beans twice a day in a dry summer.
"""


def a_source(slug: str, headings: tuple[str, ...] = HEADINGS) -> SourceFile:
    parts = {heading: Part(title=heading) for heading in headings}
    return SourceFile(id=f"leaflet_{slug}", kind="leaflet", title="T", publisher="P", council=slug, parts=parts)


def read(folder: Path, **texts: str) -> LeafletFolder:
    for slug, text in texts.items():
        (folder / f"{slug}_2025.txt").write_text(text, encoding="utf-8")
    return read_leaflets(folder, {f"leaflet_{slug}": a_source(slug) for slug in texts})


def texts_under(folder: LeafletFolder, slug: str, heading: str) -> list[str]:
    return [p.text for p in folder.passages[f"leaflet_{slug}"] if p.heading == heading]


def test_a_passage_stands_under_the_heading_above_it(tmp_path):
    folder = read(tmp_path, kent=ORDERED)

    assert texts_under(folder, "kent", "Dig") == [
        "The gardeners should turn the soil over before the frost comes. (3.1)"
    ]


def test_what_comes_before_the_first_heading_is_the_front_page(tmp_path):
    assert texts_under(read(tmp_path, kent=ORDERED), "kent", FRONT) == ["A guide to the garden club"]


def test_a_lead_finds_the_quotation_that_a_box_moved_away(tmp_path):
    raw = "Dig\n\nThe Garden Code of Practice says:\n\nDigging is fun.\n\nThe soil should be turned. (3.1)\n"

    assert texts_under(read(tmp_path, kent=raw), "kent", "Dig") == [
        "The Garden Code of Practice says: The soil should be turned. (3.1)",
        "Digging is fun.",
    ]


def test_a_paragraph_under_a_wrong_heading_moves_where_two_other_leaflets_have_it(tmp_path):
    columns = ORDERED.replace("What is the garden club?\n\n", "").replace(
        "Who may join the garden club?\n", "What is the garden club?\n\nWho may join the garden club?\n"
    )
    moved = "Dig\n\nThe gardeners should water the beans twice a day in a dry summer.\n\nWater\n"

    folder = read(tmp_path, kent=columns.split("Dig")[0] + moved, bexley=ORDERED, islington=ORDERED)

    assert texts_under(folder, "kent", "Water") == ["The gardeners should water the beans twice a day in a dry summer."]
    assert folder.moved == {"leaflet_kent": 1, "leaflet_bexley": 0, "leaflet_islington": 0}


def test_one_other_leaflet_alone_moves_nothing(tmp_path):
    odd = "Dig\n\nThe gardeners should water the beans twice a day in a dry summer.\n"

    folder = read(tmp_path, kent=odd, bexley=ORDERED)

    assert folder.moved["leaflet_kent"] == 0


def test_what_a_leaflet_says_a_second_time_stays_in_its_second_place(tmp_path):
    twice = ORDERED.replace("Dig\n", "Dig\n\nThe garden club grows beans and pumpkins for everyone who lives nearby.\n")

    folder = read(tmp_path, kent=twice, bexley=ORDERED, islington=ORDERED)

    assert folder.moved["leaflet_kent"] == 0


def test_two_items_that_run_together_are_parted_where_two_other_leaflets_part_them(tmp_path):
    fused = ORDERED.replace("rakes\n- watering", "rakes watering")

    folder = read(tmp_path, kent=fused, bexley=ORDERED, islington=ORDERED)

    assert texts_under(folder, "kent", HEADINGS[0])[1] == texts_under(folder, "bexley", HEADINGS[0])[1]


def test_passages_are_numbered_in_reading_order(tmp_path):
    positions = [p.position for p in read(tmp_path, kent=ORDERED).passages["leaflet_kent"]]

    assert positions == list(range(1, len(positions) + 1))


def test_a_file_of_no_council_is_named_and_skipped(tmp_path):
    (tmp_path / "atlantis_2025.txt").write_text("Fish.")

    folder = read(tmp_path, kent=ORDERED)

    assert folder.skipped == ["atlantis_2025.txt"]
    assert "atlantis_2025.txt" in folder.lines()[0]


def test_a_council_without_a_file_is_named(tmp_path):
    (tmp_path / "kent_2025.txt").write_text(ORDERED)

    folder = read_leaflets(tmp_path, {"leaflet_kent": a_source("kent"), "leaflet_bexley": a_source("bexley")})

    assert folder.missing == ["bexley"]
    assert "bexley_<year>.txt" in folder.lines()[0]


def test_a_missing_folder_is_a_clear_error(tmp_path):
    with pytest.raises(ContentError, match="there is no such folder"):
        leaflet_passages(tmp_path / "gone", {"leaflet_kent": a_source("kent")})


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "holds no leaflet"),
        ({"kent_2014.txt": b"a", "kent_2025.txt": b"b"}, "both kent's leaflet"),
        ({"kent_2025.txt": b" \n"}, "is empty"),
        ({"kent_2025.txt": b"caf\xe9"}, "cannot be read as text"),
    ],
)
def test_a_folder_that_cannot_be_read_rightly_is_a_clear_error(tmp_path, files, message):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    with pytest.raises(ContentError, match=message):
        leaflet_passages(tmp_path, {"leaflet_kent": a_source("kent")})
