"""Builders: the archive of a trained model, as far as the knowledge base reads it, and a sense of few intents."""

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from bot.topic_sense import fit_sense
from kb.encoder import encoder
from kb.topic_sense import FILE, TopicSense

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


def learnt(said: dict[str, list[str]] | None = None, with_examples: bool = True) -> dict[str, Any]:
    """What training keeps, for these few ways of saying things; perhaps with the examples themselves."""
    pairs = sorted((intent, text) for intent, texts in (said or SAID).items() for text in texts)
    labels = [intent for intent, _ in pairs]
    meaning = encoder().sentences([text for _, text in pairs])
    arrays = fit_sense(meaning, labels)
    begins = np.append(np.searchsorted(labels, arrays["sense_intents"]), len(labels))
    kept = {"examples": meaning.astype(np.float16), "begins": begins, "intents": arrays["sense_intents"]}
    return arrays | (kept if with_examples else {})


def a_sense(said: dict[str, list[str]] | None = None, with_examples: bool = True) -> TopicSense:
    """The sense that has learnt just that."""
    return TopicSense(learnt(said, with_examples))


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
    os.replace(beside, path)
    return path
