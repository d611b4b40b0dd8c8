"""Whole dialogues, held with the real thing. One file is one test, and the file's name is the rule."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select

from api.models import Message
from kb.database import connect
from kb.settings import Settings
from kb.shipped import councils, topics
from tests.conversations.dialogue import KnownMiss, dialogue, dialogue_files, known_misses
from tests.conversations.hearing import faults, hold
from tests.stack import Parent, Stack

FILES = list(dialogue_files())


@pytest.fixture
def reason_of(stack: Stack) -> Callable[[str], str | None]:
    """Why a reply came is recorded, but not sent to the parent."""
    engine = connect(Settings(var=stack.var).database)

    def reason(message_id: str) -> str | None:
        with engine.connect() as connection:
            return connection.scalar(select(Message.reason).where(Message.id == message_id))

    yield reason
    engine.dispose()


@pytest.mark.live
@pytest.mark.parametrize("path", FILES, ids=[f.stem for f in FILES])
def test_dialogue(path, client: httpx.Client, reason_of) -> None:
    lacks = []
    for number, (turn, heard) in enumerate(hold(dialogue(path), client, reason_of), 1):
        lacks += [f"turn {number}, {turn.parent[:60]!r}: {fault}" for fault in faults(turn, heard)]

    assert not lacks, f"Read it: python -m tests.conversations.read {path.name}\n" + "\n".join(lacks)


@pytest.mark.live
@pytest.mark.parametrize("miss", known_misses(), ids=lambda m: m.text[:50])
@pytest.mark.xfail(strict=False, reason="misunderstood when it was written down; passes when the model has learnt it")
def test_known_miss_is_understood_now(miss: KnownMiss, client: httpx.Client) -> None:
    parent = Parent(client, miss.council or "kent")
    if miss.after:
        parent.says(miss.after)

    understood = parent.says(miss.text)["understood"]

    assert understood["topic"] in [miss.expected, *miss.also], f"{understood['topic']} {understood['confidence']:.2f}"


@pytest.mark.parametrize("council", sorted(councils()))
@pytest.mark.parametrize("group", sorted({t.group for t in topics().values()} | {"control"}))
def test_each_council_has_a_dialogue_on_each_group_of_topics(council: str, group: str) -> None:
    groups = {
        topics()[name].group if name in topics() else "control"
        for path in FILES
        if (told := dialogue(path)).council == council
        for turn in told.turns
        for name in [turn.topic, *turn.any_of]
        if name
    }

    assert group in groups, f"Write a dialogue with a parent in {council} on a topic of the group “{group}”."
