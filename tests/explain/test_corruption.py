"""Recorded numbers that were changed on purpose: every one is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from nervure import constraints, layers, losses, models, optimizers, regularizers
from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.randomness import set_seed

RELATIVE = 1e-6
_draw = np.random.default_rng(11)


def _classifier() -> Explanation:
    """Adam with everything around it, a penalty, a constraint, weights of samples."""
    network = models.Sequential(
        [
            layers.Input((3,), name="input"),
            layers.Dense(4, activation="tanh", kernel_regularizer=regularizers.L2(0.1), name="hidden"),
            layers.Dense(3, activation="softmax", kernel_constraint=constraints.MaxNorm(0.5), name="output"),
        ]
    )
    optimizer = optimizers.Adam(0.01, weight_decay=0.1, global_clipnorm=0.1, use_ema=True)
    return _step(network, optimizer, losses.SparseCategoricalCrossentropy(), (4, 3), np.array([0, 2, 1, 1]))


def _convolution() -> Explanation:
    """A small picture through a convolution and pooling."""
    network = models.Sequential(
        [
            layers.Input((4, 4, 1), name="input"),
            layers.Conv2D(2, 2, activation="sigmoid", name="convolution"),
            layers.AveragePooling2D(3, strides=1, name="pooling"),
            layers.Flatten(name="flat"),
            layers.Dense(2, activation="softplus", name="output"),
        ]
    )
    optimizer = optimizers.RMSprop(0.01, momentum=0.5, centered=True)
    return _step(network, optimizer, losses.Huber(0.5), (2, 4, 4, 1), _draw.normal(size=(2, 2)))


def _two_outputs() -> Explanation:
    """Two losses that read one layer."""
    x = layers.Input((3,), name="input")
    shared = layers.Dense(3, activation="gelu", name="shared")(x)
    outputs = [layers.Dense(2, name="line")(shared), layers.Dense(1, activation="sigmoid", name="decision")(shared)]
    network = models.Model(x, outputs)
    y = [_draw.normal(size=(3, 2)), np.array([[0.0], [1.0], [1.0]])]
    return _step(network, optimizers.Nadam(0.01), ["log_cosh", "binary_crossentropy"], (3, 3), y)


def _step(network: Any, optimizer: Any, loss: Any, shape: tuple[int, ...], y: Any) -> Explanation:
    network.compile(optimizer, loss)
    x = _draw.normal(size=shape)
    weights = _draw.uniform(0.5, 2.0, size=len(x)) if not isinstance(y, list) else None
    for _ in range(2):
        network.train_on_batch(x, y, weights)
    explanation: Explanation = network.explain(x, y, weights)
    return explanation


def _planted(make: Callable[[], Explanation], count: int, seed: int) -> Iterator[tuple[Explanation, str]]:
    """Explanations of which one number is changed by a millionth of itself, and which it is."""
    set_seed(seed)
    explanation, draw = make(), np.random.default_rng(seed)
    set_seed(None)
    explanation.verify(everything=True)
    cells = [
        (key, index)
        for key, array in explanation.recording.arrays.items()
        if array.dtype.kind == "f"
        for index in np.ndindex(array.shape)
        if array[index]
    ]
    for choice in draw.choice(len(cells), count):
        key, index = cells[choice]
        array = explanation.recording.arrays[key]
        before = array[index].copy()
        array[index] = before * (1 + RELATIVE)
        yield (
            Explanation(explanation.recording, "float64", explanation.drift, explanation.name),
            f"{key[0]} of {key[1]}{index}",
        )
        array[index] = before


def _missed(make: Callable[[], Explanation], count: int, seed: int = 3) -> list[str]:
    missed = []
    for explanation, where in _planted(make, count, seed):
        try:
            explanation.verify(everything=True)
        except ExplanationError:
            continue
        missed.append(where)
    return missed


def test_fifty_of_fifty_are_found() -> None:
    assert _missed(_classifier, 25) + _missed(_convolution, 10) + _missed(_two_outputs, 15) == []


@pytest.mark.slow
def test_a_thousand_of_a_thousand_are_found() -> None:
    found = [_missed(make, 100, seed) for make in (_classifier, _two_outputs) for seed in range(4)]
    assert [*found, _missed(_convolution, 200, 9)] == [[]] * 9
