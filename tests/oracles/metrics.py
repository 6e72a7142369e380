"""Metrics of yes and no, one sample at a time, in float64."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def confusion_at(y_true: Array, y_pred: Array, threshold: float, weights: Array | None = None) -> dict[str, float]:
    counts = {"true_positives": 0.0, "false_positives": 0.0, "true_negatives": 0.0, "false_negatives": 0.0}
    for n in range(len(y_true)):
        said = y_pred[n] > threshold
        right = said == (y_true[n] != 0)
        kind = f"{'true' if right else 'false'}_{'positives' if said else 'negatives'}"
        counts[kind] += 1.0 if weights is None else weights[n]
    return counts


def chance_of_order(y_true: Array, y_pred: Array) -> float:
    """How often a yes has a larger output than a no; equal outputs count half."""
    yeses, noes = y_pred[y_true == 1], y_pred[y_true == 0]
    won = sum(1.0 if yes > no else 0.5 if yes == no else 0.0 for yes in yeses for no in noes)
    return won / (len(yeses) * len(noes))


def f_beta(y_true: Array, said: Array, beta: float) -> float:
    counts = confusion_at(y_true, said, 0.5)
    tp, fp, fn = (counts[kind] for kind in ("true_positives", "false_positives", "false_negatives"))
    return (1 + beta**2) * tp / ((1 + beta**2) * tp + beta**2 * fn + fp)


def union_share(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> list[float | None]:
    """Intersection over union of each class; None where it neither occurs nor is said."""
    shares: list[float | None] = []
    for number in range(classes):
        both = sum(1 for y, o in zip(truth, said, strict=True) if y == number and o == number)
        either = sum(1 for y, o in zip(truth, said, strict=True) if number in (y, o))
        shares.append(both / either if either else None)
    return shares


def determination(y_true: Array, y_pred: Array, weights: Array | None = None) -> float:
    weights = np.ones(len(y_true)) if weights is None else weights
    mean = sum(weights[n] * y_true[n] for n in range(len(y_true))) / sum(weights)
    off = sum(weights[n] * (y_true[n] - y_pred[n]) ** 2 for n in range(len(y_true)))
    return 1 - off / sum(weights[n] * (y_true[n] - mean) ** 2 for n in range(len(y_true)))
