"""The confusion matrix as a picture: rows are labels, columns what was understood."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from api.learning.scoring import Judged

INCH = 0.24  # of each cell


def draw_confusions(rows: Sequence[Judged], title: str, path: Path) -> None:
    """Shades are shares of a label, numbers are messages. What `also` allows stands in its own column too."""
    counts = Counter((r.question.label, r.understood.said) for r in rows)
    names = sorted({name for pair in counts for name in pair})
    matrix = np.array([[counts[label, said] for said in names] for label in names])
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    side = 4 + INCH * len(names)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for y, x in zip(*np.nonzero(matrix), strict=True):
        colour = "white" if shares[y, x] > 0.5 else "black"
        axes.text(x, y, matrix[y, x], ha="center", va="center", fontsize=6, color=colour)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set(title=title, xlabel="understood as", ylabel="label")
    axes.set_xticks(np.arange(-0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(names)), minor=True)
    axes.grid(which="minor", color="#dddddd", linewidth=0.4)
    axes.tick_params(which="minor", length=0)
    figure.savefig(path, dpi=150)
