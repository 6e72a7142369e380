"""The lecture's 2-2-2 network: every number that it works out by hand, through the public face."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers, losses, models, ops, optimizers

X, Y = np.array([[0.1, 0.2]]), np.array([[0.4, 0.6]])
# A column of a kernel is what one unit reads: z1 = W1 x1 + W2 x2.
HIDDEN = np.array([[0.30, 0.40], [0.25, 0.35]])
OUTPUT = np.array([[0.45, 0.70], [0.40, 0.60]])

# As printed. Six of the eighteen are cut off where rounding would give one more in the last place.
PRINTED = {
    "z1": 0.08,
    "z2": 0.11,
    "h1": 0.51998,
    "h2": 0.52747,
    "z3": 0.44498,
    "z4": 0.68047,
    "o1": 0.60944,
    "o2": 0.66384,
    "E_o1": 0.02193,
    "E_o2": 0.00204,
    "E_total": 0.02397,
    "dE/dO1": 0.20944,
    "dO1/dz3": 0.23802,
    "dE/dW5": 0.02592,
    "W5": 0.43703,
    "W6": 0.38685,
    "W7": 0.69629,
    "W8": 0.59624,
}
CUT_OFF = {"h1", "z4", "o1", "dE/dO1", "W5", "W7"}


def network(hidden: Any, output: Any, precision: str = "float64") -> models.Sequential:
    """Two sigmoid layers of two units; ``hidden`` and ``output`` are kernels, or kernels and biases."""
    made = models.Sequential(
        [
            layers.Input((2,)),
            layers.Dense(2, activation="sigmoid", use_bias=isinstance(hidden, list)),
            layers.Dense(2, activation="sigmoid", use_bias=isinstance(output, list)),
        ]
    )
    made.compile(optimizer=optimizers.SGD(0.5), loss="half_squared_error", precision=precision)
    made.set_weights([*hidden, *output] if isinstance(hidden, list) else [hidden, output])
    return made


def factors(model: models.Sequential, x: Any, y: Any) -> tuple[Any, Any, Any]:
    """dE/dO, dO/dz of the output layer and dz/dW, the last from what the steps of a trace kept."""
    outer, last = model.trace(x).steps[-2:]
    loss = losses.HalfSquaredError()
    _, cache = loss.forward(torch.from_numpy(y), torch.from_numpy(last.value))
    (slope,) = ops.activation.ACTIVATIONS["sigmoid"].backward(torch.ones_like(last.cache.y), last.cache)
    return loss.backward(cache).numpy()[0], slope.numpy()[0], outer.cache.x.numpy()[0]


def worked_numbers(model: models.Sequential) -> dict[str, float]:
    """The numbers of the first pass and of the first update, under the lecture's names."""
    trace = model.trace(X)
    (z1, z2), (h1, h2) = trace["dense/z"][0], trace["dense/output"][0]
    (z3, z4), (o1, o2) = trace["dense_1/z"][0], trace["dense_1/output"][0]
    e1, e2 = (float(losses.half_squared_error([[y]], [[o]])[0]) for y, o in zip(Y[0], (o1, o2), strict=True))
    derror, slope, inputs = factors(model, X, Y)
    gradient = model.gradients(X, Y)["dense_1/kernel"][0, 0]
    assert gradient == pytest.approx(derror[0] * slope[0] * inputs[0], abs=1e-15)
    total = model.train_on_batch(X, Y)
    (w5, w7), (w6, w8) = model.get_weights()[1]
    return {
        "z1": z1, "z2": z2, "h1": h1, "h2": h2, "z3": z3, "z4": z4, "o1": o1, "o2": o2,
        "E_o1": e1, "E_o2": e2, "E_total": total,
        "dE/dO1": derror[0], "dO1/dz3": slope[0], "dE/dW5": gradient,
        "W5": w5, "W6": w6, "W7": w7, "W8": w8,
    }  # fmt: skip


@pytest.fixture
def model() -> models.Sequential:
    return network(HIDDEN, OUTPUT)


def test_every_printed_number_is_within_a_hundred_thousandth(model: models.Sequential) -> None:
    worked = worked_numbers(model)
    assert len(PRINTED) == 18
    assert worked == pytest.approx(PRINTED, rel=0, abs=1e-5)


