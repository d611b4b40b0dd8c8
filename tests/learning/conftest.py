"""A place with a running model for the tests of learning, and a Rasa that trains in no time."""

import io
import json
import sys
import tarfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.learning.files import ModelFiles
from api.models import Conversation, Message
from api.overview import BAR
from api.review.models import Correction
from kb.settings import Settings
from tests.databases import KINDS, a_database

WHO = Actor("somebody", "here")


def a_model(place: Path, model_id: str = "first", **learnt: str) -> Path:
    """A file that is a trained model to us: its id, and what it makes of which words."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(place, "w:gz") as archive:
        for name, content in (("metadata.json", {"model_id": model_id}), ("learnt.json", learnt)):
            written = json.dumps(content).encode()
            member = tarfile.TarInfo(name)
            member.size = len(written)
            archive.addfile(member, io.BytesIO(written))
    return place


def approved(engine: Engine, text: str, topic: str = "transport", council: str = "kent", **fields: str) -> str:
    """An approved correction, with the message that it belongs to; returns its id."""
    now, conversation, message = datetime.now(UTC), str(uuid.uuid4()), str(uuid.uuid4())
    plain = {"channel": "api", "token_hash": "", "topics": BAR, "reasons": BAR}
    said = {"state": "approved", "verdict": "other", "proposed_by": "one", "decided_by": "two"}
    with Session(engine) as session, session.begin():
        session.add(Conversation(id=conversation, council_slug=council, created_at=now, updated_at=now, **plain))
        session.flush()
        session.add(Message(id=message, conversation_id=conversation, position=1, at=now, sender="parent", text=text))
        session.flush()
        row = Correction(id=str(uuid.uuid4()), message_id=message, council_slug=council, text=text, key=text.lower())
        row.topic, row.proposed_at, row.decided_at = topic, now, now
        for name, value in (said | fields).items():
            setattr(row, name, value)
        session.add(row)
        return row.id


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    """A folder with a running model."""
    return ModelFiles(a_model(tmp_path / "models/askline.tar.gz"), tmp_path / "learnt.yml")


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of either kind, with its tables and nothing in them."""
    with a_database(request.param, tmp_path) as made:
        yield made


def quick_rasa(folder: Path) -> Path:
    """What stands for Rasa's python: see quick_rasa.py."""
    script = folder / "python"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m tests.learning.quick_rasa "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


@pytest.fixture
def place(tmp_path: Path, files: ModelFiles) -> Settings:
    """Settings for that folder: a test message or two, and hardly any training data."""
    assert files
    (tmp_path / "data/nlu").mkdir(parents=True)
    (tmp_path / "data/nlu/benefits.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: benefits\n  examples: |\n    - money for us\n', encoding="utf-8"
    )
    questions = tmp_path / "questions.csv"
    questions.write_text("text,label\nno bus came,transport\nmoney for us please,benefits\n", encoding="utf-8")
    own = {"rasa_python": quick_rasa(tmp_path), "database_url": "", "model": ""}
    return Settings(var=tmp_path, training_data=tmp_path / "data", test_questions=questions, **own)
