"""The messages that two models understand differently, with the words of those that an adviser may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.learning.comparison import Changed
from api.review.models import Correction


@dataclass(frozen=True)
class Changes:
    """By what became of them; and how many corrections of other councils, or deleted since, are left out."""

    worse: tuple[Changed, ...]
    better: tuple[Changed, ...]
    other: tuple[Changed, ...]
    left_out: int


def shown_changes(engine: Engine, councils: Sequence[str], changes: Iterable[Changed]) -> Changes:
    """What may be shown to an adviser of these councils. A correction's words are read now: what is deleted is gone."""
    found = list(changes)
    words = _words(engine, councils, [one.correction for one in found if one.correction])
    shown = [replace(one, text=words.get(one.correction, "")) if one.correction else one for one in found]
    read = [one for one in shown if one.text]
    by_way = {way: tuple(one for one in read if one.way == way) for way in ("worse", "better", "other")}
    return Changes(**by_way, left_out=len(shown) - len(read))


def _words(engine: Engine, councils: Sequence[str], ids: Sequence[str]) -> dict[str, str]:
    with Session(engine) as session:
        query = select(Correction.id, Correction.text).where(Correction.council_slug.in_(councils))
        return {
            id_: text
            for start in range(0, len(ids), 500)
            for id_, text in session.execute(query.where(Correction.id.in_(ids[start : start + 500])))
        }
