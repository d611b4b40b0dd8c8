"""Builders: the archive of a trained model, as far as the knowledge base reads it, and a sense of few intents."""

import io
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.topic_sense import fit_sense
from kb.encoder import Floats, encoder
from kb.topic_sense import FILE, TopicSense

Read = Callable[[tuple[str, ...]], Floats]
SAID = {
    "sen_funding": ["who pays for the help at school", "where does the money come from", "the school's SEN budget"],
    "transport": ["a taxi to school", "the school bus never came", "free travel to school"],
    "exclusion": ["he was suspended", "they excluded my son", "she was expelled from school"],
    "give_council": ["I live in Kent", "my council is Bexley", "we are in Islington"],
    "out_of_scope": ["when are my bins collected", "the best pizza in town", "how do I renew my passport"],
    "crisis": ["I want to die", "he beats me every night", "I cannot go on living"],
    "thank": ["thanks a lot", "thank you so much", "cheers, many thanks"],
    "deny": ["no", "no thanks", "I don't know"],
    "affirm": ["yes", "yes please", "ok"],
    "tell_me_more": ["tell me more", "what else", "more please"],
}


def said_as(said: Mapping[str, Sequence[str]] = SAID) -> list[tuple[str, str]]:
    """Each intent with each way of saying it."""
    return [(intent, text) for intent, texts in said.items() for text in texts]


def learnt(
    said: Sequence[tuple[str, str]] | None = None, read: Read | None = None, keep: bool = True
) -> dict[str, Any]:
    """What training keeps of these intents with their examples; `keep`: the examples' meanings too."""
    pairs = sorted(said or said_as())
    labels = [intent for intent, _ in pairs]
    meaning = (read or _read)(tuple(text for _, text in pairs))
    arrays = fit_sense(meaning, labels)
    begins = np.append(np.searchsorted(labels, arrays["sense_intents"]), len(labels))
    kept = {"examples": meaning.astype(np.float16), "begins": begins, "intents": arrays["sense_intents"]}
    return arrays | (kept if keep else {})


def _read(texts: tuple[str, ...]) -> Floats:
    return encoder().sentences(list(texts))


def a_sense(said: Mapping[str, Sequence[str]] = SAID, keep: bool = True) -> TopicSense:
    """The sense that has learnt just that."""
    return TopicSense(learnt(said_as(said), keep=keep))


def a_model(path: Path, name: str = FILE, **arrays: Any) -> Path:
    """An archive that holds these arrays where Rasa puts them. It replaces what stood there in one step."""
    stored = io.BytesIO()
    np.savez(stored, **arrays)
    entry = tarfile.TarInfo(f"components/train_classifier/{name}")
    entry.size = len(stored.getvalue())
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with tarfile.open(beside, "w:gz") as archive:
        archive.addfile(entry, io.BytesIO(stored.getvalue()))
    beside.replace(path)
    return path
