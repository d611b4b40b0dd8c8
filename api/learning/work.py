"""Makes a trial: trains the model, asks it and the running one the same messages, and compares."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

from api.learning.asked import READS, ROOT, Ended, ModelFailed, Run, cause, understood_by_each
from api.learning.comparison import Asked, Comparison, compare
from api.learning.files import ModelFiles, model_id_of
from api.learning.labelled import BadQuestions, Question, known_labels, read_questions
from api.learning.scoring import CRISIS, Understood
from api.learning.trials import Learnable, beat, learnable
from api.learning.watched import TookTooLong
from api.review.examples import shipped_examples, training_yaml
from kb.book import read_book
from kb.safety import crisis
from kb.settings import Settings

# Parents' turns come first: the training takes what they leave of the machine.
POLITELY = ("nice", "-n", "15")
KILLED = -9


class TrainingFailed(Exception):
    """The text says why, in words for advisers."""


class Stopped(Exception):
    """Nobody wants the trial any more, or the server is being stopped."""


class Work:
    """The work on one trial. `run` runs a command of Rasa's environment."""

    def __init__(self, engine: Engine, settings: Settings, trial_id: str, run: Run) -> None:
        self._engine, self._settings, self._id, self._run = engine, settings, trial_id, run
        self._files = ModelFiles(settings.trained_model, settings.learnt_corrections)
        self._rasa = (*POLITELY, str(_at_home(settings.rasa_python)))

    def train(self) -> None:
        """Trains the model. Raises TrainingFailed."""
        rows = learnable(self._engine)
        shipped = shipped_examples(_at_home(self._settings.training_data) / "nlu")
        training = training_yaml([(one.text, one.topic) for one in rows], shipped)
        counts = {"examples": training.examples, "known": training.known, "disputed": training.disputed}
        self.say(learnt=[one.id for one in rows], **counts)
        # It holds parents' words: it is there for as long as Rasa reads it, and no longer.
        examples = self._settings.var.resolve() / f"learning-{self._id}.yml"
        examples.write_text(training.text, encoding="utf-8")
        try:
            self._train_with(examples)
        finally:
            examples.unlink(missing_ok=True)
        self.say(model_id=model_id_of(self._files.candidate(self._id)))

    def compare(self) -> Comparison:
        """Asks both models. Raises TrainingFailed."""
        models = (self._files.running, self._files.candidate(self._id))
        self.say(state="comparing", compared_with=model_id_of(models[0]))
        asked = [*self._test_messages(), *map(_as_asked, learnable(self._engine))]
        texts = [one.question.text for one in asked]
        try:
            read = understood_by_each(models, texts, (*self._rasa, *READS), self._ran)
        except ModelFailed as error:
            raise TrainingFailed(f"Rasa could not compare the two models ({cause(str(error))[:120]}).") from error
        both = [(was, now) for was, now in read]
        titles = {name: topic.title for name, topic in read_book(self._engine).topics.items()}
        return compare(asked, both, _alarms(asked, both), titles)

    def say(self, **fields: object) -> None:
        """Says that it is being worked on, and what is new. Raises Stopped."""
        if not beat(self._engine, self._id, **fields):
            raise Stopped

    def _train_with(self, examples: Path) -> None:
        model = self._files.candidate(self._id).resolve()
        data = _at_home(self._settings.training_data)
        command = [*self._rasa, "-m", "bot", "train", "--skip-validation", "--data", str(data), str(examples)]
        command += ["--out", str(model.parent), "--fixed-model-name", model.name.removesuffix(".tar.gz")]
        ended = self._ran(command, "")
        self._write_log(ended.said + ended.errors)
        if ended.status in (KILLED, 128 - KILLED):
            raise TrainingFailed("The system ended the training: the server probably had too little memory. Try again.")
        if ended.status or not model_id_of(model):
            raise TrainingFailed(f"Rasa could not train the model ({cause(ended.errors)[:120]}). See var/learning.log.")

    def _ran(self, command: Sequence[str], sent: str) -> Ended:
        try:
            return self._run(command, sent)
        except TookTooLong as error:
            minutes = f"{self._settings.training_minutes:g}"
            raise TrainingFailed(f"It took longer than {minutes} minutes and was given up. Try again later.") from error
        except OSError as error:
            raise TrainingFailed("Rasa's environment is not on this server: ask whoever runs Askline.") from error

    def _test_messages(self) -> list[Asked]:
        labels = known_labels(ROOT / "domain.yml")
        try:
            return [Asked(q) for q in read_questions(_at_home(self._settings.test_questions), labels)]
        except BadQuestions as error:
            raise TrainingFailed(f"The test messages cannot be read: {error}") from error

    def _write_log(self, text: str) -> None:
        log = self._settings.var / "learning.log"
        log.write_text(text, encoding="utf-8")


def _as_asked(one: Learnable) -> Asked:
    return Asked(Question(one.text, one.topic, kind="correction"), one.id)


def _alarms(asked: Sequence[Asked], both: Sequence[tuple[Understood, Understood]]) -> dict[str, bool]:
    """On which messages Askline's own check fires, where that matters."""
    matters = (
        one.question.text
        for one, (was, now) in zip(asked, both, strict=True)
        if CRISIS in (one.question.label, was.said, now.said)
    )
    return {text: crisis(text) is not None for text in matters}


def _at_home(path: Path) -> Path:
    return path if path.is_absolute() else ROOT / path
