"""The insights of a report into a network and its predictions, bounded in time and size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np

from nervure import insight
from nervure.errors import ArgumentError, ShapeError
from nervure.insight import Judgement
from nervure.insight.layer_maps import LayerOutputs
from nervure.models.model import Model
from nervure.records.heat_map import HeatMapRecord, RandomisedCheckRecord
from nervure.records.patches import UnitPatches
from nervure.records.prediction import Prediction
from nervure.tasks.picture_data import PictureSet, some_of
from nervure.tasks.spreading import spread

_MISTAKES_SHOWN, _LABELS_SHOWN = 24, 24
_CELL_PICTURES, _MOST_IN_A_CELL = 80, 8  # images per row of the confusion matrix, and per cell
_MAPS_OF_A_LAYER, _LAYERS_WITH_MAPS = 12, 12
_PATCHED_PICTURES = 1000
_PATCHES, _PATCHED_UNITS, _PATCHED_LAYERS = 6, 6, 8
_WRONG_HEATED, _RIGHT_HEATED = 2, 2
_CHECKED = {"grad_cam": 4, "saliency": 4, "occlusion": 2}  # images: a map by occlusion takes many predictions

Array = np.ndarray[Any, Any]
Found = TypeVar("Found")


class Subject(NamedTuple):
    """An image with its prediction, and the network input."""

    prediction: Prediction
    x: Array


def judgement_records(judged: Judgement) -> dict[str, Any]:
    """The sections that need only the network's predictions, by their names in ``RunReport``."""
    model = judged.model
    examples = min(_MOST_IN_A_CELL, max(1, _CELL_PICTURES // len(judged.labels)))
    return {
        "confusion": insight.confusion(model, judged, examples=examples).record,
        "mistakes": insight.mistakes(model, judged, most=_MISTAKES_SHOWN).record,
        "wrong_labels": insight.likely_wrong_labels(model, judged, most=_LABELS_SHOWN).record,
        "classes": insight.class_table(model, judged).record,
        "calibration": insight.calibration(model, judged).record,
    }


def inside_records(model: Model, judged: Judgement, pictures: PictureSet) -> dict[str, Any]:
    """The sections that look inside the network, as far as it supports them, by their names in the report.

    Args:
        model: the network.
        judged: its predictions for the evaluation images; heat maps and feature maps show some of them.
        pictures: the images searched for patches that activate its units, such as the training images.
    """
    subjects = _subjects(judged)
    found: dict[str, Any] = {
        "filters": _if_possible(lambda: insight.filters(model).record),
        "patches": _if_possible(lambda: _patches(model, pictures, judged.labels)),
        "heat_maps": _heat_maps(model, subjects, judged.labels),
        "checks": _checks(model, subjects, judged.labels),
    }
    if subjects:
        found["feature_maps"] = _if_possible(lambda: _feature_maps(model, subjects[-1], judged.labels))
    return {name: record for name, record in found.items() if record is not None}


def _if_possible(compute: Callable[[], Found]) -> Found | None:
    """The result of ``compute``; None if the network lacks the required layers, or does not take images."""
    try:
        return compute()
    except (ArgumentError, ShapeError):
        return None


def _subjects(judged: Judgement) -> list[Subject]:
    """The most confident mistakes, then the most confident correct predictions, each from a different class."""
    order = np.argsort(-judged.confidence, kind="stable")
    wrong = [int(place) for place in order if not judged.is_right[place]][:_WRONG_HEATED]
    right: dict[int, int] = {}
    for place in order[judged.is_right[order]]:
        right.setdefault(int(judged.truths[place]), int(place))
    chosen = [*wrong, *list(right.values())[:_RIGHT_HEATED]]
    predictions, samples = judged.predictions(chosen), judged.source.samples(chosen)
    return [Subject(predictions[place], samples[place].numpy()) for place in chosen]


def _feature_maps(model: Model, subject: Subject, labels: Sequence[str]) -> Any:
    outputs = LayerOutputs(model, "feature_maps", subject.x.shape).with_maps
    if len(outputs) > _LAYERS_WITH_MAPS:
        # For a deep network, the outputs of its activations: these are the input of the next layers.
        outputs = tuple(output for output in outputs if output.is_activated) or outputs
    names = [output.name for output in _spread(outputs, _LAYERS_WITH_MAPS)]
    return insight.feature_maps(model, subject.x, names or None, most=_MAPS_OF_A_LAYER, labels=labels).record


def _patches(model: Model, pictures: PictureSet, labels: Sequence[str]) -> Any:
    some = some_of(pictures, _PATCHED_PICTURES)
    every = insight.top_patches(model, some, most=_PATCHES, labels=labels).record
    layers = (replace(layer, units=_some_units(layer.units)) for layer in _spread(every.layers, _PATCHED_LAYERS))
    return replace(every, layers=tuple(layers))


def _some_units(units: Sequence[UnitPatches]) -> tuple[UnitPatches, ...]:
    """The first ones that respond to something; the very first ones if the whole layer is silent."""
    return tuple(sorted(units, key=lambda unit: not unit.patches)[:_PATCHED_UNITS])


def _spread(layers: Sequence[Any], most: int) -> tuple[Any, ...]:
    """At most this many, evenly spaced from the first to the last."""
    return tuple(layers[place] for place in spread(len(layers), most))


def _heat_maps(model: Model, subjects: Sequence[Subject], labels: Sequence[str]) -> tuple[HeatMapRecord, ...]:
    methods = (insight.grad_cam, insight.saliency, insight.occlusion)
    found = []
    for subject in subjects:
        said = subject.prediction
        for method in methods:
            heat = _if_possible(partial(method, model, subject.x, labels.index(said.label), labels=labels))
            if heat is not None:
                # A map is computed in float32; the class shown is the network's prediction in its own precision.
                found.append(replace(heat.record, prediction=said, probability=said.probability))
    return tuple(found)


def _checks(model: Model, subjects: Sequence[Subject], labels: Sequence[str]) -> tuple[RandomisedCheckRecord, ...]:
    if not subjects:
        return ()
    found = []
    for method, count in _CHECKED.items():
        chosen = subjects[:count]
        pictures = np.stack([subject.x for subject in chosen])
        check = _if_possible(partial(insight.randomised_check, model, pictures, method, labels=labels))
        if check is not None:
            found.append(replace(check.record, predictions=tuple(subject.prediction for subject in chosen)))
    return tuple(found)
