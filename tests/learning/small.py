"""A small model for tests: a few topics, a few examples of each. Trained once, kept until its examples change."""

import shutil
from pathlib import Path

from api.learning.labelled import known_labels, read_questions
from tests.evaluation.diet import run_logged, sampled
from tests.evaluation.provenance import fingerprint
from tests.stack import MODEL, ROOT

TOPICS = ("transport", "who_decides", "sen_funding", "benefits", "exclusion", "out_of_scope", "crisis")
TALK = ("greet", "thank", "give_council", "contact_helpline", "councils")
EXAMPLES = 8
KEPT = MODEL.parent.parent / "small"


def small_data(folder: Path) -> Path:
    """A folder of training data: Rasa's rules, and eight examples each of a few topics."""
    chosen = folder / "chosen"
    chosen.mkdir(parents=True)
    for name in (*TOPICS, *TALK):
        shutil.copy(ROOT / f"data/nlu/{name}.yml", chosen)
    sampled(chosen, folder / "data/nlu", EXAMPLES)
    shutil.copytree(ROOT / "data/rules", folder / "data/rules")
    return folder / "data"


def small_questions(folder: Path) -> Path:
    """The test messages of these topics."""
    path = folder / "questions.csv"
    questions = read_questions(ROOT / "data/test/questions.csv", known_labels(ROOT / "domain.yml"))
    lines = [f'"{q.text.replace(chr(34), chr(34) * 2)}",{q.label}' for q in questions if q.label in TOPICS]
    path.write_text("\n".join(["text,label", *lines]) + "\n", encoding="utf-8")
    return path


def small_model(data: Path, place: Path) -> None:
    """Puts a model that was trained on that data in that place."""
    inputs = [ROOT / "config.yml", ROOT / "domain.yml", *data.glob("*/*.yml"), *ROOT.glob("bot/topic_*.py")]
    kept = KEPT / f"{fingerprint(inputs)[:16]}.tar.gz"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name("small.tar.gz")
        command = [str(ROOT / "bot/.venv/bin/python"), "-m", "bot", "train", "--skip-validation", "--data", str(data)]
        command += ["--out", str(new.parent), "--fixed-model-name", "small"]
        log = place.with_name("small.log")
        assert run_logged(command, log) == 0, log.read_text(errors="replace")[-3000:]
        shutil.move(new, kept)
    shutil.copy(kept, place)
