"""Loads the shipped knowledge into the database. Running it again changes nothing and says so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import DeclarativeBase, Session

from kb import shipped
from kb.errors import ContentError
from kb.leaflets import leaflet_passages
from kb.line_edits import kept
from kb.markers import markers
from kb.models import Answer, BookVersion, Citation, Council, Passage, Service, Source, Topic
from kb.offers import NATIONAL, OWN, offer
from kb.proof import unknown_sources


@dataclass
class Changes:
    """What a load did, by kind and name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    # What ships otherwise now, while a council's editors have written their own: they are shown the difference.
    offered: list[str] = field(default_factory=list)
    # What was changed in the console, or what editors' answers rest on: it stays although the content says otherwise.
    kept: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.offered)

    def lines(self) -> list[str]:
        """The changes for a person to read, a line each."""
        kinds = {"added": self.added, "changed": self.changed, "removed": self.removed}
        kinds |= {"offered to the editors": self.offered, "kept": self.kept}
        return [f"{word}: {name}" for word, names in kinds.items() for name in names]


def load(engine: Engine, content: Path = shipped.CONTENT, leaflets: Path | None = None) -> Changes:
    """Makes the database hold what `content` (and the leaflets, if given) hold. Returns what changed."""
    changes = Changes()
    with Session(engine) as session, session.begin():
        _load_councils(session, content, changes)
        sources = {s.id: _source(s) for s in shipped.sources(content).values()}
        _load_rows(session, Source, "source", sources, changes)
        session.flush()
        topics = {t.topic: _topic(t) for t in shipped.topics(content).values()}
        _load_rows(session, Topic, "topic", topics, changes)
        edited = set(session.scalars(select(Answer.topic_name).where(Answer.edited)))
        _remove_others(session, Topic, "topic", topics, changes, edited)
        session.flush()
        for topic in shipped.topics(content).values():
            if unknown := unknown_sources(topic, shipped.sources(content)):
                raise ContentError(
                    f"topics/{topic.topic}.yml cites {', '.join(unknown)}: kb/content/sources has no such id."
                )
            _load_answers(session, topic, changes)
        session.flush()
        # Last, when no answer cites them any more.
        cited = set(session.scalars(select(Citation.source_id)))
        _remove_others(session, Source, "source", sources, changes, cited)
        if leaflets is not None:
            _load_passages(session, content, leaflets, changes)
        changes.kept += kept(session)
        if changes:
            new_version(session)
    return changes


def _load_rows(
    session: Session, table: type[DeclarativeBase], word: str, wanted: dict[str, dict[str, Any]], changes: Changes
) -> None:
    """Adds and changes rows of one table whose primary key is a name."""
    for name, values in wanted.items():
        row = session.get(table, name)
        if row is None:
            session.add(table(**values))
            changes.added.append(f"{word} {name}")
        elif _update(row, values):
            changes.changed.append(f"{word} {name}")


def _remove_others(
    session: Session,
    table: type[DeclarativeBase],
    word: str,
    wanted: Collection[str],
    changes: Changes,
    needed: Collection[str] = (),
) -> None:
    """Removes the rows whose names are no longer in the content, unless editors' answers need them."""
    key = table.__mapper__.primary_key[0]
    for name in session.scalars(select(key)).all():
        if name not in wanted and name in needed:
            changes.kept.append(f"{word} {name}, for editors' answers rest on it")
        elif name not in wanted:
            session.execute(delete(table).where(key == name))
            changes.removed.append(f"{word} {name}")


def _update(row: Any, values: dict[str, Any]) -> bool:
    different = {k: v for k, v in values.items() if getattr(row, k) != v}
    for key, value in different.items():
        setattr(row, key, value)
    return bool(different)


def _load_councils(session: Session, content: Path, changes: Changes) -> None:
    files = [council.model_dump(mode="json") for council in shipped.councils(content).values()]
    fields = (
        "slug",
        "name",
        "short_name",
        "aliases",
        "places",
        "local_offer",
        "parent_forum",
        "safeguarding",
        "term_dates",
    )
    _load_rows(session, Council, "council", {f["slug"]: {k: f[k] for k in fields} for f in files}, changes)
    session.flush()
    columns = Service.__mapper__.columns.keys()
    services = {
        f["slug"]: {"council_slug": f["slug"], **{k: v for k, v in f["service"].items() if k in columns}} for f in files
    }
    _load_rows(session, Service, "service", services, changes)
    _remove_others(session, Service, "service", services, changes)
    _remove_others(session, Council, "council", services, changes)


