"""What a message is about, by its meaning alone: the part of the trained model that serves while Rasa is away.

Training keeps plain arrays for it in the model's archive (bot/topic_sense.py). Reading them runs no code of the file.
"""

import io
import logging
import tarfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from kb.encoder import Floats

FILE = "topic_classifier.npz"
NEARNESS = 8.0  # what the nearest example counts beside the regression (measured; both together are best)
_UNREADABLE = (OSError, EOFError, KeyError, ValueError, BadZipFile, tarfile.TarError)

log = logging.getLogger(__name__)


class TopicSense:
    """Scores every intent that the model has learnt."""

    def __init__(self, learnt: Mapping[str, npt.NDArray[np.generic]]) -> None:
        """Of these arrays. Raises KeyError or ValueError when they are not those of a sense."""
        self.intents = tuple(str(intent) for intent in learnt["sense_intents"])
        self._weights: Floats = np.asarray(learnt["sense_weights"], dtype=np.float32)
        self._bias: Floats = np.asarray(learnt["sense_bias"], dtype=np.float32)
        if self._weights.shape[1:] != (len(self.intents),) or self._bias.shape != (len(self.intents),):
            raise ValueError("the arrays of the sense do not fit together")
        self._examples, self._begins = _examples(learnt, self.intents)

    def scores(self, meaning: Floats) -> Floats:
        """For each intent how much speaks for it: logarithms, up to a constant."""
        scores: Floats = meaning @ self._weights + self._bias
        if len(self._examples):
            scores += np.float32(NEARNESS) * np.maximum.reduceat(self._examples @ meaning, self._begins)
        return scores

    def likeliest(self, meaning: Floats) -> tuple[str, float]:
        """The intent that most speaks for, and its share (0 to 1) beside all the others."""
        scores = self.scores(meaning)
        shares = np.exp(scores - scores.max())
        best = int(scores.argmax())
        return self.intents[best], float(shares[best] / shares.sum())


def _examples(
    learnt: Mapping[str, npt.NDArray[np.generic]], intents: tuple[str, ...]
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """The classifier's examples by intent, and where each intent's begin; none when it keeps none, or others."""
    nothing = np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.intp)
    if not {"examples", "begins", "intents"} <= set(learnt) or tuple(map(str, learnt["intents"])) != intents:
        return nothing
    examples = np.asarray(learnt["examples"], dtype=np.float32)
    begins = np.asarray(learnt["begins"], dtype=np.intp)
    if len(begins) != len(intents) + 1 or begins[-1] != len(examples) or not (np.diff(begins) > 0).all():
        return nothing
    return examples, begins[:-1]


def read_sense(model: Path) -> TopicSense:
    """The sense in a trained model's archive. Raises one of `_UNREADABLE` when there is none."""
    with tarfile.open(model) as archive:
        found = next((member for member in archive if Path(member.name).name == FILE), None)
        stored = archive.extractfile(found) if found else None
        if stored is None:
            raise KeyError(FILE)
        with np.load(io.BytesIO(stored.read()), allow_pickle=False) as arrays:
            wanted = ("sense_intents", "sense_weights", "sense_bias", "examples", "begins", "intents")
            return TopicSense({name: arrays[name] for name in wanted if name in arrays})


class SenseKeeper:
    """Hands out the sense of the trained model, and reads it again when the file has changed."""

    def __init__(self, model: Path, check_seconds: float = 2.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._check_seconds, self._clock = model, check_seconds, clock
        self._lock = threading.Lock()
        self._sense: TopicSense | None = None
        self._seen: tuple[int, int, int] | None = None
        self._checked: float | None = None

    def sense(self) -> TopicSense | None:
        """The newest that could be read; None when no model has been trained yet, or only one that has no sense."""
        with self._lock:
            if self._checked is None or self._clock() - self._checked >= self._check_seconds:
                self._checked = self._clock()
                self._refresh()
            return self._sense

    def _refresh(self) -> None:
        try:
            stat = self._model.stat()
        except OSError:
            return  # none yet, or just being replaced: what was read before still serves
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._sense = read_sense(self._model)
        except _UNREADABLE as error:
            # Half written, or trained before there was a sense. When the file changes again, we look again.
            log.warning("No sense of topics in %s (%s): train the model again.", self._model.name, type(error).__name__)
