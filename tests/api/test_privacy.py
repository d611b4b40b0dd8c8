"""What a parent gives away is taken out before it is stored, sent on or logged."""

import logging
import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from kb.redaction import Redactor
from tests.api.apps import RasaIsAway, Served, serving
from tests.stack import Parent

TOLD = (
    "My son Zebedee Quillfeather has no help. Ring 07700 900143 or mail zeb@example.com, we live at ME15 6RT in Kent."
)
PRIVATE = ("Zebedee", "Quillfeather", "07700 900143", "zeb@example.com", "ME15 6RT")


@pytest.fixture(scope="module")
def careful(settings) -> Iterator[Served]:
    """The application with the real redactor."""
    with serving(settings(), redactor=Redactor()) as served:
        yield served


def everything_stored(served: Served, conversation_id: str) -> str:
    """Every value of every row about that conversation."""
    wanted = "conversation WHERE id = :id", "message WHERE conversation_id = :id"
    with served.engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT * FROM {w}"), {"id": conversation_id}).all() for w in wanted]
    return str(rows)


def test_nothing_private_is_stored(careful):
    with careful.client() as http:
        parent = Parent(http, "kent")
        parent.says(TOLD)

    stored = everything_stored(careful, parent.begun["id"])
    assert "has no help" in stored
    assert not [secret for secret in PRIVATE if secret in stored]


def test_nothing_private_is_sent_on_to_rasa(careful):
    with careful.client() as http:
        Parent(http, "kent").says(TOLD)

    sent = str(careful.rasa.asked[-1])
    assert "has no help" in sent
    assert "Kent" in sent  # the place that names a council stays
    assert not [secret for secret in PRIVATE if secret in sent]


def test_nothing_private_comes_back_in_the_transcript_or_on_the_page(careful):
    with careful.client() as http:
        parent = Parent(http, "kent")
        parent.says(TOLD)
        http.post("/chat/kent", data={"text": TOLD})

        shown = http.get(f"{parent.path}/transcript", headers=parent.headers).text + http.get("/chat/kent").text

    assert shown.count("has no help") == 2
    assert not [secret for secret in PRIVATE if secret in shown]


def test_no_log_holds_a_parents_words(settings, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    word = f"w{uuid.uuid4().hex}"

    with serving(settings(log_level="DEBUG"), RasaIsAway()) as served, served.client() as http:
        parent = Parent(http, "kent")
        parent.says(f"Who decides about {word}?")
        parent.post(text=word * 100)
        parent.post(choice=word)
        http.post("/chat/kent", data={"text": f"Who decides about {word}?"})

    printed = capfd.readouterr()
    assert "rasa_away" in printed.out
    assert word not in printed.out + printed.err + caplog.text


@pytest.mark.live
def test_no_log_of_any_real_process_holds_a_parents_words(client, stack):
    word = f"w{uuid.uuid4().hex}"
    parent = Parent(client, "kent")

    for said in (f"Who decides about {word}?", f"/{word}", f'/greet{{"{word}": 1}}', f"{word} {{{word}}}"):
        parent.says(said)

    for name in ("api", "rasa", "actions"):
        assert word not in (stack.var / f"{name}.log").read_text(errors="replace"), f"the log of {name} holds words"


@pytest.mark.live
def test_the_real_database_holds_nothing_private(client, stack):
    parent = Parent(client, "kent")
    parent.says(TOLD)

    kept = (stack.var / "askline.db").read_bytes() + (stack.var / "askline.db-wal").read_bytes()

    assert b"has no help" in kept
    assert not [secret for secret in PRIVATE if secret.encode() in kept]