def _source(source: shipped.SourceFile) -> dict[str, Any]:
    parts = {key: {"title": p.title, "says": p.says, "must": p.must, "url": p.url} for key, p in source.parts.items()}
    return {
        **source.model_dump(
            include={"id", "kind", "title", "publisher", "url", "dated", "dated_text", "as_of", "part_word"}
        ),
        "parts": parts,
    }


def _topic(topic: shipped.TopicFile) -> dict[str, Any]:
    return {
        "name": topic.topic,
        **topic.model_dump(include={"title", "question", "group", "next", "notices", "leaflet"}),
    }


def _load_answers(session: Session, topic: shipped.TopicFile, changes: Changes) -> None:
    wanted = {"": _values("national", topic, topic)}
    wanted |= {slug: _values(own.mode, own, topic) for slug, own in topic.councils.items()}
    existing = {a.council_slug: a for a in session.scalars(select(Answer).where(Answer.topic_name == topic.topic))}
    for slug in [slug for slug, answer in existing.items() if answer.edited]:
        existing.pop(slug)
        ships = {NATIONAL: _kept(wanted[""]), OWN: _kept(wanted.pop(slug, None))}
        if offer(session, topic.topic, slug, ships):
            changes.offered.append(f"answer {topic.topic}/{slug}")
    for slug, values in wanted.items():
        _load_answer(session, topic.topic, slug, values, existing.pop(slug, None), changes)
    for slug, answer in existing.items():
        session.delete(answer)
        changes.removed.append(f"answer {topic.topic}/{slug or 'national'}")


def _values(mode: str, said: shipped.TopicFile | shipped.LocalAnswer, topic: shipped.TopicFile) -> dict[str, Any]:
    return {
        "mode": mode,
        "text": said.answer.strip(),
        "more": said.more.strip(),
        "follow_ups": {key: words.strip() for key, words in said.follow_ups.items()},
        "reviewed": said.reviewed or topic.reviewed,
        "review_by": said.review_by or topic.review_by,
    }


def _kept(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The values as what ships is kept beside an editor's answer (`kb.offers`)."""
    if values is None:
        return None
    days = {name: values[name].isoformat() for name in ("reviewed", "review_by")}
    return {**{name: values[name] for name in ("mode", "more", "follow_ups")}, "answer": values["text"], **days}


def _load_answer(
    session: Session, topic: str, slug: str, values: dict[str, Any], answer: Answer | None, changes: Changes
) -> None:
    name = f"answer {topic}/{slug or 'national'}"
    if answer is None:
        answer = Answer(topic_name=topic, council_slug=slug, **values)
        session.add(answer)
        changes.added.append(name)
    elif _update(answer, values):
        answer.version += 1
        changes.changed.append(name)
    else:
        return
    answer.citations = citations_of(slug, (answer.text, answer.more, *answer.follow_ups.values()))


def citations_of(slug: str, texts: Iterable[str]) -> list[Citation]:
    """What the parts of an answer rest on, each place once."""
    return [
        Citation(position=n, source_id=_source_id(m.source, slug), part=m.part)
        for n, m in enumerate(markers("\n".join(texts)), start=1)
        # In a national text [leaflet] means whichever council asks: there is no one source to point at.
        if not (m.is_leaflet and not slug)
    ]


def _source_id(source: str, slug: str) -> str:
    return f"leaflet_{slug}" if source == "leaflet" else source


def _load_passages(session: Session, content: Path, leaflets: Path, changes: Changes) -> None:
    for source_id, passages in leaflet_passages(leaflets, shipped.sources(content)).items():
        wanted = [(p.position, p.heading, p.text) for p in passages]
        query = select(Passage).where(Passage.source_id == source_id).order_by(Passage.position)
        if wanted == [(p.position, p.heading, p.text) for p in session.scalars(query)]:
            continue
        session.execute(delete(Passage).where(Passage.source_id == source_id))
        session.add_all(Passage(source_id=source_id, position=n, heading=h, text=t) for n, h, t in wanted)
        changes.changed.append(f"passages of {source_id}")


def new_version(session: Session) -> None:
    """Counts the book on by one, so that every process reads it again."""
    now = datetime.now(UTC)
    # In one statement: of two who change at once, the second waits for the first, and both are counted.
    counted = update(BookVersion).where(BookVersion.id == 1).values(version=BookVersion.version + 1, changed_at=now)
    if not session.execute(counted).rowcount:  # type: ignore[attr-defined]
        session.add(BookVersion(id=1, version=1, changed_at=now))
