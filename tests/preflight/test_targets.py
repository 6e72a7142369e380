from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.layers import Dense, Embedding, GlobalAveragePooling1D, Layer, Rescaling
from nervure.models import Model
from nervure.preflight.targets import advise_on_targets
from tests.preflight.network_rules import chain, said

SPARSE = "sparse_categorical_crossentropy"
SMOOTH = np.random.default_rng(0).standard_normal((200, 1)).astype("float32")


def advice(
    caplog: pytest.LogCaptureFixture, loss: Any, y: Any, *layers: Layer, model: Model | None = None, **given: Any
) -> list[str]:
    model = model or chain(*layers)
    target = torch.as_tensor(np.asarray(y))
    plan, shapes = model.network().plan, model.graph.output_shapes
    return said(lambda: advise_on_targets(plan, [target], [losses.get(loss)], shapes, **given), caplog)


@pytest.mark.parametrize(
    ("activation", "y", "values"),
    [
        ("sigmoid", 255 * np.abs(SMOOTH), "0 … 1"),
        ("tanh", 3 * SMOOTH, "-1 … 1"),
        ("relu", SMOOTH, "0 … inf"),
        ("softplus", -np.abs(SMOOTH), "0 … inf"),
        ("softmax", 10 + SMOOTH, "0 … 1"),
        ("relu6", 10 * np.abs(SMOOTH), "0 … 6"),
    ],
)
def test_targets_that_an_activation_cannot_reach_are_said(
    activation: str, y: Any, values: str, caplog: pytest.LogCaptureFixture
) -> None:
    for loss in ("mse", "mae", "huber", "log_cosh"):
        (line,) = advice(caplog, loss, y, Dense(1, activation=activation, name="a"))
        assert f"'a' ends in {activation}, whose values are in {values}" in line


@pytest.mark.parametrize(
    ("layers", "y"),
    [
        ([Dense(1)], SMOOTH),
        ([Dense(1, activation="sigmoid")], (SMOOTH > 0).astype("float32")),
        ([Dense(1, activation="tanh")], np.sign(SMOOTH)),
        ([Dense(1, activation="tanh")], np.clip(SMOOTH, -1.02, 1.02)),
        ([Dense(1, activation="relu")], np.abs(SMOOTH)),
        ([Dense(1, activation="leaky_relu")], SMOOTH),
        ([Dense(1, activation="sigmoid"), Rescaling(200.0, -100.0)], 20 * SMOOTH),
        ([Dense(1, activation="softplus")], 1e6 * np.abs(SMOOTH)),
        ([Dense(1)], np.zeros((200, 1))),
        ([Dense(1)], SMOOTH > 0),
    ],
)
def test_targets_within_reach_are_left_in_peace(layers: list[Layer], y: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert advice(caplog, "mse", y, *layers) == []


def test_large_targets_of_a_linear_output_are_said(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = advice(caplog, "mse", 3e5 * (1 + 0.1 * SMOOTH), Dense(1, name="a"))
    assert "the output of 'a' can grow to that only slowly" in line
    assert advice(caplog, "mse", 1000 * SMOOTH, Dense(1)) == []
    assert advice(caplog, lambda y_true, y_pred: (y_true - y_pred).abs().mean(-1), 1e6 * SMOOTH, Dense(1)) == []


@pytest.mark.parametrize(
    ("loss", "y", "units", "label"),
    [
        (SPARSE, np.full(20, 2), 3, "2"),
        ("bce", np.zeros((20, 1)), 1, "0"),
        ("categorical_crossentropy", np.eye(3)[np.full(20, 1)], 3, "1"),
        ("hinge", -np.ones(20), 1, "-1"),
        ("mse", np.full(20, 4.5), 1, "4.5"),
    ],
)
def test_targets_that_are_all_equal_are_said(
    loss: str, y: Any, units: int, label: str, caplog: pytest.LogCaptureFixture
) -> None:
    (line,) = advice(caplog, loss, y, Dense(units))
    assert f"all 20 targets are {label}, so the network learns to answer {label}" in line


def test_equal_targets_are_usual_for_frozen_judges_vanishing_numbers_and_single_samples(
    caplog: pytest.LogCaptureFixture,
) -> None:
    judged = chain(Dense(4), Dense(1, activation="sigmoid", trainable=False))
    assert advice(caplog, "bce", np.ones(20), model=judged) == []
    assert advice(caplog, "mse", np.ones(20), model=judged) == []
    assert advice(caplog, "mse", np.zeros(20), Dense(1)) == []
    assert advice(caplog, SPARSE, np.zeros(1, int), Dense(3)) == []
    assert advice(caplog, "bce", np.ones((20, 4)), Dense(4)) == []


def test_units_that_stand_for_no_class_are_named(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = advice(caplog, SPARSE, 1 + np.arange(200) % 4, Dense(5))
    assert "5 units, but no label is 0." in line
    assert "4 units" in line
    (line,) = advice(caplog, SPARSE, np.arange(200)[:, None] % 3, Dense(20))
    assert "no label is 3, 4, 5, 6, 7, 8, 9, 10, ..." in line


def test_classes_that_may_be_missing_are_left_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    assert advice(caplog, SPARSE, np.arange(200) % 5, Dense(5)) == []
    assert advice(caplog, SPARSE, np.arange(30) % 3, Dense(5)) == []
    assert advice(caplog, SPARSE, np.arange(200) % 3, Dense(5), are_all=False) == []
    words = chain(Embedding(500, 4), GlobalAveragePooling1D(), Dense(500))
    assert advice(caplog, SPARSE, np.arange(9000) % 300, model=words) == []
