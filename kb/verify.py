"""Proves every answer as a parent of each council reads it: from the sources, the council files and the leaflets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb import shipped
from kb.answers import ANSWER, AnswerBook, Cited, Composed
from kb.book import read_book
from kb.contact_proof import claims, contact_problems, dated_as_printed
from kb.database import Base, connect
from kb.figures import Figure, figures, unproved
from kb.leaflets import LeafletPassage, read_leaflets
from kb.loading import load
from kb.markers import Marker
from kb.proof import cited_words, copied, figures_with_markers, texts_of, unknown_sources, word_runs, wording_problems
from kb.report import Report

_NUMBER = re.compile(r" ?\[\d+\](?!\()")
_PLACEHOLDER = re.compile(r"\{\w+\}")

Passages = Mapping[str, Sequence[LeafletPassage]]


def verify(leaflets: Path | None = None, content: Path = shipped.CONTENT, today: date | None = None) -> Report:
    """Checks all the shipped knowledge, with the leaflets' own text where their folder is given."""
    sources, topics, report = shipped.sources(content), shipped.topics(content), Report()
    passages: Passages | None = None
    if leaflets:
        folder = read_leaflets(leaflets, sources)
        passages = folder.passages
        for line in folder.lines():
            report.warn("leaflets", line)
    for topic in topics.values():
        for problem in wording_problems(topic, sources, set(topics)):
            report.fail(topic.topic, problem)
        if topic.review_by < (today or date.today()):  # noqa: DTZ011  # a date in a file has no time zone
            report.warn(topic.topic, _review_words(topic))
    if any(unknown_sources(topic, sources) for topic in topics.values()):
        report.skip("topics as parents read them: mend the markers without a source, then verify again", len(topics))
        return report
    runs = frozenset(run for own in (passages or {}).values() for p in own for run in word_runs(p.text))
    proof = Proof(scratch_book(content, leaflets), sources, passages, report, runs)
    for council in shipped.councils(content).values():
        proof.prove_council(council)
    for topic in topics.values():
        proof.prove_topic(topic, list(shipped.councils(content)))
    return report


