"""Builder: a folder of content (YAML) as it stands in kb/content, as small as a test wants it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import Engine

from kb import models
from kb.database import Base

SERVICE = {
    "name": "Kent Advice",
    "short_name": "Kent SENDIASS",
    "phones": [{"number": "01234 567890", "label": "Helpline"}],
}


def a_topic_file(name: str, answer: str = "The school decides.", **fields: Any) -> dict[str, Any]:
    """A topic as its file holds it."""
    checked = {"reviewed": "2026-11-22", "review_by": "2027-05-22"}
    return {"topic": name, "title": name, "question": f"{name}?", "group": "any", **checked, "answer": answer, **fields}


def a_source(name: str, kind: str = "code") -> dict[str, Any]:
    """A source as its file holds it."""
    return {"id": name, "kind": kind, "title": name.title(), "publisher": "Somebody"}


def a_council_file(slug: str, **fields: Any) -> dict[str, Any]:
    """A council as its file holds it."""
    return {"slug": slug, "name": slug.title(), "short_name": slug.title(), "service": SERVICE, **fields}


def a_content_folder(
    folder: Path,
    topics: Iterable[dict[str, Any]] = (),
    sources: Iterable[dict[str, Any]] = (),
    councils: Iterable[dict[str, Any]] = (),
) -> Path:
    """Writes the files. Each content needs a folder of its own: what was read from one is remembered."""
    for name in ("topics", "sources", "councils"):
        (folder / name).mkdir(parents=True)
    for topic in topics:
        (folder / "topics" / f"{topic['topic']}.yml").write_text(yaml.safe_dump(topic), encoding="utf-8")
    for council in councils:
        (folder / "councils" / f"{council['slug']}.yml").write_text(yaml.safe_dump(council), encoding="utf-8")
    (folder / "sources" / "all.yml").write_text(yaml.safe_dump(list(sources)), encoding="utf-8")
    return folder


def without_knowledge(engine: Engine) -> Engine:
    """The database with nothing of the knowledge in it, as when it was made."""
    names = {
        table.__tablename__ for table in (models.Citation, models.Answer, models.ShippedAnswer, models.SwitchedOff)
    }
    names |= {table.__tablename__ for table in (models.Topic, models.Source, models.Service, models.Council)}
    names |= {models.BookVersion.__tablename__, models.Passage.__tablename__}
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in names:
                connection.execute(table.delete())
    return engine
