"""Builders: a small knowledge base of which Kent's answers are edited, and what its two editors do."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.answers.access import Place
from api.answers.drafts import Seen, approve, open_draft, save
from api.answers.models import AnswerDraft, AnswerVersion
from api.answers.problems import NoSuchDraft
from api.answers.versions import take_what_ships
from kb.book import read_book
from kb.loading import load
from kb.own_answers import OwnText
from tests.kb.content import a_content_folder, a_council_file, a_source, a_topic_file

TODAY, LATER = date(2026, 11, 24), date(2027, 5, 24)
PLACE, TRANSPORT = Place("who_decides", "kent"), Place("transport", "kent")
SAM, ALEX = Actor("sam", "here"), Actor("alex", "here")


def a_small_content(folder: Path) -> Path:
    """Two topics; Kent adds to one of them."""
    kent = {"kent": {"answer": "Kent, as it ships."}}
    files = [a_topic_file("who_decides", "All. [code:1]", councils=kent), a_topic_file("transport", "A taxi.")]
    return a_content_folder(folder, files, [a_source("code")], [a_council_file("kent")])


def as_it_ships(engine: Engine, content: Path) -> None:
    """The database as it was loaded, whatever a test did before."""
    for place in (PLACE, TRANSPORT):
        with suppress(NoSuchDraft):
            take_what_ships(engine, SAM, place, "Clean")
    with Session(engine) as session, session.begin():
        session.query(AnswerVersion).delete()
        session.query(AnswerDraft).delete()
    load(engine, content)


def text(words: str = "Ours.") -> OwnText:
    """An answer in the place of the national one."""
    return OwnText(words, LATER, "replace")


def saves(engine, who=SAM, words="Ours.", seen=None, send=True, place=PLACE):
    """Saves what they saw, or what is there."""
    draft = open_draft(engine, place)
    seen = seen or (Seen(draft.id, draft.revision) if draft else Seen())
    return save(engine, who, place, text(words), "Because.", seen, send=send)


def sound(_own):
    """Nothing stops it."""


def approves(engine, who=ALEX, place=PLACE):
    """Approves what waits, as it is."""
    return approve(engine, who, place, open_draft(engine, place).revision, TODAY, sound)


def published(engine, words="Ours."):
    """Written by one, approved by the other: its number."""
    saves(engine, words=words)
    return approves(engine)


def said(engine):
    """What parents of Kent read."""
    return read_book(engine).answer("who_decides", "kent").text
