"""What Askline still understands while Rasa is away: a regression on meaning alone, kept beside the classifier.

The API reads these arrays out of the trained model (kb/topic_sense.py). It has the sentence encoder, but none of Rasa's
features, so what it can weigh is meaning. Needs nothing of Rasa.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

# Of an SVM, a ridge and a logistic regression this one was as good as the best, and its shares can be believed.
C, STEPS = 10.0, 60


def fit_sense(meaning: np.ndarray, labels: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of the sense: a column of weights and a bias for each intent. Takes two seconds or so."""
    # The matrices are small: several threads wait for each other longer than they work (30 s on a busy machine, not 2).
    with threadpool_limits(1):
        regression = LogisticRegression(C=C, max_iter=STEPS, tol=1e-3).fit(meaning.astype(np.float32), labels)
    weights, bias = regression.coef_.T, regression.intercept_
    if len(regression.classes_) == 2:
        # For two classes scikit-learn keeps a single column: what speaks for the second.
        weights, bias = np.hstack([-weights, weights]) / 2, np.append(-bias, bias) / 2
    return {
        "sense_intents": np.array(regression.classes_, dtype=str),
        "sense_weights": weights.astype(np.float32),
        "sense_bias": bias.astype(np.float32),
    }
