"""Measuring conversations: what counts as answered, and what the report says. The stack itself is not started here."""

from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.evaluation import dialogues
from tests.evaluation.dialogues import (
    Said,
    Several,
    answered_in,
    markdown,
    measure_follow_ups,
    measure_several,
    served,
    serves,
)


def a_turn(topic: str | None, *choices: str, understood: str = "greet") -> dict[str, Any]:
    """A turn whose last message is on that topic and offers these choices."""
    messages = [{"topic": "crisis", "choices": []}, {"topic": topic, "choices": [{"id": c} for c in choices]}]
    return {"messages": messages, "understood": {"topic": topic or understood}}


class Parents:
    """Begins conversations in which every message is answered alike, and remembers what was said in which."""

    def __init__(self, topic: str | None = "who_decides", *choices: str) -> None:
        self.turn, self.said = a_turn(topic, *choices), []

    def __call__(self, council: str | None) -> Any:
        said: list[str] = []
        self.said.append((council, said))
        return type("Scripted", (), {"says": lambda _, text: said.append(text) or self.turn})()


@pytest.mark.parametrize(
    ("topic", "label", "does"),
    [
        ("transport", "transport", True),
        ("transport", "benefits", False),
        ("school_attendance", "exclusion", True),
        ("exclusion", "school_attendance", False),
    ],
    ids=["the_same", "another", "counts_as", "but_not_the_other_way"],
)
def test_an_answer_serves_its_own_topic_and_those_that_it_counts_as(topic, label, does):
    assert serves(topic, label) is does


def test_a_turn_answers_its_own_topic_and_all_of_which_it_offers_more():
    turn = a_turn("who_decides", "more:who_decides", "more:transport", "topic:benefits", "person")

    assert answered_in(turn) == {"who_decides", "transport"}


def test_a_turn_without_a_topic_answers_nothing():
    assert answered_in(a_turn(None, "topic:benefits")) == set()


def test_a_kind_refusal_is_about_what_was_understood():
    assert served(a_turn(None, understood="out_of_scope")) == "out_of_scope"
    assert served(a_turn("transport")) == "transport"
    assert served(a_turn(None)) is None


def test_each_message_is_said_in_a_conversation_of_its_own(tmp_path: Path):
    path = tmp_path / "several.csv"
    path.write_text("text,labels\nwho and how,who_decides|transport\nhow,transport\n", encoding="utf-8")
    parents = Parents()

    found = measure_several(path, parents)

    assert parents.said == [("kent", ["who and how"]), ("kent", ["how"])]
    assert [(s.line, s.missed) for s in found] == [(2, ("transport",)), (3, ("transport",))]


def test_a_dialogue_stays_in_one_conversation_with_its_council(tmp_path: Path):
    path = tmp_path / "dialogues.yml"
    turns = "[{says: one, expects_topic: who_decides}, {says: two, expects_topic: transport}]"
    path.write_text(f"- name: parent asks\n  council: bexley\n  turns: {turns}\n", encoding="utf-8")
    parents = Parents()

    found = measure_follow_ups(path, parents)

    assert parents.said == [("bexley", ["one", "two"])]
    assert [(s.number, s.right) for s in found] == [(1, True), (2, False)]


def test_the_report_counts_labels_messages_turns_and_follow_ups():
    several = [
        Several(2, ("transport", "benefits"), frozenset({"transport"})),
        Several(3, ("transport",), frozenset({"transport"})),
    ]
    said = [Said("parent asks", 1, "transport", "transport"), Said("parent asks", 2, "benefits", None)]

    report = markdown(several, said, "Measured.")

    figures = [[cell.strip() for cell in line.split("|")[1:5]] for line in report.splitlines() if line.count("|") == 6]
    assert [row[1:3] for row in figures[2:]] == [["2", "3"], ["1", "2"], ["1", "2"], ["0", "1"]]


def test_the_report_names_what_was_missed_by_line_and_by_turn():
    report = markdown(
        [Several(7, ("transport", "benefits"), frozenset({"transport"}))], [Said("parent asks", 2, "sen", None)], ""
    )

    assert "| benefits | transport |" in report
    assert "parent asks" in report


def test_a_stack_that_does_not_start_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    @contextmanager
    def broken():
        raise TimeoutError("not ready")
        yield

    code = dialogues.main(broken, tmp_path / "report.md")

    assert code == dialogues.CANNOT_MEASURE
    assert capsys.readouterr().err == "dialogues: not ready\n"
    assert not (tmp_path / "report.md").exists()


def test_the_report_is_written_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    @contextmanager
    def running():
        yield Parents("transport")

    code = dialogues.main(running, tmp_path / "new/report.md")

    assert code == 0
    assert (tmp_path / "new/report.md").read_text(encoding="utf-8") in capsys.readouterr().out