def scratch_book(content: Path, leaflets: Path | None) -> AnswerBook:
    """The answer book as the application would load it, made in memory."""
    engine = connect("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    load(engine, content, leaflets)
    return read_book(engine)


def _review_words(topic: shipped.TopicFile) -> str:
    return (
        f"passed its review date, {topic.review_by}: read kb/content/topics/{topic.topic}.yml again, "
        "then set `reviewed` and `review_by`"
    )


@dataclass(frozen=True)
class Proof:
    """What the checks of every topic and council share. `passages` is None when no leaflets were given."""

    book: AnswerBook
    sources: Mapping[str, shipped.SourceFile]
    passages: Passages | None
    report: Report
    runs: frozenset[tuple[str, ...]]

    def prove_council(self, council: shipped.CouncilFile) -> None:
        """A council file against the leaflet that it names, and the leaflet's date against its own text."""
        leaflet = self.sources[f"leaflet_{council.slug}"]
        taken = [claim for claim in claims(council) if claim.is_from(leaflet.id)]
        for claim in claims(council):
            if not claim.is_from(leaflet.id):
                self.report.skip(f"contact that comes from elsewhere: {council.slug}, {claim.what} ({claim.source})")
        texts = self._texts(leaflet.id)
        if texts is None:
            self.report.skip("contacts that a council file takes from a leaflet", len(taken))
            return
        problems = list(contact_problems(council, leaflet, texts))
        self.report.proved["contacts that stand in the leaflet named as their source"] += len(taken) - len(problems)
        if not dated_as_printed(leaflet, texts):
            problems.append(f"the date that leaflets.yml gives {leaflet.id} does not stand in the leaflet")
        for problem in problems:
            self.report.fail(f"council {council.slug}", problem)

    def prove_topic(self, topic: shipped.TopicFile, councils: Sequence[str]) -> None:
        """Every part of a topic's answer, nationally and for each council; and that no leaflet's sentence is copied."""
        for council in (None, *councils):
            parts = self.book.parts(topic.topic, council)
            if ANSWER not in parts:
                self.report.fail(topic.topic, "there is no answer", council or "national")
            for part in sorted(parts):
                composed = self.book.answer(topic.topic, council, part)
                for problem in self._problems(composed):
                    self.report.fail(topic.topic, f"{part}: {problem}", council or "national")
            self.report.proved["answers, as parents of each council and of none read them"] += ANSWER in parts
        for place, text, _ in texts_of(topic):
            if run := copied(text, self.runs):
                self.report.fail(topic.topic, f"{place}: word for word from a leaflet, use our own words: “{run}”")

    def _problems(self, composed: Composed) -> Iterator[str]:
        if left := _PLACEHOLDER.search(composed.text):
            yield f"the placeholder {left[0]} is not filled in"
        yield from self._written_figures(composed)
        yield from self._filled_figures(composed)
        for cited in composed.citations:
            if cited.kind == "leaflet":
                yield from self._section_problems(cited)

    def _written_figures(self, composed: Composed) -> Iterator[str]:
        """The figures that the author wrote: each has to stand in what its paragraph cites."""
        for wanted, cited in figures_with_markers(self.book.written(composed.topic, composed.council, composed.part)):
            evidence = [text for marker in cited for text in self._evidence(marker, composed)]
            missing = unproved(wanted, evidence)
            self.report.proved["figures that stand in a source cited beside them"] += len(wanted) - len(missing)
            for figure in missing:
                if self.passages is None and composed.council and any(marker.is_leaflet for marker in cited):
                    self.report.skip("figures that only a leaflet can prove")
                else:
                    hint = self._elsewhere(figure, composed)
                    yield f"the figure “{figure.shown}” stands in no source cited beside it{hint}"

    def _filled_figures(self, composed: Composed) -> Iterator[str]:
        """The figures that came with {contact} and the like: each has to stand in the council's file."""
        text = self.book.written(composed.topic, composed.council, composed.part)
        written = {figure for wanted, _ in figures_with_markers(text) for figure in wanted}
        filled = [f for f in figures(_NUMBER.sub("", composed.text)) if f not in written]
        missing = unproved(filled, self._contacts(composed.council))
        self.report.proved["contacts that a placeholder took from a council file"] += len(filled) - len(missing)
        yield from (f"“{figure.shown}” came with a placeholder and stands in no council file" for figure in missing)

    def _evidence(self, marker: Marker, composed: Composed) -> list[str]:
        if not marker.is_leaflet:
            return cited_words(marker, self.sources)
        section = marker.part or self.book.topics[composed.topic].leaflet.get(composed.council or "", "")
        return self._texts(f"leaflet_{composed.council}", section) or []

    def _elsewhere(self, figure: Figure, composed: Composed) -> str:
        """Where the council's leaflet has the figure instead, as a hint for the author."""
        for passage in (self.passages or {}).get(f"leaflet_{composed.council}", ()):
            if not unproved([figure], [passage.text]):
                return f"; the leaflet has it under “{passage.heading}”"
        return ""

    def _section_problems(self, cited: Cited) -> Iterator[str]:
        texts = self._texts(cited.source, cited.section)
        if texts is None:
            self.report.skip("citations of a leaflet's section")
        elif not any(text.strip() for text in texts):
            yield f"the imported {cited.source} has nothing under “{cited.section}”"
        elif cited.quote and not any(cited.quote in text for text in texts):
            yield f"the quote from {cited.source} does not stand under “{cited.section}”: “{cited.quote[:60]}”"
        else:
            self.report.proved["citations of a leaflet's section"] += 1
            self.report.proved["quotes that stand word for word in the leaflet"] += cited.quote is not None

    def _texts(self, source: str, section: str | None = None) -> list[str] | None:
        """The passages of a leaflet, or of one section; None when that leaflet was not imported."""
        if self.passages is None or source not in self.passages:
            return None
        return [p.text for p in self.passages[source] if section in (None, p.heading)]

    def _contacts(self, council: str | None) -> list[str]:
        facts = self.book.councils.get(council or "")
        if facts is None:
            return []
        contacts = [phone["number"] for phone in facts.service["phones"]]
        contacts += [email["address"] for email in facts.service["emails"]]
        return contacts + [row["url"] for row in (facts.service["site"], facts.local_offer) if row and row.get("url")]
