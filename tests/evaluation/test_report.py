"""The report: what it says, and what it must not hold."""

import json
import math
from dataclasses import replace
from pathlib import Path

from api.learning.labelled import Question
from api.learning.scoring import Judged, Share, Understood
from tests.evaluation.picture import draw_confusions
from tests.evaluation.report import Measured, as_data, markdown, percent, published, table

SECRET = "my words are mine"


def a_row(label: str, said: str) -> Judged:
    return Judged(Question(SECRET, label, kind="brief", line=2), Understood(said, ((said, 0.9),)))


def measured(newer: tuple[str, ...] = ()) -> Measured:
    model = {"sha256": "0123456789abcdef", "trained_at": "2026-11-22T12:26:42", "rasa": "3.6.21"}
    settings = {"measured_at": "2026-11-22 13:00", "model": model, "newer_than_the_model": list(newer)}
    rows = [a_row("transport", "transport"), a_row("benefits", "transport")]
    return Measured("messages.csv", rows, {"a simpler way": rows}, settings)


def test_the_report_names_its_figures_and_the_counts_as_rule() -> None:
    report = markdown(measured())

    assert "| Right at first                                       | 1 |  2 | 50.0 |" in report
    assert "`school_attendance`\ncounts as `exclusion`" in report
    for title in ("Side by side", "By kind", "By topic", "The 25 worst confusions", "Calibration"):
        assert f"## {title}\n" in report


def test_what_is_published_names_each_file_the_ways_beside_it_and_what_it_was_measured_with() -> None:
    one = measured()
    settings = dict(one.settings) | {
        "model": one.settings["model"] | {"pipeline": [{"name": "bot.x.TopicClassifier", "c": 0.3, "length": 10}]},
        "counts": {"training_examples": 7, "messages": 2},
        "sample": 40,
        "examples_sha256": "a" * 64,
        "encoder_sha256": "b" * 64,
        "versions": {"python": "3.11.7"},
    }

    report = published([replace(one, settings=settings), replace(one, name="unseen.csv", settings=settings)], "c.png")

    assert "## messages.csv: 2 messages" in report
    assert "## unseen.csv: 2 messages" in report
    assert report.count("| a simpler way ") == 2
    assert "TopicClassifier (c 0.3)" in report
    assert "Training examples: 7 (SHA-256 aaaaaaaaaaaa)" in report
    assert "(c.png)" in report
    assert SECRET not in report


def test_no_message_is_repeated_in_the_reports() -> None:
    assert SECRET not in markdown(measured())
    assert SECRET not in json.dumps(as_data(measured()))


def test_the_data_keep_the_settings_and_say_which_line_was_understood_how() -> None:
    data = json.loads(json.dumps(as_data(measured())))

    assert data["settings"]["model"]["sha256"] == "0123456789abcdef"
    assert data["scores"]["Askline"]["first"] == data["scores"]["a simpler way"]["first"] == {"hits": 1, "of": 2}
    assert data["rows"][1]["said"] == "transport"
    assert data["rows"][1]["line"] == 2


def test_a_model_older_than_its_inputs_is_told() -> None:
    fresh, stale = markdown(measured()), markdown(measured(("config.yml", "a.yml", "b.yml", "c.yml")))

    assert "Changed since then" not in fresh
    assert "Changed since then: config.yml, a.yml, b.yml and 1 more. Run `make train`" in stale


def test_sections_without_content_are_left_out() -> None:
    alone = replace(measured(), others={}, rows=[a_row("transport", "transport")])

    report = markdown(alone)

    assert "Side by side" not in report
    assert "worst confusions" not in report


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    assert table(("topic", "n"), [("transport", 7), ("benefits", 12)]).splitlines() == [
        "| topic     |  n |",
        "| --------- | -: |",
        "| transport |  7 |",
        "| benefits  | 12 |",
    ]


def test_nothing_counted_is_a_dash() -> None:
    assert percent(Share(0, 0)) == "-"
    assert math.isnan(Share(0, 0).interval[0])


def test_the_confusion_matrix_is_drawn(tmp_path: Path) -> None:
    draw_confusions(measured().rows, "messages.csv", tmp_path / "matrix.png")

    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")
