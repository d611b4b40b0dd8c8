"""`make evaluate` as one runs it: what it says when it cannot, and that it asks the very model that answers parents."""

import json
from pathlib import Path

import httpx
import pytest

from api.learning.asked import ModelFailed, cause, understood_by_rasa
from tests.evaluation.evaluate import main
from tests.evaluation.provenance import fingerprint
from tests.stack import MODEL, Parent

ASKED = [
    "who pays for the extra help",
    "what does the senco do",
    "my bins were not collected",
    "no taxi came for him again",
]


def messages(folder: Path, *lines: str) -> Path:
    path = folder / "messages.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_malformed_file_ends_with_two_and_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([str(messages(tmp_path, "text,label", "no bus,buses")), "--out", str(tmp_path / "out")])

    said = capsys.readouterr().err
    assert code == 2
    assert said.count("\n") == 1
    assert "line 2: “buses” is no intent of domain.yml" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_a_model_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    model = tmp_path / "model.tar.gz"
    if content is not None:
        model.write_bytes(content)

    code = main([str(messages(tmp_path, "text,label", "no bus,transport")), "--model", str(model)])

    said = capsys.readouterr().err
    assert code == 1
    assert said.count("\n") == 1
    assert "is not a trained model: run `make train`" in said


def test_what_rasa_cannot_load_is_told(tmp_path: Path) -> None:
    model = tmp_path / "model.tar.gz"
    model.write_bytes(b"not a model")

    with pytest.raises(ModelFailed, match=r"Rasa could not read the messages .* run `make train`"):
        understood_by_rasa(model, ["no bus"])


@pytest.mark.parametrize(
    ("stderr", "told"),
    [
        (
            "Traceback ...\nKeyError: 'svm'\n\nTraceback ...\nrasa.GraphComponentException: Error in x\n",
            "KeyError: 'svm'",
        ),
        ("Killed\n", "Killed"),
        ("", "it said nothing"),
    ],
)
def test_the_first_error_is_told_not_the_one_that_wraps_it(stderr: str, told: str) -> None:
    assert cause(stderr) == told


@pytest.mark.skipif(not MODEL.exists(), reason="no trained model: run `make train` first (`make test` does)")
def test_a_measurement_leaves_its_report_settings_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = messages(tmp_path, "text,label,also,kind", *(f"{text},transport,sen_funding,brief" for text in ASKED))

    code = main([str(path), "--out", str(tmp_path / "out"), "--publish", str(tmp_path)])

    report = (tmp_path / "out/messages.md").read_text(encoding="utf-8")
    data = json.loads((tmp_path / "out/messages.json").read_text(encoding="utf-8"))
    assert code == 0
    assert report in capsys.readouterr().out
    assert data["messages"] == data["settings"]["counts"]["messages"] == len(ASKED)
    assert data["settings"]["model"]["pipeline"][-1]["name"].endswith("FallbackClassifier")
    assert [row["line"] for row in data["rows"]] == [2, 3, 4, 5]
    assert (tmp_path / "out/messages.png").exists()
    assert "## messages.csv: 4 messages" in (tmp_path / "evaluation.md").read_text(encoding="utf-8")
    assert (tmp_path / "confusions.png").exists()


@pytest.mark.live
def test_it_measures_the_very_model_that_answers_parents(client: httpx.Client) -> None:
    measured = understood_by_rasa(MODEL, ASKED)

    answered = [Parent(client, council="kent").says(text)["understood"] for text in ASKED]
    assert [u.said for u in measured] == [a["topic"] for a in answered]
    assert [u.confidence for u in measured] == pytest.approx([a["confidence"] for a in answered], abs=1e-4)


def test_the_fingerprint_of_the_examples_is_of_names_and_contents_not_of_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yml", tmp_path / "two.yml"
    one.write_text("a")
    two.write_text("b")
    before = fingerprint([one, two])

    assert fingerprint([two, one]) == before

    two.write_text("c")
    assert fingerprint([one, two]) != before
