"""`python -m api.training_export FILE`: writes the approved corrections as training examples for Rasa."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from api.advisers.audit import Actor, recorded
from api.review.corrections import approved
from api.review.examples import training_yaml
from kb.database import connect, migrate
from kb.settings import settings

COMMAND = Actor(None, "command line")


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the file; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m api.training_export", description=__doc__)
    parser.add_argument("file", type=Path, help="such as var/corrections.yml; put beside data/nlu, Rasa learns from it")
    chosen = parser.parse_args(arguments)
    engine = connect(settings().database)
    migrate(engine)
    try:
        training = training_yaml(approved(engine))
        chosen.file.parent.mkdir(parents=True, exist_ok=True)
        chosen.file.write_text(training.text, encoding="utf-8")
        recorded(engine, COMMAND, "exported", "corrections", {"examples": training.examples})
    finally:
        engine.dispose()
    print(  # noqa: T201
        f"Wrote {training.examples} examples to {chosen.file}. Left out: {training.known} that the model learns from "
        f"already, {training.disputed} that are said to be two things at once."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
