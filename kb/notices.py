"""Notices: the short warnings beside an answer. Old facts are never passed on silently. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kb.facts import CouncilFacts, SourceFacts, TopicFacts

OLD_AFTER_YEARS = 3


@dataclass(frozen=True)
class Notice:
    """A short warning: what kind it is, and its words."""

    kind: str
    text: str


def notices_for(
    topic: TopicFacts,
    council: str | None,
    facts: CouncilFacts | None,
    cited: Iterable[SourceFacts],
    today: date,
    *,
    theirs: bool = False,
) -> tuple[Notice, ...]:
    """The notices of an answer: its age, its reach, and what to check. `theirs`: the council's own words are in it."""
    sources = list(cited)
    found = [n for s in sources if s.kind == "leaflet" and (n := leaflet_age(s, today))]
    # What is told "more" may not cite the leaflet, and yet the leaflet deals with the topic.
    if theirs:
        pass  # it does not hold for all England
    elif facts is not None and council not in topic.leaflet and not any(s.kind == "leaflet" for s in sources):
        found.append(
            Notice(
                "national_only", f"{facts.short_name}'s leaflet does not cover this. It is guidance for all England."
            )
        )
    elif facts is None and council:
        found.append(
            Notice("national_only", "We have no leaflet from your council, so this is guidance for all England.")
        )
    if "law_as_of" in topic.notices:
        dates = [s.as_of for s in sources if s.as_of and s.kind != "leaflet"]
        if dates:
            found.append(
                Notice("law_as_of", f"The law can change. We last checked this against sources of {month(min(dates))}.")
            )
    if "check_contact" in topic.notices:
        found.append(Notice("check_contact", "Phone numbers and times can change. We could not check them this month."))
    return tuple(found)


def leaflet_age(source: SourceFacts, today: date) -> Notice | None:
    """A notice when a leaflet is old or has no date; None when it is recent."""
    if source.dated is None:
        return Notice("undated_leaflet", f"The leaflet from {source.publisher} has no date. Some details may be old.")
    if (today - source.dated).days > OLD_AFTER_YEARS * 365:
        return Notice(
            "old_leaflet",
            f"The leaflet from {source.publisher} is from {month(source.dated)}. "
            "The main duties still stand, but names, phone numbers and times may have changed.",
        )
    return None


def month(day: date) -> str:
    """A date as people say it: "October 2014"."""
    return f"{day:%B} {day.year}"
