"""What an adviser looks for among conversations, and the conditions that find it. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Text, and_, func, literal_column, or_
from sqlalchemy.dialects.postgresql import ARRAY

from api.models import Conversation
from api.overview import among
from kb.hours import LONDON

# How sure the least sure understanding of a conversation was: from, and below what.
BANDS = {"low": (0.0, 0.4), "middle": (0.4, 0.8), "high": (0.8, 1.01)}
NAME = r"[a-z0-9_]*"
# The fields of the form of which PostgreSQL keeps the values in a conversation's traits.
TRAITS = ("topic", "band", "reason", "crisis", "handed_off", "feedback", "reviewed", "line")

YesNo = Literal["", "yes", "no"]


class Filters(BaseModel):
    """The form above the list, as it stands in the address: an empty field asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    council: str = Field("", max_length=80)
    since: date | Literal[""] = ""
    until: date | Literal[""] = ""
    topic: str = Field("", max_length=80, pattern=f"^{NAME}$")
    band: Literal["", "low", "middle", "high"] = ""
    reason: str = Field("", max_length=80, pattern=f"^{NAME}$")
    crisis: YesNo = ""
    handed_off: YesNo = ""
    feedback: Literal["", "helped", "unhelpful", "none"] = ""
    reviewed: YesNo = ""
    line: Literal["", "open", "closed"] = ""
    given: Literal["", "me", "nobody"] = ""
    label: str = Field("", max_length=40)
    words: str = Field("", max_length=200)
    before: str = Field("", max_length=100)

    @property
    def chosen(self) -> dict[str, str]:
        """What is filled in, without the page."""
        return {name: str(value) for name, value in self if value != "" and name != "before"}

    @property
    def only_words(self) -> bool:
        """Whether words are asked for, and nothing else but a council."""
        return bool(self.words) and self.chosen.keys() <= {"words", "council"}

    def address(self, before: str = "") -> str:
        """The part of an address that asks for the same."""
        return urlencode(self.chosen | ({"before": before} if before else {}))


@dataclass(frozen=True)
class Place:
    """Where a page of the list ended: what stands there is newer than all that follows."""

    at: datetime
    id: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(UTC).isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place in an address; None, the beginning, for what is none."""
        at, _, name = text.partition("~")
        try:
            moment = datetime.fromisoformat(at).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return cls(moment, name) if name.isascii() and name.isprintable() else None


def conditions(filters: Filters, councils: tuple[str, ...], dialect: str, me: str = "") -> list[ColumnElement[bool]]:
    """What a conversation's row has to be. `councils` are those of the adviser: nothing else is ever found."""
    chosen = [council for council in councils if filters.council in ("", council)]
    if dialect == "postgresql":
        # One council's have an index of their own; of several, PostgreSQL counts whether to walk down the whole list.
        found = [Conversation.council_slug.in_(chosen), *_with_traits(filters)]
    elif len(chosen) == 1:
        found = [Conversation.council_slug == chosen[0], *_of_what_was_said(filters), *_of_what_followed(filters)]
    else:
        # Through coalesce, so that SQLite uses no index on the council: the rows come in the order of the list, not of
        # the councils, and need no sorting.
        found = [func.coalesce(Conversation.council_slug, "").in_(chosen)]
        found += _of_what_was_said(filters) + _of_what_followed(filters)
    return found + _of_its_time(filters) + _given(filters, me)


def after(place: Place | None) -> list[ColumnElement[bool]]:
    """What comes after that place in the list."""
    if place is None:
        return []
    older = or_(Conversation.created_at < place.at, Conversation.id < place.id)
    return [and_(Conversation.created_at <= place.at, older)]


def _of_its_time(filters: Filters) -> list[ColumnElement[bool]]:
    found = []
    if isinstance(filters.since, date):
        found.append(Conversation.created_at >= _midnight(filters.since))
    if isinstance(filters.until, date) and filters.until < date.max:
        found.append(Conversation.created_at < _midnight(filters.until + timedelta(days=1)))
    return found


def _given(filters: Filters, me: str) -> list[ColumnElement[bool]]:
    if not filters.given:
        return []
    return [Conversation.given_to == me if filters.given == "me" else Conversation.given_to.is_(None)]


def _with_traits(filters: Filters) -> list[ColumnElement[bool]]:
    """What PostgreSQL keeps in one list with one index (0012). No model has it: SQLite has no such thing."""
    wanted = [f"{name}:{value}" for name in TRAITS if (value := getattr(filters, name))]
    traits = literal_column("conversation.traits", ARRAY(Text))
    return [traits.contains(wanted)] if wanted else []


def _midnight(day: date) -> datetime:
    return datetime.combine(max(day, date(1900, 1, 2)), time(), LONDON).astimezone(UTC)


def _of_what_was_said(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.topic:
        found.append(Conversation.topics.contains(among(filters.topic), autoescape=True))
    if filters.reason:
        found.append(Conversation.reasons.contains(among(filters.reason), autoescape=True))
    if filters.band:
        least, below = BANDS[filters.band]
        found += [Conversation.least_confidence >= least, Conversation.least_confidence < below]
    if filters.crisis:
        found.append(Conversation.crisis.is_(filters.crisis == "yes"))
    return found


def _of_what_followed(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.line:
        found.append(Conversation.line_open.is_(filters.line == "open"))
    if filters.handed_off:
        found.append(Conversation.handed_off.is_(filters.handed_off == "yes"))
    if filters.reviewed:
        there = Conversation.reviewed_at.is_not(None)
        found.append(there if filters.reviewed == "yes" else ~there)
    match filters.feedback:
        case "helped":
            found.append(Conversation.helped.is_(True))
        case "unhelpful":
            found.append(Conversation.unhelpful.is_(True))
        case "none":
            found += [Conversation.helped.is_(False), Conversation.unhelpful.is_(False)]
    return found
