"""What the editor's page shows beside what is typed: checks, preview, citations to pick, what others did meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import Form
from sqlalchemy.orm import Session

from api.answers.access import Place
from api.answers.checks import Finding, Known, findings, measured
from api.answers.difference import Changed, differences
from api.answers.drafts import Draft, Seen, open_draft
from api.answers.picker import citable, leaflet_of
from api.answers.preview import book_with, shown
from api.answers.problems import LeadsNowhere
from api.answers.shipped import what_ships
from api.answers.typed import LONGEST, LONGEST_QUESTION, LONGEST_REASON, MODES, NAMES, Typed
from api.wiring import Services
from api.words import one_line
from kb.own_answers import OwnText
from kb.shipped import sources


@dataclass(frozen=True)
class Asked:
    """What the editor wants done with what they typed."""

    do: str = "check"
    insert: str = ""
    into: str = "answer"
    find: str = ""
    question: str = ""


@dataclass(frozen=True)
class Told:
    """What has to be said above the form: wrong fields, what stands in the way, another's words meanwhile."""

    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    theirs: tuple[Changed, ...] = ()
    saved: bool = False


async def asked(
    do: Annotated[Literal["check", "find", "save", "send"], Form()] = "check",
    insert: Annotated[str, Form(max_length=200)] = "",
    into: Annotated[str, Form(max_length=20)] = "answer",
    find: Annotated[str, Form(max_length=200)] = "",
    question: Annotated[str, Form(max_length=2000)] = "",
) -> Asked:
    """The form's buttons, and what goes with them."""
    return Asked(do, one_line(insert), into, one_line(find), one_line(question)[:LONGEST_QUESTION])


async def seen(
    draft: Annotated[str, Form(max_length=64)] = "",
    revision: Annotated[int, Form(ge=0, le=1_000_000)] = 0,
    shipped: Annotated[str, Form(max_length=64)] = "",
) -> Seen:
    """Which state of things the editor had before them."""
    return Seen(draft, revision, shipped)


def with_citation(typed: Typed, wanted: Asked) -> Typed:
    """The same with a citation at the end of one text, where the editor chose one without JavaScript."""
    if not wanted.insert or wanted.into not in LONGEST:
        return typed
    texts = dict(typed.texts)
    texts[wanted.into] = f"{texts.get(wanted.into, '')} {wanted.insert}".strip()
    return replace(typed, texts=texts)


def known_of(here: Services, place: Place) -> Known:
    """What words are checked against: the sources that this database has, and the council's leaflet."""
    book = here.keeper.book()
    return Known(
        topic=book.topics[place.topic],
        council=place.council,
        facts=book.councils.get(place.council),
        sources={name: source for name, source in sources().items() if name in book.sources},
        leaflet=leaflet_of(here.engine, place.council),
    )


def sound(known: Known) -> Callable[[OwnText], None]:
    """What raises LeadsNowhere for an answer that cannot be published."""
    return partial(_sound, known)


def beside(here: Services, place: Place, typed: Typed, wanted: Asked, told: Told, now: datetime) -> dict[str, Any]:
    """Everything that the page shows; works off the event loop."""
    known, book, own = known_of(here, place), here.keeper.book(), typed.own(now.date())
    draft = open_draft(here.engine, place)
    with Session(here.engine) as session:
        ships = what_ships(session, place)
    written = any(typed.texts.values())
    return {
        "place": place,
        "facts": known.topic,
        "typed": typed,
        "asked": wanted,
        "told": told,
        "draft": draft,
        "seen": Seen(draft.id, draft.revision, ships.fingerprint) if draft else Seen(shipped=ships.fingerprint),
        "question": wanted.question or (draft.question if draft else ""),
        "findings": findings(own, known) if written else (),
        "measured": measured(own) if written else (),
        "shown": shown(book_with(book, place, own, known.leaflet), place, now) if written else (),
        "found": citable(wanted.find, book, place.council, known.leaflet),
        "ships": ships,
        "changes": differences(own, ships.own_now) if ships.changed else (),
        "national": book.answers[(place.topic, "")],
        "names": NAMES,
        "modes": MODES,
        "longest": LONGEST,
        "longest_reason": LONGEST_REASON,
    }


def conflict(here: Services, place: Place, own: OwnText, problem: str) -> Told:
    """What the editor is told when another was quicker: their words stay in the form, the other's are shown."""
    draft: Draft | None = open_draft(here.engine, place)
    if draft and draft.own:
        return Told(problem=problem, theirs=differences(draft.own, own))
    with Session(here.engine) as session:
        return Told(problem=problem, theirs=differences(what_ships(session, place).ours, own))


def stopping(found: tuple[Finding, ...]) -> str:
    """What has to be put right before anybody approves it; empty when nothing has."""
    return " ".join(f"{one.part}: {one.words}" for one in found if one.stops)


def _sound(known: Known, own: OwnText) -> None:
    if wrong := stopping(findings(own, known)):
        raise LeadsNowhere(wrong)
