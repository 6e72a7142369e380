"""Layers in small networks whose every number is derived again and compared with the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.layers import Layer
from nervure.randomness import set_seed
from nervure.records.place import Kind
from tests.explain.asking import array_of
from tests.explain.letters import assert_letters_are_explained

Shape = tuple[int, ...]


def data(shape: Shape, samples: int, seed: int = 0) -> Any:
    """Numbers of both signs, no two alike."""
    return np.random.default_rng(seed).normal(size=(samples, *shape))


def network_of(made: Layer | Sequence[Layer], *shapes: Shape) -> models.Model:
    """The layers one after another, behind one input, or the layer behind several."""
    set_seed(3)
    if len(shapes) > 1:
        assert isinstance(made, Layer)
        inputs = [layers.Input(shape, name=f"input_{number}") for number, shape in enumerate(shapes)]
        network = models.Model(inputs, made(inputs))
    else:
        stack = [made] if isinstance(made, Layer) else list(made)
        network = models.Sequential([layers.Input(shapes[0], name="input"), *stack])
    set_seed(None)
    network.compile(optimizers.SGD(0.1), "mse")
    return network


def proved(made: Layer | Sequence[Layer], *shapes: Shape, x: Any = None, samples: int = 2) -> Explanation:
    """Every number of a training step and of a forward pass agrees; of the step in float32 too. Gives the step."""
    network = network_of(made, *shapes)
    if x is None:
        drawn = [data(shape, samples, seed) for seed, shape in enumerate(shapes)]
        x = drawn if len(shapes) > 1 else drawn[0]
    y = np.asarray(network.predict(x, verbose=0))
    y = y + data(y.shape[1:], len(y), 9)
    network.explain(x, precision="float32").verify(num=40)
    network.explain(x, precision="float64").verify(everything=True)
    for precision in ("float32", "float64"):
        explanation = network.explain(x, y, precision=precision)
        assert explanation.verify(everything=True).opaque == 0
    assert_letters_are_explained(explanation)
    return explanation


def assert_corruption_is_found(explanation: Explanation, kind: Kind, name: str, index: Shape) -> None:
    """One changed number of what was recorded is found."""
    array_of(explanation.recording, kind, name)[index] += 0.5
    with pytest.raises(ExplanationError):
        explanation.verify(everything=True)
