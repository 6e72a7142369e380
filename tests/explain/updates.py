"""Updates of one small network, whose every number is derived again and compared with the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure import layers, models
from nervure.explain.explanation import Explanation
from nervure.optimizers import Optimizer
from nervure.randomness import set_seed
from tests.explain.letters import assert_letters_are_explained

_draw = np.random.default_rng(7)
X, Y = _draw.normal(size=(4, 3)), _draw.normal(size=(4, 2))


def stepped(optimizer: Optimizer, steps: int, **options: Any) -> models.Sequential:
    """A network that was trained for some steps.

    Args:
        optimizer: that trained it.
        steps: how many.
        options: of the first layer.
    """
    set_seed(4)
    network = models.Sequential(
        [
            layers.Input((3,), name="input"),
            layers.Dense(3, activation="tanh", name="hidden", **options),
            layers.Dense(2, name="output"),
        ]
    )
    set_seed(None)
    network.compile(optimizer, "mse")
    for _ in range(steps):
        network.train_on_batch(X, Y)
    return network


def assert_update_proved(optimizer: Optimizer, steps: int = 2, **options: Any) -> Explanation:
    """Every number of the first and of a later step agrees. Gives the later step."""
    first = stepped(optimizer, 0, **options)
    assert first.explain(X, Y).verify(everything=True).opaque == 0
    for _ in range(steps):
        first.train_on_batch(X, Y)
    assert first.explain(X, Y, precision="float32").verify(everything=True).opaque == 0
    explanation = first.explain(X, Y)
    assert explanation.verify(everything=True).opaque == 0
    assert_letters_are_explained(explanation)
    return explanation


def formula_of(explanation: Explanation, name: str, index: tuple[int, ...] = (0, 1)) -> str:
    """The formula of an update in symbols, in one line."""
    lines = [line.strip() for line in str(explanation.update_of(name, index)).splitlines()[1:]]
    end = next(number for number, line in enumerate(lines) if line.startswith("= "))
    return " ".join(lines[:end])
