from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import layers, models, optimizers
from tests.explain.networks import X, Y, classifier, two_two_two


def test_a_training_step_has_values_gradients_and_updates() -> None:
    recording = two_two_two().explain(X, Y).recording
    assert {kind for kind, _ in recording.arrays} == {"value", "gradient", "updated"}
    updated = recording.array("updated", "output/kernel")
    kernel, gradient = (recording.array(kind, "output/kernel") for kind in ("value", "gradient"))
    assert updated is not None
    assert kernel is not None
    assert gradient is not None
    np.testing.assert_allclose(updated, kernel - 0.5 * gradient, rtol=1e-15)
    assert recording.array("gradient", "input") is not None


def test_a_forward_pass_has_values_only() -> None:
    recording = two_two_two().explain(X).recording
    assert {kind for kind, _ in recording.arrays} == {"value"}
    assert (recording.loss, recording.update, recording.losses) == (None, None, ())


def test_the_numbers_are_those_of_gradients_and_predict() -> None:
    network, x, y = classifier()
    recording = network.explain(x, y).recording
    np.testing.assert_allclose(recording.array("value", "output/output"), network.predict(x, verbose=0), rtol=1e-5)
    for name, gradient in network.gradients(x, y).items():
        np.testing.assert_allclose(recording.array("gradient", name), gradient, rtol=1e-4, atol=1e-7)


def test_the_update_is_the_one_that_training_does() -> None:
    network, x, y = classifier(optimizer=optimizers.Adam(0.01))
    network.fit(x, y, verbose=0, seed=1, preflight=False)
    recording = network.explain(x, y).recording
    network.train_on_batch(x, y)
    for name, value in zip(("hidden/kernel", "hidden/bias"), network.get_weights(), strict=False):
        np.testing.assert_allclose(recording.array("updated", name), value, rtol=1e-5, atol=1e-7)
    assert recording.update is not None
    assert "hidden/kernel/velocity" in [slot.name for slot in recording.update.slots]


def test_a_softmax_that_is_fused_with_its_loss_is_recorded_without_a_gradient() -> None:
    network, x, y = classifier()
    recording = network.explain(x, y).recording
    assert [step.name for step in recording.fused] == ["output/output"]
    assert recording.array("value", "output/output") is not None
    assert recording.array("gradient", "output/output") is None


def test_values_of_several_outputs_of_a_step_are_told_apart() -> None:
    x = layers.Input((3, 2), name="input")
    sequence, last = layers.SimpleRNN(2, return_sequences=True, return_state=True, name="rnn")(x)
    network = models.Model(x, [sequence, last])
    names = network.explain(np.zeros((1, 3, 2), np.float32)).names
    assert {"rnn/output.0", "rnn/output.1"} <= set(names)


def test_penalties_are_part_of_the_loss() -> None:
    network = models.Sequential(
        [layers.Input((2,)), layers.Dense(1, kernel_regularizer="l2", name="line")]
    )  # fmt: skip
    network.compile("sgd", "mse")
    explanation = network.explain([[1.0, 2.0]], [[0.0]])
    weights = np.asarray(network.get_weights()[0], np.float64)
    penalty = explanation.value_of("line/kernel/penalty").value
    assert penalty == pytest.approx(0.01 * (weights**2).sum())
    assert explanation.value == pytest.approx(explanation.value_of("line/loss", (0,)).value + penalty)


def test_integers_and_float32_stay_what_they_are() -> None:
    network, x, y = classifier()
    recording = network.explain(x, y, precision="float32").recording
    z, target = recording.array("value", "hidden/z"), recording.array("value", "output/target")
    assert z is not None
    assert target is not None
    assert (z.dtype, target.dtype.kind) == (np.float32, "i")
    assert torch.is_grad_enabled()
