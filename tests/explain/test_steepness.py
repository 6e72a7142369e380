from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.errors import ExplanationError
from nervure.explain.steepness import Steepness, compared_slopes
from nervure.layers import Layer
from tests.explain.asking import array_of
from tests.explain.networks import classifier, explained


def test_every_direction_of_a_smooth_network_is_confirmed() -> None:
    explanation = explained()
    assert explanation.loss_function is not None
    found = compared_slopes(explanation.recording, explanation.loss_function, "float64", 0)
    # All together, three arrays, the steepest number of each, a drawn one of each.
    assert found == Steepness(decided=10, undecided=0)


@pytest.mark.parametrize("name", ["hidden/kernel", "output/kernel", "input"])
def test_a_gradient_that_formula_and_engine_have_both_wrong_is_found(name: str) -> None:
    explanation = explained()
    array_of(explanation.recording, "gradient", name)[...] *= 1.01
    assert explanation.loss_function is not None
    with pytest.raises(ExplanationError, match="does not do what the gradient says"):
        compared_slopes(explanation.recording, explanation.loss_function, "float64", 0)


def test_float32_is_compared_to_its_digits() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y, precision="float32")
    assert explanation.loss_function is not None
    assert compared_slopes(explanation.recording, explanation.loss_function, "float32", 0).decided > 5
    array_of(explanation.recording, "gradient", "hidden/kernel")[...] *= np.float32(1.1)
    with pytest.raises(ExplanationError):
        compared_slopes(explanation.recording, explanation.loss_function, "float32", 0)


class StraightThrough(Layer):
    """Rounds, and hands gradients back as if it had not: what it hands back is no derivative, on purpose."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, None]:
        return x.round(), None

    def backward(self, dy: Any, cache: None) -> tuple[Any, dict[str, Any]]:
        return dy, {}


def test_a_layer_of_ones_own_may_hand_back_what_is_no_derivative() -> None:
    network = models.Sequential(
        [layers.Input((3,)), layers.Dense(4, name="before"), StraightThrough(), layers.Dense(2, name="behind")]
    )
    network.compile(optimizers.SGD(0.1), "mse")
    draw = np.random.default_rng(0)
    explanation = network.explain(draw.normal(size=(5, 3)), draw.normal(size=(5, 2)))
    verified = explanation.verify()
    assert verified.slopes > 0  # the layer behind it
    array_of(explanation.recording, "gradient", "behind/kernel")[...] *= 1.01
    assert explanation.loss_function is not None
    with pytest.raises(ExplanationError):
        compared_slopes(explanation.recording, explanation.loss_function, "float64", 0)
