"""Small networks that the tests of explanations ask."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure import layers, losses, models, optimizers
from nervure.explain.explanation import Explanation

X, Y = np.array([[0.1, 0.2]]), np.array([[0.4, 0.6]])


def two_two_two(precision: str = "float64") -> models.Sequential:
    """The lecture's network at its weights."""
    network = models.Sequential(
        [
            layers.Input((2,), name="input"),
            layers.Dense(2, activation="sigmoid", use_bias=False, name="hidden"),
            layers.Dense(2, activation="sigmoid", use_bias=False, name="output"),
        ]
    )
    network.compile(optimizers.SGD(0.5), losses.HalfSquaredError(), precision=precision)
    network.set_weights([[[0.3, 0.4], [0.25, 0.35]], [[0.45, 0.7], [0.4, 0.6]]])
    return network


def explained() -> Explanation:
    """The lecture's training step, explained."""
    return two_two_two().explain(X, Y)


def classifier(seed: int = 0, **compiled: Any) -> tuple[models.Sequential, Any, Any]:
    """A dense classifier with three samples."""
    draw = np.random.default_rng(seed)
    network = models.Sequential(
        [
            layers.Input((4,), name="input"),
            layers.Dense(5, activation="relu", name="hidden"),
            layers.Dense(3, activation="softmax", name="output"),
        ]
    )
    settings = {"optimizer": optimizers.SGD(0.1), "loss": "sparse_categorical_crossentropy"} | compiled
    network.compile(**settings)
    return network, draw.normal(size=(3, 4)).astype(np.float32), np.array([0, 2, 1])
