"""Proves a council file from its own leaflet: every phone, e-mail, address and hour that names it as source. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kb.figures import figures, unproved
from kb.hours import DAYS
from kb.leaflet_blocks import plain
from kb.shipped import CouncilFile, Email, Phone, SourceFile


@dataclass(frozen=True)
class Claim:
    """One thing that a council file takes from a source: what it is, its words, the source it names."""

    what: str
    words: str
    source: str

    def is_from(self, source_id: str) -> bool:
        """Whether the council file names that source for it."""
        return self.source.split(";")[0].strip() == source_id


def claims(council: CouncilFile) -> Iterator[Claim]:
    """Everything in a council file that names where it comes from and can be looked up there."""
    service = council.service
    for phone in service.phones:
        yield Claim("phone", phone.number, phone.source)
    for email in service.emails:
        yield Claim("e-mail", email.address, email.source)
    for what, row, key in (
        ("website", service.site, "url"),
        ("address", service.address, "text"),
        ("Local Offer", council.local_offer, "url"),
        ("parent forum's site", council.parent_forum, "url"),
        ("parent forum's e-mail", council.parent_forum, "email"),
    ):
        if row and row.get(key):
            yield Claim(what, str(row[key]), str(row.get("source", "")))
    if service.hours:
        for span in dict.fromkeys(span for day in DAYS for span in service.hours.get(day) or ()):
            yield Claim("hours", str(span), str(service.hours.get("source", "")))


def contact_problems(council: CouncilFile, leaflet: SourceFile, passages: Sequence[str]) -> Iterator[str]:
    """What the council file says to come from the leaflet, and the leaflet's text does not hold."""
    for claim in claims(council):
        if claim.is_from(leaflet.id) and not _stands(claim, passages):
            yield f"the {claim.what} “{claim.words}” does not stand in {leaflet.id}: mend it, or name its true source"
    contacts: list[Phone | Email] = [*council.service.phones, *council.service.emails]
    for contact in contacts:
        if contact.source == leaflet.id and not _same_date(contact.dated, leaflet.dated):
            yield f"a contact from {leaflet.id} is dated {contact.dated}, but the leaflet is of {leaflet.dated}"


def dated_as_printed(leaflet: SourceFile, passages: Sequence[str]) -> bool:
    """Whether the date that we give the leaflet stands in its text. True for a leaflet that we call undated."""
    day = leaflet.dated
    if day is None:
        return True
    known = {figure for text in passages for figure in figures(text)}
    if any(f.unit == "date" and f.value == day.isoformat() for f in known):
        return True
    return any(plain(f"{day:%B} {day.year}") in plain(text) for text in passages)


def _stands(claim: Claim, passages: Sequence[str]) -> bool:
    if claim.what == "address":
        return any(plain(claim.words) in plain(text) for text in passages)
    words = claim.words
    if claim.what == "hours":
        # "10:00-12:00" stands for the leaflet's "10am - 12noon".
        words = " ".join(f"{_spoken(part)}" for part in claim.words.split("-"))
        return any(not unproved(figures(words), [text]) for text in passages)
    wanted = figures(words)
    return bool(wanted) and not unproved(wanted, passages)


def _spoken(time: str) -> str:
    hour, minutes = time.strip().split(":")
    return f"{int(hour) % 12 or 12}:{minutes}{'am' if int(hour) < 12 else 'pm'}"


def _same_date(stated: str | date | None, dated: date | None) -> bool:
    if stated is None or dated is None:
        return stated is None and dated is None
    return dated.isoformat().startswith(str(stated))