def test_twelve_numbers_are_rounded_and_six_are_cut_off(model: models.Sequential) -> None:
    worked = worked_numbers(model)
    assert {name for name, printed in PRINTED.items() if round(worked[name], 5) != printed} == CUT_OFF
    for name in CUT_OFF:
        assert np.floor(worked[name] * 1e5) / 1e5 == pytest.approx(PRINTED[name], abs=1e-12)


def test_float32_gives_the_printed_numbers_too() -> None:
    model = network(HIDDEN, OUTPUT, "float32")
    outputs = model.predict(X, verbose=0)[0]
    assert outputs == pytest.approx([PRINTED["o1"], PRINTED["o2"]], abs=1e-5)
    assert model.train_on_batch(X, Y) == pytest.approx(PRINTED["E_total"], abs=1e-5)
    (w5, w7), (w6, w8) = model.get_weights()[1]
    assert (w5, w6, w7, w8) == pytest.approx([PRINTED[name] for name in ("W5", "W6", "W7", "W8")], abs=1e-5)


def test_the_first_layer_is_updated_through_the_old_second_layer(model: models.Sequential) -> None:
    model.train_on_batch(X, Y)
    (w1, w3), (w2, w4) = model.get_weights()[0]
    assert (w1, w2, w3, w4) == pytest.approx((0.2995956, 0.2491911, 0.3996450, 0.3492899), abs=5e-8)


def test_the_second_pass_is_nearer_to_the_targets(model: models.Sequential) -> None:
    first = model.train_on_batch(X, Y)
    assert model.predict(X, verbose=0)[0] == pytest.approx((0.6061769, 0.6629585), abs=5e-8)
    second = model.evaluate(X, Y, verbose=0)
    assert second == pytest.approx(0.0232363, abs=5e-8)
    assert second < first


def test_a_hundred_updates_bring_the_error_below_a_thousandth(model: models.Sequential) -> None:
    for _ in range(100):
        model.train_on_batch(X, Y)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(0.000849, abs=5e-7)


def test_a_hundred_epochs_of_fit_are_a_hundred_updates(model: models.Sequential) -> None:
    history = model.fit(X, Y, epochs=100, verbose=0)
    assert history.history["loss"][0] == pytest.approx(PRINTED["E_total"], abs=1e-5)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(0.000849, abs=5e-7)


def test_asking_for_values_and_gradients_changes_nothing(model: models.Sequential) -> None:
    before = model.get_weights()
    model.trace(X)
    model.gradients(X, Y)
    model.predict(X, verbose=0)
    model.evaluate(X, Y, verbose=0)
    for weights, kept in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weights, kept)


def test_the_lectures_mean_squared_error_is_that_of_keras_for_two_outputs(model: models.Sequential) -> None:
    half = model.evaluate(X, Y, verbose=0)
    model.compile(optimizer=optimizers.SGD(0.5), loss="mean_squared_error", precision="float64")
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(half, abs=1e-15)


# The widely used example with biases: M. Mazur, "A step by step backpropagation example" (2015),
# https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/
BIASED_X, BIASED_Y = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
BIASED_HIDDEN = [np.array([[0.15, 0.25], [0.20, 0.30]]), np.array([0.35, 0.35])]
BIASED_OUTPUT = [np.array([[0.40, 0.50], [0.45, 0.55]]), np.array([0.60, 0.60])]


def test_the_widely_used_example_with_biases_is_met_to_twelve_places() -> None:
    model = network(BIASED_HIDDEN, BIASED_OUTPUT)
    derror, slope, inputs = factors(model, BIASED_X, BIASED_Y)
    gradients = model.gradients(BIASED_X, BIASED_Y)
    assert model.evaluate(BIASED_X, BIASED_Y, verbose=0) == pytest.approx(0.2983711087600027, abs=1e-12)
    assert derror[0] == pytest.approx(0.7413650695523157, abs=1e-12)
    assert slope[0] == pytest.approx(0.18681560180895948, abs=1e-12)
    assert inputs[0] == pytest.approx(0.5932699921071872, abs=1e-12)
    assert gradients["dense_1/kernel"][0, 0] == pytest.approx(0.08216704056423077, abs=1e-12)
    assert gradients["dense/kernel"][0, 0] == pytest.approx(0.0004385677344743465, abs=1e-12)
    model.train_on_batch(BIASED_X, BIASED_Y)
    assert model.get_weights()[2][0, 0] == pytest.approx(0.35891647971788465, abs=1e-12)
