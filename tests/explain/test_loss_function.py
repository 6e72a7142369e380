from __future__ import annotations

import numpy as np

from nervure import layers, models, optimizers, regularizers
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
