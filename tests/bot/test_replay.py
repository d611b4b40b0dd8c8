"""The speed patches change nothing but speed: whole dialogues, with and without them, side by side."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot.rasa_cases import run_inside
from tests.bot.stub_actions import StubActions, stub_actions
from tests.stack import MODEL

DIALOGUES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("dialogues.yml").read_text(encoding="utf-8"))
NAMES = [dialogue["name"] for dialogue in DIALOGUES]
# These differ between any two runs of the same Rasa.
OF_ONE_RUN = {"timestamp", "message_id", "latest_event_time"}


@dataclass(frozen=True)
class Played:
    """What one Rasa did with all dialogues, and what it asked of the action server meanwhile."""

    patched: bool
    dialogues: dict[str, Any]
    calls: dict[str, Any]


def without_times_and_ids(value: Any) -> Any:
    """The value without what differs between any two runs."""
    if isinstance(value, dict):
        return {k: without_times_and_ids(v) for k, v in value.items() if k not in OF_ONE_RUN}
    return [without_times_and_ids(v) for v in value] if isinstance(value, list) else value


def played(how: str, folder: Path, actions: StubActions) -> Played:
    """All dialogues, in a fresh process."""
    dialogues, results = folder / "dialogues.json", folder / f"{how}.json"
    dialogues.write_text(json.dumps(DIALOGUES), encoding="utf-8")
    run_inside("tests.bot.inside.replay", how, str(MODEL), str(dialogues), actions.url, str(results))
    found = json.loads(results.read_text(encoding="utf-8"))
    return Played(found["patched"], without_times_and_ids(found["dialogues"]), without_times_and_ids(actions.calls))


@pytest.fixture(scope="module")
def rasas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Played, Played]]:
    """Stock Rasa and patched Rasa, both done."""
    if not MODEL.exists():
        pytest.skip("no trained model: run `make train` first (`make test` does)")
    folder = tmp_path_factory.mktemp("replay")
    with stub_actions() as one, stub_actions() as other:
        yield played("stock", folder, one), played("patched", folder, other)


def test_one_rasa_was_patched_and_the_other_was_not(rasas: tuple[Played, Played]) -> None:
    stock, patched = rasas

    assert (stock.patched, patched.patched) == (False, True)


@pytest.mark.parametrize("name", NAMES)
def test_the_parent_gets_the_same_replies(name: str, rasas: tuple[Played, Played]) -> None:
    stock, patched = (rasa.dialogues[name]["turns"] for rasa in rasas)

    assert [turn["replies"] for turn in patched] == [turn["replies"] for turn in stock]


@pytest.mark.parametrize("name", NAMES)
def test_the_tracker_holds_the_same_events(name: str, rasas: tuple[Played, Played]) -> None:
    stock, patched = (rasa.dialogues[name]["tracker"] for rasa in rasas)

    assert patched["events"] == stock["events"]
    assert patched == stock


@pytest.mark.parametrize("name", NAMES)
def test_the_action_server_is_asked_the_same_but_for_the_events_before(name: str, rasas: tuple[Played, Played]) -> None:
    stock, patched = (rasa.calls[name] for rasa in rasas)

    assert [call["tracker"]["events"] for call in patched] == [[]] * len(stock)
    assert without_events(patched) == without_events(stock)


def without_events(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls without the tracker's events, which none of our actions reads."""
    return [call | {"tracker": {k: v for k, v in call["tracker"].items() if k != "events"}} for call in calls]


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_wrong_is_said_in_the_same_words(name: str, rasas: tuple[Played, Played]) -> None:
    stock, patched = (rasa.dialogues[name]["turns"] for rasa in rasas)

    assert [turn["errors"] for turn in patched] == [turn["errors"] for turn in stock]


def test_the_dialogues_go_where_they_are_meant_to_go(rasas: tuple[Played, Played]) -> None:
    """Otherwise two Rasas could agree on nothing at all."""
    stock, _ = rasas
    broken = stock.dialogues["the action server breaks its contract and the conversation goes on"]["turns"]

    assert [bool(turn["replies"]) for turn in broken] == [True, False, False, False, True]
    assert "ValidationError" in broken[1]["errors"][0]
    for name in NAMES:
        assert any(turn["replies"] for turn in stock.dialogues[name]["turns"]), name
