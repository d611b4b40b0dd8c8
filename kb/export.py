"""A council's edited answers as files of kb/content/topics: each can take the place of the one that ships."""

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from kb.models import Answer, Json, ShippedAnswer, Topic
from kb.offers import OWN, texts_of_answer

NOTE = "# Exported from the answers that the councils' editors wrote in the console.\n"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same answers make the same file, whenever it is made


class _Words(str):
    """A text that is written as a block of lines."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes texts as blocks where YAML allows it."""


_Dumper.add_representer(
    _Words, lambda dumper, words: dumper.represent_scalar("tag:yaml.org,2002:str", str(words), style="|")
)


def exported(session: Session, councils: Collection[str] | None = None) -> dict[str, str]:
    """Each topic of which one of these councils (or any) has written its own answer, as its file: name -> YAML."""
    theirs = select(Answer.topic_name).where(Answer.edited)
    if councils is not None:
        theirs = theirs.where(Answer.council_slug.in_(councils))
    topics = session.scalars(select(Topic).where(Topic.name.in_(theirs)).order_by(Topic.name))
    return {topic.name: NOTE + _yaml(_topic(session, topic, councils)) for topic in topics}


def write(session: Session, folder: Path, councils: Collection[str] | None = None) -> list[Path]:
    """Writes the files into `topics` of that folder. Returns where they are."""
    (folder / "topics").mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in exported(session, councils).items():
        written.append(folder / "topics" / f"{name}.yml")
        written[-1].write_text(text, encoding="utf-8")
    return written


def zipped(files: Mapping[str, str]) -> bytes:
    """The files in one, for a browser to download."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"topics/{name}.yml", LONG_AGO), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _topic(session: Session, topic: Topic, councils: Collection[str] | None) -> dict[str, Any]:
    answers = {a.council_slug: a for a in session.scalars(select(Answer).where(Answer.topic_name == topic.name))}
    national = answers.pop("")
    own = {slug: texts for slug, a in sorted(answers.items()) if (texts := _own(session, a, councils))}
    return {
        "topic": topic.name,
        "title": topic.title,
        "question": topic.question,
        "group": topic.group,
        "reviewed": national.reviewed,
        "review_by": national.review_by,
        "next": list(topic.next),
        "notices": list(topic.notices),
        **_texts(texts_of_answer(national) or {}),
        "leaflet": dict(topic.leaflet),
        "councils": {slug: _local(texts, national) for slug, texts in own.items()},
    }


def _own(session: Session, answer: Answer, councils: Collection[str] | None) -> Json | None:
    """A council's own answer; what ships for it, where its editors' answer is not to be exported."""
    if answer.edited and councils is not None and answer.council_slug not in councils:
        kept = session.get(ShippedAnswer, (answer.topic_name, answer.council_slug))
        return kept.now[OWN] if kept else None
    return texts_of_answer(answer)


def _local(kept: Json, national: Answer) -> dict[str, Any]:
    topics = {"reviewed": national.reviewed.isoformat(), "review_by": national.review_by.isoformat()}
    days = {name: kept[name] for name, day in topics.items() if kept[name] != day}
    return {"mode": kept["mode"], **days, **_texts(kept)}


def _texts(kept: Json) -> dict[str, Any]:
    follow_ups = {part: _words(said) for part, said in kept["follow_ups"].items()}
    more = {"more": _words(kept["more"])} if kept["more"] else {}
    return {"answer": _words(kept["answer"]), **more, **({"follow_ups": follow_ups} if follow_ups else {})}


def _words(text: str) -> _Words:
    return _Words(f"{text}\n" if text else "")


def _yaml(topic: dict[str, Any]) -> str:
    dumped: str = yaml.dump(topic, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return dumped
