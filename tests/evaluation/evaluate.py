"""`make evaluate`: measures the trained model on labelled messages. `python -m tests.evaluation.evaluate --help`."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

from api.learning.asked import ModelFailed, understood_by_rasa
from api.learning.labelled import BadQuestions, Question, known_labels, read_questions
from api.learning.scoring import Judged, Understood
from kb.safety import crisis
from tests.evaluation.baselines import WAYS
from tests.evaluation.diet import TrainingFailed, default_config, sampled, trained_nlu
from tests.evaluation.examples import Example, already_trained_on, read_examples
from tests.evaluation.picture import draw_confusions
from tests.evaluation.provenance import UnreadableModel, settings_of
from tests.evaluation.report import Measured, as_data, markdown, published
from tests.stack import MODEL, ROOT

DATA = ROOT / "data/nlu"
REPORTS = MODEL.parent.parent / "evaluation"
SAMPLED = {"diet": "Rasa's default pipeline (DIET)", "ours": "Askline's pipeline"}
CANNOT_MEASURE, BAD_QUESTIONS = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints and writes the report. Returns 2 with one clear line when the file of messages is malformed."""
    wanted = _parser().parse_args(arguments)
    try:
        measured = measure(wanted)
    except BadQuestions as error:
        return _fail(error, BAD_QUESTIONS)
    except (ModelFailed, TrainingFailed, UnreadableModel) as error:
        return _fail(error, CANNOT_MEASURE)
    written = [
        path for one, file in zip(measured, wanted.questions, strict=True) for path in _write(one, wanted.out, file)
    ]
    for path in written + (_publish(measured, wanted.publish) if wanted.publish else []):
        _say(f"Wrote {path}")
    return 0


def measure(wanted: argparse.Namespace) -> list[Measured]:
    """Reads the messages, asks the model (and the baselines) once for all files, and judges what was understood."""
    files = [read_questions(path, known_labels(ROOT / "domain.yml")) for path in wanted.questions]
    questions = [question for file in files for question in file]
    examples, texts = read_examples(wanted.examples), [q.text for q in questions]
    settings = [settings_of(wanted.model, path, ROOT / "config.yml", wanted.examples) for path in wanted.questions]
    _say(f"Reading {len(questions)} messages with {wanted.model} ...")
    rows = judge(questions, understood_by_rasa(wanted.model, texts), examples)
    others = {}
    if wanted.baselines:
        for name, understood in _baselines(wanted, examples, texts):
            others[name] = judge(questions, understood, examples)
    spans = pairwise(accumulate(map(len, files), initial=0))
    return [
        Measured(
            path.name,
            rows[begin:end],
            {name: other[begin:end] for name, other in others.items()},
            setting
            | {"counts": {"training_examples": len(examples), "messages": end - begin}, "sample": wanted.sample},
        )
        for path, setting, (begin, end) in zip(wanted.questions, settings, spans, strict=True)
    ]


def judge(questions: Sequence[Question], understood: Sequence[Understood], examples: Sequence[Example]) -> list[Judged]:
    """Each message with what was understood, whether kb.safety raises the alarm, and whether it was trained on."""
    known = already_trained_on([q.text for q in questions], examples)
    return [
        Judged(question, what, alarm=_alarmed(question.text), known=seen)
        for question, what, seen in zip(questions, understood, known, strict=True)
    ]


@cache
def _alarmed(text: str) -> bool:
    return crisis(text) is not None  # the same for every way that is measured


def _baselines(
    wanted: argparse.Namespace, examples: Sequence[Example], texts: Sequence[str]
) -> Iterator[tuple[str, list[Understood]]]:
    for name, way in WAYS.items():
        _say(f"Measuring: {name} ...")
        yield name, way(examples, texts)
    if not wanted.without_diet:
        # Both on the same sample: on all examples DIET trains for many hours.
        sample = sampled(wanted.examples, REPORTS / "sample", wanted.sample)
        for name, config in (("diet", default_config()), ("ours", ROOT / "config.yml")):
            model = trained_nlu(name, config, sample, REPORTS / "diet", _say)
            yield f"{SAMPLED[name]}, {wanted.sample} examples a topic", understood_by_rasa(model, texts)


def _write(measured: Measured, folder: Path, questions: Path) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{questions.stem}.{ending}" for ending in ("md", "json", "png")]
    report = markdown(measured)
    _say("", report)
    paths[0].write_text(report, encoding="utf-8")
    paths[1].write_text(json.dumps(as_data(measured), indent=1), encoding="utf-8")
    draw_confusions(measured.rows, measured.name, paths[2])
    return paths


def _publish(measured: Sequence[Measured], folder: Path) -> list[Path]:
    report, picture = folder / "evaluation.md", folder / "confusions.png"
    draw_confusions(measured[0].rows, measured[0].name, picture)
    report.write_text(published(measured, picture.name), encoding="utf-8")
    return [report, picture]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation.evaluate", description=__doc__)
    ours = ROOT / "tests/evaluation/questions.csv"
    parser.add_argument(
        "questions", type=Path, nargs="*", default=[ours], help="CSV files with text, label and perhaps also, kind"
    )
    parser.add_argument("--baselines", action="store_true", help="measure simpler ways, and stock Rasa, beside it")
    parser.add_argument("--without-diet", action="store_true", help="leave stock Rasa out: it trains for long")
    parser.add_argument("--sample", type=int, default=40, help="examples of each topic that stock Rasa trains on")
    parser.add_argument("--model", type=Path, default=MODEL, help="another trained model")
    parser.add_argument("--examples", type=Path, default=DATA, help="the training examples that the model learnt from")
    parser.add_argument("--publish", type=Path, help="folder for evaluation.md, all files in one report (docs)")
    parser.add_argument("--out", type=Path, default=REPORTS, help="folder for the reports")
    return parser


def _fail(error: Exception, code: int) -> int:
    sys.stderr.write(f"evaluate: {error}\n")
    return code


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
