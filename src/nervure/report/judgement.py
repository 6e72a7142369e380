"""The sections about the quality of a network: its accuracy, its confusions, its calibration."""

from __future__ import annotations

from typing import Any

from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.records.class_table import ClassTableRecord
from nervure.records.confusion import ConfusionRecord
from nervure.records.mistakes import MistakesRecord
from nervure.records.result import RunResult, told_independent, wilson_interval
from nervure.records.wrong_labels import WrongLabelsRecord
from nervure.render.numbers import duration
from nervure.report.both_languages import in_both
from nervure.report.image_pool import PicturePool

_MOST_PICTURES = 400  # images behind the counts of a confusion matrix, regardless of the number of classes


def result_payload(result: RunResult | None) -> dict[str, Any] | None:
    """The result of the run; None if nothing was evaluated."""
    if result is None or result.count == 0:
        return None
    # For training images, the interval would make a claim about other images, which is not justified.
    low, high = (None, None) if result.part == "learned" else result.interval
    baselines = [{"name": name, "accuracy": accuracy} for name, accuracy in result.baselines.items()]
    return {
        "accuracy": result.accuracy, "low": low, "high": high,
        "independent": told_independent(result.count, result.num_independent),
        "num_right": result.num_right, "count": result.count,
        "part": result.part, "loss": result.loss, "time": in_both(lambda: duration(result.seconds)),
        "epochs": result.epochs, "precision": result.precision, "neighbor_size": result.neighbor_size,
        "baselines": sorted(baselines, key=lambda baseline: -baseline["accuracy"]),
    }  # fmt: skip


def confusion_payload(
    confusion: ConfusionRecord | None, pool: PicturePool, most: int = _MOST_PICTURES
) -> dict[str, Any] | None:
    """The counts, and the images behind each of them by ``"truth,label"``: at most this many, mistakes first."""
    if confusion is None or confusion.count == 0:
        return None
    cells: dict[str, list[int]] = {}
    for example in sorted(confusion.examples, key=lambda each: each.truth == each.label):
        shown = example.predictions[:most]
        cells[f"{example.truth},{example.label}"] = [pool.place(prediction) for prediction in shown]
        most -= len(shown)
    return {"labels": confusion.labels, "counts": confusion.counts, "cells": cells}


def mistakes_payload(mistakes: MistakesRecord | None, pool: PicturePool) -> dict[str, Any] | None:
    """The most confident mistakes of the network."""
    if mistakes is None or mistakes.count == 0:
        return None
    pictures = [pool.place(prediction) for prediction in mistakes.most_confident]
    return {"count": mistakes.count, "num_wrong": mistakes.num_wrong, "pictures": pictures}


def wrong_labels_payload(found: WrongLabelsRecord | None, pool: PicturePool) -> dict[str, Any] | None:
    """The images whose labels look wrong, each with the probability of its given label."""
    if found is None or found.count == 0:
        return None
    return {
        "count": found.count, "num_found": found.num_found, "weak": _weakness(found),
        "pictures": [pool.place(each.prediction) for each in found.found],
        "given": [each.given_probability for each in found.found],
    }  # fmt: skip


def _weakness(found: WrongLabelsRecord) -> dict[str, float | None] | None:
    """Why label errors are not listed for a network that is too weak."""
    if not found.is_weak:
        return None
    return {"agreement": found.agreement, "chance": found.chance, "needed": found.needed}


def classes_payload(classes: ClassTableRecord | None) -> dict[str, Any] | None:
    """One row per class, and the means over classes."""
    if classes is None or classes.count == 0:
        return None
    rows = [
        {"label": row.label, "count": row.count, "recall": row.recall, "precision": row.precision, "f1": row.f1}
        for row in classes.rows
    ]
    return {"rows": rows, "balanced_accuracy": classes.balanced_accuracy, "macro_f1": classes.macro_f1}


def calibration_payload(
    calibration: CalibrationRecord | None, result: RunResult | None = None
) -> dict[str, Any] | None:
    """The bins, each with the confidence interval of its accuracy."""
    if calibration is None or calibration.count == 0:
        return None
    independent = None if result is None else result.num_independent
    share = 1.0 if independent is None else independent / calibration.count
    return {
        "bins": [_bin(each, share) for each in calibration.bins], "confidence": calibration.confidence,
        "accuracy": calibration.accuracy, "interval": _interval(calibration.accuracy, calibration.count, share),
        "expected_error": calibration.expected_error, "chance_error": calibration.chance_error(share),
    }  # fmt: skip


def _bin(each: CalibrationBin, share: float) -> dict[str, Any]:
    return {
        "low": each.low, "high": each.high, "count": each.count, "confidence": each.confidence,
        "accuracy": each.accuracy, "interval": _interval(each.accuracy, each.count, share),
    }  # fmt: skip


def _interval(accuracy: float | None, count: int, share: float) -> tuple[float, float]:
    """The confidence interval of an accuracy, for the equivalent number of independent images."""
    return wilson_interval(round((accuracy or 0.0) * count), count, max(1.0, share * count))
