"""Rules of the proof: what is proved, and what is told. Content and leaflets here are made up."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine, create_engine

from kb import shipped
from kb.contact_proof import contact_problems, dated_as_printed
from kb.database import Base
from kb.errors import ContentError
from kb.leaflets import leaflet_passages
from kb.loading import load
from kb.report import Report
from kb.verify import Proof, scratch_book, verify

TODAY = date(2026, 11, 22)
LEAFLET = """Growing beans

The club lends a spade for 3 weeks at the most, and a key to the shed.

Meeting us

Call 01234 555666, 10am - 12noon, or write to club@kent.example. Our page is www.kentclub.example.

October 2025
"""
TOPIC = {
    "topic": "spades",
    "title": "Spades",
    "question": "Can I borrow a spade?",
    "group": "g",
    "reviewed": date(2026, 11, 1),
    "review_by": date(2027, 5, 1),
    "answer": "You can borrow a spade. [act:1]\n\nAsk {service}: {contact}.",
    "leaflet": {"kent": "Growing beans"},
    "councils": {"kent": {"answer": "In Kent, you can keep it for three weeks. [leaflet]"}},
}
COUNCIL = {
    "slug": "kent",
    "name": "Kent County Council",
    "short_name": "Kent",
    "service": {
        "name": "Bean Club",
        "short_name": "BC",
        "phones": [{"number": "01234 555666", "source": "leaflet_kent", "dated": "2025-10"}],
        "emails": [{"address": "club@kent.example", "source": "leaflet_kent", "dated": "2025-10"}],
        "site": {"url": "https://www.kentclub.example", "source": "leaflet_kent"},
        "hours": {"mon": ["10:00-12:00"], "source": "leaflet_kent", "dated": "2025-10-01"},
    },
}


def leaflet_source(**changes: Any) -> dict[str, Any]:
    parts = {heading: {"title": heading} for heading in ("Growing beans", "Meeting us")}
    source = {
        "id": "leaflet_kent",
        "kind": "leaflet",
        "council": "kent",
        "title": "L",
        "publisher": "P",
        "parts": parts,
    }
    return source | {"dated": date(2025, 10, 1), "dated_text": "October 2025"} | changes


ACT = {"id": "act", "kind": "law", "title": "Act", "publisher": "P", "parts": {"1": {"title": "One"}}}


class Folder:
    """A made-up content folder and a leaflets folder, written anew for each test."""

    def __init__(self, path: Path) -> None:
        self.content, self.leaflets = path / "content", path / "leaflets"
        self.leaflets.mkdir()
        self.write("sources/all.yml", [ACT, leaflet_source()])
        self.write("councils/kent.yml", COUNCIL)
        self.topic()
        (self.leaflets / "kent_2025.txt").write_text(LEAFLET)

    def write(self, name: str, data: Any) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, allow_unicode=True))

    def topic(self, **changes: Any) -> None:
        self.write("topics/spades.yml", TOPIC | changes)

    def council(self, **service: Any) -> None:
        self.write("councils/kent.yml", COUNCIL | {"service": COUNCIL["service"] | service})  # type: ignore[operator]

    def report(self, leaflets: bool = True, today: date = TODAY) -> Report:
        return verify(self.leaflets if leaflets else None, self.content, today)

    def told(self) -> str:
        return "\n".join(self.report().lines())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_what_stands_in_the_leaflet_is_proved(folder):
    report = folder.report()

    assert report.count == 0, report.lines()
    assert report.proved["citations of a leaflet's section"] == 1
    assert report.proved["contacts that stand in the leaflet named as their source"] == 4
    assert report.lines()[-1] == "Everything that could be checked is proved."


def test_a_figure_that_the_cited_section_does_not_hold_is_not_proved(folder):
    folder.topic(councils={"kent": {"answer": "You can keep it for four weeks. [leaflet]"}})

    assert "the figure “four weeks” stands in no source cited beside it (kent)" in folder.told()


def test_a_figure_in_another_section_is_not_proved_and_its_section_is_named(folder):
    folder.topic(councils={"kent": {"answer": "We open at 10am. [leaflet]"}})

    assert "“10am” stands in no source cited beside it; the leaflet has it under “Meeting us”" in folder.told()


def test_a_national_answer_is_not_proved_by_a_councils_leaflet(folder):
    folder.topic(answer="You can keep a spade for three weeks. [act:1] [leaflet]")

    told = folder.told()

    assert "“three weeks” stands in no source cited beside it (national)" in told


def test_a_section_without_text_is_not_proved(folder):
    (folder.leaflets / "kent_2025.txt").write_text(LEAFLET.replace("Growing beans\n", ""))

    assert "the imported leaflet_kent has nothing under “Growing beans”" in folder.told()


@pytest.mark.parametrize(
    ("service", "problem"),
    [
        (
            {"phones": [{"number": "01234 555667", "source": "leaflet_kent", "dated": "2025-10"}]},
            "the phone “01234 555667”",
        ),
        ({"emails": [{"address": "x@kent.example", "source": "leaflet_kent", "dated": "2025-10"}]}, "the e-mail"),
        ({"site": {"url": "https://other.example.org", "source": "leaflet_kent"}}, "the website"),
        ({"address": {"text": "3 Bean Street", "source": "leaflet_kent"}}, "the address"),
        ({"hours": {"mon": ["10:00-13:00"], "source": "leaflet_kent", "dated": "2025-10"}}, "the hours “10:00-13:00”"),
        ({"phones": [{"number": "01234 555666", "source": "leaflet_kent", "dated": "2014-10"}]}, "is dated 2014-10"),
    ],
)
def test_a_contact_that_its_leaflet_does_not_hold_is_not_proved(folder, service, problem):
    folder.council(**service)

    told = folder.told()

    assert "NOT PROVED: council kent" in told
    assert problem in told


def test_a_contact_from_elsewhere_is_told_as_not_checked(folder):
    folder.council(site={"url": "https://www.beans.example", "source": "its own page"})

    report = folder.report()

    assert report.count == 0
    assert any("kent, website (its own page)" in line for line in report.lines() if line.startswith("Not checked"))


def test_the_leaflets_date_has_to_stand_in_the_leaflet():
    assert dated_as_printed(shipped.SourceFile(**leaflet_source()), [LEAFLET])
    assert dated_as_printed(shipped.SourceFile(**leaflet_source(dated=date(2025, 3, 26))), ["Printed 26/3/25"])
    assert dated_as_printed(shipped.SourceFile(**leaflet_source(dated=None)), [LEAFLET])
    assert not dated_as_printed(shipped.SourceFile(**leaflet_source(dated=date(2024, 1, 1))), [LEAFLET])


def test_a_date_that_is_not_printed_in_the_leaflet_is_not_proved(folder):
    folder.write("sources/all.yml", [ACT, leaflet_source(dated=date(2024, 1, 1))])

    assert "the date that leaflets.yml gives leaflet_kent does not stand in the leaflet" in folder.told()


def test_a_quote_that_the_leaflet_does_not_hold_is_not_proved(folder):
    sources, report = shipped.sources(folder.content), Report()
    place = ("leaflet_kent", "Growing beans", "spades")
    book = replace(scratch_book(folder.content, folder.leaflets), quotes={place: "Nobody said this."})

    Proof(book, sources, leaflet_passages(folder.leaflets, sources), report, frozenset()).prove_topic(
        shipped.topics(folder.content)["spades"], ["kent"]
    )

    assert "the quote from leaflet_kent does not stand under “Growing beans”" in "\n".join(report.lines())


def test_a_figure_that_a_placeholder_brings_has_to_stand_among_the_contacts(folder):
    folder.council(name="Bean Club 24")

    assert "“24” came with a placeholder and stands in no council file (kent)" in folder.told()


def test_a_placeholder_that_nothing_fills_is_not_proved(folder):
    folder.topic(answer="Ask {nobody}. [act:1]")

    assert "the placeholder {nobody} is not filled in (national, kent)" in folder.told()


def test_a_leaflets_sentence_in_an_answer_is_not_ours(folder):
    folder.topic(answer="The club lends a spade for 3 weeks at the most, and a key. [act:1] [leaflet]")

    assert "answer: word for word from a leaflet" in folder.told()


def test_a_passed_review_date_is_a_warning_with_the_remedy(folder):
    report = folder.report(today=date(2027, 5, 2))

    assert report.count == 0
    assert "read kb/content/topics/spades.yml again" in "\n".join(report.lines())


def test_a_marker_without_a_source_is_told_and_stops_no_one(folder):
    folder.topic(answer="Ask us. [gone:1]")

    told = folder.told()

    assert "[gone]: there is no such source" in told
    assert "Not checked: 1 topics as parents read them" in told


def test_such_a_marker_cannot_be_loaded_and_the_error_names_the_file(folder):
    folder.topic(answer="Ask us. [gone:1]")

    with pytest.raises(ContentError, match=r"topics/spades\.yml cites gone"):
        load(engine_in_memory(), folder.content)


def test_without_leaflets_it_says_what_it_could_not_check(folder):
    report = folder.report(leaflets=False)

    assert report.count == 0
    assert report.unchecked["figures that only a leaflet can prove"] == 1
    assert report.unchecked["citations of a leaflet's section"] == 1
    assert report.unchecked["contacts that a council file takes from a leaflet"] == 4


def test_a_leaflet_that_is_missing_is_a_warning(folder):
    folder.write("sources/bexley.yml", [leaflet_source(id="leaflet_bexley", council="bexley")])

    assert "no leaflet: bexley" in folder.told()


def test_a_contact_with_another_date_than_its_leaflet_is_told():
    council = shipped.CouncilFile.model_validate(COUNCIL)

    assert list(contact_problems(council, shipped.SourceFile(**leaflet_source()), [LEAFLET])) == []
    assert len(list(contact_problems(council, shipped.SourceFile(**leaflet_source(dated=None)), [LEAFLET]))) == 2


def test_loading_twice_changes_nothing(folder):
    engine = engine_in_memory()

    assert load(engine, folder.content, folder.leaflets).lines()
    assert load(engine, folder.content, folder.leaflets).lines() == []


def engine_in_memory() -> Engine:
    engine = create_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    return engine
