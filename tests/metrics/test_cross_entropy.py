from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nervure import metrics
from tests.oracles import losses as oracle

NUMBERS = np.array([0, 2, 1, 2])
P = np.random.default_rng(0).dirichlet(np.ones(3), 4)


def test_values_are_those_of_the_oracle() -> None:
    rows = np.eye(3)[NUMBERS]
    expected = oracle.categorical_crossentropy(rows, P).mean()
    assert metrics.CategoricalCrossentropy()(rows, P) == pytest.approx(expected, abs=1e-12)
    assert metrics.SparseCategoricalCrossentropy()(NUMBERS, P) == pytest.approx(expected, abs=1e-12)
    assert metrics.SparseCategoricalCrossentropy()(NUMBERS[:, None], P) == pytest.approx(expected, abs=1e-12)
    expected = oracle.binary_crossentropy(rows, P, label_smoothing=0.1).mean()
    assert metrics.BinaryCrossentropy(label_smoothing=0.1)(rows, P) == pytest.approx(expected, abs=1e-12)


def test_logits_are_taken_as_such() -> None:
    z = np.log(P)
    rows = np.eye(3)[NUMBERS]
    assert metrics.CategoricalCrossentropy(from_logits=True)(rows, z) == pytest.approx(
        metrics.CategoricalCrossentropy()(rows, P), abs=1e-9
    )
    assert metrics.SparseCategoricalCrossentropy(from_logits=True)(NUMBERS, z) == pytest.approx(
        metrics.SparseCategoricalCrossentropy()(NUMBERS, P), abs=1e-9
    )
    expected = oracle.binary_crossentropy(rows, z, from_logits=True).mean()
    assert metrics.BinaryCrossentropy(from_logits=True)(rows, z) == pytest.approx(expected, abs=1e-12)


def test_an_ignored_class_does_not_count_with_or_without_weights() -> None:
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=-1)
    y_pred = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    assert metric([0, -1, 1], y_pred) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    metric.reset_state()
    weighted = metric([0, -1, 1], y_pred, sample_weight=[1, 2, 3])
    assert weighted == pytest.approx(-(math.log(0.9) + 3 * math.log(0.8)) / 4)


def test_weights_of_samples_reach_every_place_of_a_map() -> None:
    y_pred = torch.full((2, 2, 2, 2), 0.5)
    y_true = torch.zeros(2, 2, 2, dtype=torch.int64)
    y_true[0, 0] = -1
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=-1)
    assert metric(y_true, y_pred, sample_weight=[1.0, 2.0]) == pytest.approx(math.log(2))


def test_the_class_axis_can_stand_anywhere() -> None:
    y_pred = np.moveaxis(np.broadcast_to(P[:, None], (4, 5, 3)), -1, 1)
    y_true = np.broadcast_to(NUMBERS[:, None], (4, 5))
    assert metrics.SparseCategoricalCrossentropy(axis=1)(y_true, y_pred) == pytest.approx(
        metrics.SparseCategoricalCrossentropy()(NUMBERS, P), abs=1e-12
    )
