"""Losses behind one dense layer, whose every number is derived again and compared with the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure import layers, models, optimizers
from nervure.explain.explanation import Explanation
from nervure.losses import Loss
from nervure.randomness import set_seed
from tests.explain.letters import assert_letters_are_explained

SAMPLES, CLASSES = 4, 3
_draw = np.random.default_rng(5)
X = _draw.normal(size=(SAMPLES, 3))
NUMBERS = _draw.normal(size=(SAMPLES, CLASSES))
FRACTIONS = _draw.uniform(0.1, 1.0, size=(SAMPLES, CLASSES))
LABELS = np.array([0, 2, 1, 1])
ONE_HOT = np.eye(CLASSES)[LABELS]
YES_NO = (NUMBERS > 0).astype(float)


def loss_explained(loss: Loss, y: Any, activation: str | None = None, **asked: Any) -> Explanation:
    """A step of a dense layer with that loss."""
    set_seed(3)
    network = models.Sequential(
        [layers.Input((3,), name="input"), layers.Dense(CLASSES, activation=activation, name="output")]
    )
    set_seed(None)
    network.compile(optimizers.SGD(0.1), loss)
    return network.explain(X, y, **asked)


def assert_loss_proved(loss: Loss, y: Any, activation: str | None = None, *, weighted: bool = True) -> None:
    """Every number agrees, with and without weights, and in both precisions."""
    ways: list[dict[str, Any]] = [{}, {"precision": "float32"}]
    if weighted:
        ways.append({"sample_weight": np.array([0.5, 2.0, 0.0, 1.0])})
    for way in ways:
        explanation = loss_explained(loss, y, activation, **way)
        assert explanation.verify(everything=True).opaque == 0
        assert_letters_are_explained(explanation)


def formula(text: str) -> list[str]:
    """The lines of a text without its heading and its notes, and without the spaces around them."""
    return [line.strip() for line in text.splitlines()[1:] if " = " in line or line.strip().startswith("= ")]
