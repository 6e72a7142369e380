from __future__ import annotations

import numpy as np
import pytest

from nervure import layers, models, optimizers, regularizers
from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.explain.steepness import compared_slopes
from tests.explain.asking import array_of
from tests.explain.networks import classifier, explained


def test_it_is_the_loss_of_the_step_where_nothing_is_moved() -> None:
    explanation = explained()
    assert explanation.loss_function is not None
    assert explanation.loss_function.at({}) == explanation.value


def test_a_moved_weight_moves_the_loss_and_goes_back() -> None:
    explanation = explained()
    loss = explanation.loss_function
    assert loss is not None
    move = np.zeros((2, 2))
    move[0, 0] = 1e-6
    kernel = explanation.derivations.place("value", "hidden/kernel").reference
    slope = (loss.at({kernel: move}) - loss.at({kernel: -move})) / 2e-6
    np.testing.assert_allclose(slope, explanation.gradient_of("hidden/kernel", (0, 0)).value, rtol=1e-6)
    assert loss.at({}) == explanation.value


def test_it_stays_that_of_the_step_when_the_model_is_trained_on() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    network.fit(x, y, epochs=3, verbose=0, preflight=False)
    assert explanation.loss_function is not None
    assert explanation.loss_function.at({}) == explanation.value


def test_penalties_dropout_and_several_outputs_count_too() -> None:
    x = layers.Input((3,), name="x")
    hidden = layers.Dropout(0.5)(layers.Dense(8, kernel_regularizer=regularizers.L2(0.1), name="hidden")(x))
    network = models.Model(x, [layers.Dense(2, name="a")(hidden), layers.Dense(1, name="b")(hidden)])
    network.compile(optimizers.SGD(0.1), ["mse", "mae"], loss_weights=[0.3, 2.0])
    draw = np.random.default_rng(0)
    explanation = network.explain(
        draw.normal(size=(4, 3)), [draw.normal(size=(4, 2)), draw.normal(size=(4, 1))], draw.uniform(1, 2, size=4)
    )
    assert explanation.loss_function is not None
    np.testing.assert_allclose(explanation.loss_function.at({}), explanation.value, rtol=1e-14)


def masked_explanation() -> Explanation:
    """A sequence with padding, whose values are also read without a mask."""
    x = layers.Input((4, 2), name="x")
    masked = layers.LSTM(3, name="lstm")(layers.Masking(name="masking")(x))
    network = models.Model(x, layers.Dense(1, name="end")(layers.Concatenate()([masked, layers.Flatten()(x)])))
    network.compile(optimizers.SGD(0.1), "mse")
    batch = np.random.default_rng(0).normal(size=(3, 4, 2))
    batch[0, 2:] = batch[1, 3] = 0
    return network.explain(batch, np.ones((3, 1)))


def test_a_moved_input_stays_padding() -> None:
    explanation = masked_explanation()
    loss = explanation.loss_function
    assert loss is not None
    place = explanation.derivations.place("value", "x").reference
    for index in [(0, 2, 1), (0, 0, 1), (1, 3, 0)]:
        move = np.zeros((3, 4, 2))
        move[index] = 1e-6
        slope = (loss.at({place: move}) - loss.at({place: -move})) / 2e-6
        np.testing.assert_allclose(slope, explanation.gradient_of("x", index).value, rtol=1e-5)


def test_a_wrong_gradient_of_an_input_with_a_mask_is_found() -> None:
    explanation = masked_explanation()
    assert compared_slopes(explanation.recording, explanation.loss_function, "float64", 0).undecided == 0  # type: ignore[arg-type]
    array_of(explanation.recording, "gradient", "x")[...] *= 1.01
    with pytest.raises(ExplanationError, match="x"):
        compared_slopes(explanation.recording, explanation.loss_function, "float64", 0)  # type: ignore[arg-type]
