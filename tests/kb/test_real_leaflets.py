"""Rules that the councils' real leaflets keep. They are read where they stand, and are no part of this repository."""

import re
from pathlib import Path

import pytest

from kb import shipped
from kb.leaflet_blocks import plain
from kb.leaflets import LeafletFolder, read_leaflets
from kb.verify import verify


def squeezed(text: str) -> str:
    """A text without spaces, signs and hyphens, so that only its words count."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.fixture(scope="module")
def real(leaflets: Path) -> LeafletFolder:
    return read_leaflets(leaflets, shipped.sources())


def test_every_section_of_every_real_leaflet_holds_text(real):
    for source_id, passages in real.passages.items():
        assert set(shipped.sources()[source_id].parts) <= {p.heading for p in passages}, source_id


def test_every_sentence_of_a_real_passage_stands_in_its_file(real, leaflets):
    for source_id, passages in real.passages.items():
        [path] = leaflets.glob(f"{source_id.removeprefix('leaflet_')}*.txt")
        raw = squeezed(re.sub(r"\n\s*\d{1,2}\s*\n", "\n", path.read_text(encoding="utf-8")))
        # A lead and a paragraph number may have been put back from elsewhere: each is looked up by itself.
        parts = r"(?<=[.:?])\s|(?<=Practice says) |\n| \(?(?:Para\w* )?\d+\.\d+\)?$"
        strange = [s for p in passages for s in re.split(parts, p.text) if s and squeezed(s) not in raw]
        assert len(strange) <= 2, strange  # the sentences that a box or a page cut in two


def test_the_same_quotation_has_the_same_paragraph_number_in_every_real_leaflet(real):
    numbers: dict[str, set[str]] = {}
    for passages in real.passages.values():
        for passage in passages:
            if found := re.search(r"(\d\.\d+)\)?$", passage.text):
                words = plain(
                    re.sub(r"^The [\w ]*Code of Practice says:?|\(?(?:Para\w* ?)?[\d.]+\)?$", "", passage.text)
                )
                numbers.setdefault(words[-40:], set()).add(found[1])

    assert numbers
    assert all(len(found) == 1 for found in numbers.values())


def test_the_columns_of_the_real_northumberland_leaflet_are_put_right(real):
    assert real.moved["leaflet_northumberland"] > 5
    assert {real.moved[f"leaflet_{slug}"] for slug in ("kent", "islington", "bexley")} == {0}


def test_everything_that_is_shipped_is_proved(leaflets):
    report = verify(leaflets)

    assert report.count == 0, "\n".join(report.lines())
