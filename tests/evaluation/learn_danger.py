"""Learns kb/content/danger_weights.json, for kb/danger.py: run `make danger` when
danger_sentences.yml or data/nlu changed.

Nothing in tests/evaluation is learned from. The threshold is set by hand, in view of tests/kb/test_safety.py.
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from kb.danger import SENTENCES, features
from kb.encoder import encoder
from kb.safety import as_read

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "kb/content/danger_weights.json"
NOT_CALM = ("crisis", "councils")  # files of data/nlu that hold danger, or no messages at all
THRESHOLD = 1.0
LEAST_OFTEN, WORDS_KEPT = 3, 4000
MEANING_SCALE = 2.0
WEIGHT_OF = {"danger": 5.0, "calm": 10.0, "other": 1.0}  # hard sentences are few beside 9,000 plain questions
DECIMALS = 3


def examples(path: Path) -> list[str]:
    """The training examples of one file."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    return [line[2:] for e in listed if "intent" in e for line in e["examples"].splitlines() if line.startswith("- ")]


def word_rows(texts: list[str], known: dict[str, int]) -> csr_matrix:
    """For each text the known words and pairs that it holds, shared out over all that it holds."""
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        seen = features(as_read(text)[0])
        inside = [known[f] for f in seen if f in known]
        rows += [row] * len(inside)
        columns += inside
        values += [max(len(seen), 1) ** -0.5] * len(inside)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(known)))


def learn() -> dict[str, object]:
    """The weights, from all sentences that we have."""
    own = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    labelled = [(text, kind) for kind, listed in own["danger"].items() for text in listed]
    danger = [text for text, _ in labelled] + examples(ROOT / "data/nlu/crisis.yml")
    files = [f for f in sorted((ROOT / "data/nlu").glob("*.yml")) if f.stem not in NOT_CALM]
    other = [text for file in files for text in examples(file)]
    texts = danger + own["calm"] + other
    counts = (len(danger), len(own["calm"]), len(other))
    share = np.repeat([WEIGHT_OF[k] for k in ("danger", "calm", "other")], counts)
    said = np.repeat([1, 0, 0], counts)
    meanings = encoder().sentences(texts)

    often = Counter(f for text in texts for f in features(as_read(text)[0]))
    known = {f: i for i, f in enumerate(sorted(f for f, n in often.items() if n >= LEAST_OFTEN))}
    first = fitted(meanings, word_rows(texts, known), said, share)
    strength = np.abs(first.coef_[0][meanings.shape[1] :])
    kept = sorted(f for f, i in known.items() if strength[i] >= np.sort(strength)[-WORDS_KEPT:][0])
    known = {f: i for i, f in enumerate(kept)}
    final = fitted(meanings, word_rows(texts, known), said, share)
    kinds = LogisticRegression(C=10, max_iter=500).fit(meanings[: len(labelled)], [kind for _, kind in labelled])
    weights = final.coef_[0]
    width = meanings.shape[1]
    return {
        "threshold": THRESHOLD,
        "bias": rounded(final.intercept_[0]),
        "meaning": rounded(weights[:width] * MEANING_SCALE),
        "words": {f: w for f, i in known.items() if (w := rounded(weights[width + i]))},
        "kinds": list(kinds.classes_),
        "kind_meaning": rounded(kinds.coef_),
        "kind_bias": rounded(kinds.intercept_),
    }


def fitted(meanings: np.ndarray, words: csr_matrix, said: np.ndarray, share: np.ndarray) -> LogisticRegression:
    """One linear model over the encoder's numbers and the words."""
    both = hstack([csr_matrix(MEANING_SCALE * meanings), words]).tocsr()
    return LogisticRegression(C=5, max_iter=500).fit(both, said, sample_weight=share)


def rounded(values: np.ndarray) -> object:
    """Short decimals, so that the file stays small."""
    return np.round(np.asarray(values, dtype=float), DECIMALS).tolist()


if __name__ == "__main__":
    WEIGHTS.write_text(json.dumps(learn(), separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
