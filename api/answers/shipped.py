"""What ships for an answer that a council's editors wrote, and what has changed in it since they last looked."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.answers.access import Place
from api.answers.difference import Changed, differences
from api.answers.drafts import fingerprint
from kb.models import Json, ShippedAnswer
from kb.offers import NATIONAL, OWN, has_changed, ships, texts_of_answer
from kb.own_answers import OwnText, own_text, stored


@dataclass(frozen=True)
class WhatShips:
    """An answer of the council's own beside what ships in its place. `in_england`: what changed in the national one."""

    edited: bool
    changed: bool
    ours: OwnText | None
    own_now: OwnText | None
    in_england: tuple[Changed, ...]
    fingerprint: str


def what_ships(session: Session, place: Place) -> WhatShips:
    """As the database has it."""
    answer = stored(session, place.topic, place.council)
    kept = session.get(ShippedAnswer, (place.topic, place.council))
    now = kept.now if kept else ships(session, place.topic, place.council)
    edited = answer is not None and answer.edited
    changed = kept is not None and answer is not None and has_changed(kept.now, kept.settled, answer.mode)
    in_england = differences(_own(kept.settled[NATIONAL]), _own(now[NATIONAL])) if kept and changed else ()
    return WhatShips(
        edited=edited,
        changed=changed,
        ours=_own(texts_of_answer(answer)),
        own_now=_own(now[OWN]),
        in_england=in_england,
        fingerprint=fingerprint(now),
    )


def _own(kept: Json | None) -> OwnText | None:
    return own_text(kept) if kept else None
