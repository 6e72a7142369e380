"""Every metric of the table, made and fed."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure import metrics
from nervure.metrics.table import TABLE

# What some metrics cannot be made without.
NEEDED: dict[str, dict[str, Any]] = {
    "PrecisionAtRecall": {"recall": 0.5},
    "RecallAtPrecision": {"precision": 0.5},
    "SensitivityAtSpecificity": {"specificity": 0.5},
    "SpecificityAtSensitivity": {"sensitivity": 0.5},
    "IoU": {"num_classes": 3, "target_class_ids": [0, 2]},
    "MeanIoU": {"num_classes": 3},
    "OneHotIoU": {"num_classes": 3, "target_class_ids": [0, 2]},
    "OneHotMeanIoU": {"num_classes": 3},
}


def made(name: str, /, **arguments: Any) -> metrics.Metric:
    """The metric ``name`` of the table."""
    maker = TABLE[name]
    return maker(**{**NEEDED.get(getattr(maker, "__name__", ""), {}), **arguments})


def batch(metric: metrics.Metric, seed: int) -> tuple[Any, Any]:
    """Targets and outputs that the metric can read."""
    generator = np.random.default_rng(seed)
    y_pred = generator.uniform(0.1, 0.9, (6, 3))
    numbers = generator.integers(0, 3, 6)
    name = type(metric).__name__
    if name in ("IoU", "MeanIoU"):
        return numbers, y_pred.argmax(-1).astype(float)
    return (numbers, y_pred) if name.startswith("Sparse") else (np.eye(3)[numbers], y_pred)
