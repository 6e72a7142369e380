from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import layers, models
from nervure.errors import ArgumentError, DataError, ShapeError, StateError, UnknownNameError
from tests.explain.networks import X, Y, classifier, two_two_two

WEIGHTS = [
    [[0.15, 0.25], [0.20, 0.30]], [0.35, 0.35],
    [[0.40, 0.50], [0.45, 0.55]], [0.60, 0.60],
]  # fmt: skip


def test_the_widely_used_example_with_biases_to_all_digits() -> None:
    network = models.Sequential(
        [
            layers.Input((2,)),
            layers.Dense(2, activation="sigmoid", name="hidden"),
            layers.Dense(2, activation="sigmoid", name="output"),
        ]
    )
    network.compile("sgd", "half_squared_error", precision="float64")
    network.optimizer.learning_rate = 0.5
    network.set_weights(WEIGHTS)
    explanation = network.explain([[0.05, 0.10]], [[0.01, 0.99]])
    why = explanation.why("output/kernel", (0, 0))
    assert explanation.value == pytest.approx(0.2983711087600027, abs=1e-15)
    expected = (0.7413650695523157, 0.18681560180895948, 0.5932699921071872)
    assert why.factors == pytest.approx(expected, abs=1e-15)
    assert why.value == pytest.approx(0.08216704056423077, abs=1e-15)
    assert why.update is not None
    assert why.update.value == pytest.approx(0.35891647971788465, abs=1e-15)
    assert explanation.why("hidden/kernel", (0, 0)).value == pytest.approx(0.0004385677344743465, abs=1e-17)


def test_float64_is_computed_from_the_float32_weights() -> None:
    network = two_two_two("float32")
    kernel = network.explain(X, Y).recording.array("value", "hidden/kernel")
    assert kernel is not None
    assert kernel.dtype == np.float64
    assert kernel[0, 0] == np.float64(np.float32(0.3))


def test_functional_models_with_two_outputs_are_explained() -> None:
    x = layers.Input((3,), name="input")
    network = models.Model(x, [layers.Dense(1, name="a")(x), layers.Dense(2, name="b")(x)])
    network.compile("sgd", ["mse", "mae"], loss_weights=[1.0, 0.5])
    explanation = network.explain(np.ones((2, 3)), [np.zeros((2, 1)), np.zeros((2, 2))])
    assert {"a/loss", "b/loss"} <= set(explanation.names)
    parts = [
        explanation.value_of("a/loss", (n,)).value + 0.5 * explanation.value_of("b/loss", (n,)).value for n in (0, 1)
    ]
    assert explanation.value == pytest.approx(sum(parts) / 2)


def test_a_step_needs_compile_and_a_pass_does_not() -> None:
    network = models.Sequential([layers.Input((2,)), layers.Dense(1, name="line")])
    assert network.explain([[1.0, 2.0]]).value_of("line/output", (0, 0)).value == pytest.approx(
        float(network.predict(np.array([[1.0, 2.0]]), verbose=0)[0, 0]), rel=1e-6
    )
    with pytest.raises(StateError):
        network.explain([[1.0, 2.0]], [[0.0]])


def test_what_does_not_fit_is_refused_as_by_fit() -> None:
    network, x, y = classifier()
    with pytest.raises(ShapeError):
        network.explain(x[:, :3], y)
    with pytest.raises(UnknownNameError, match="float64"):
        network.explain(x, y, precision="float16")


@pytest.mark.parametrize("labels", ["numbers", "one hot"])
@pytest.mark.parametrize("with_sample_weight", [False, True])
def test_class_weights_weigh_as_in_a_step_of_fit(labels: str, with_sample_weight: bool) -> None:
    loss = "sparse_categorical_crossentropy" if labels == "numbers" else "categorical_crossentropy"
    network, x, classes = classifier(optimizer="adam", loss=loss, precision="float64")
    y = classes if labels == "numbers" else np.eye(3)[classes]
    weights = {0: 3.0, 2: 0.25}
    sample_weight = np.array([1.0, 0.5, 2.0]) if with_sample_weight else None
    explanation = network.explain(x, y, sample_weight, class_weight=weights)
    explanation.verify(everything=True)
    unweighted = network.explain(x, y, sample_weight).value
    history = network.fit(
        x, y, sample_weight=sample_weight, class_weight=weights, batch_size=3, shuffle=False, verbose=0
    )
    assert explanation.value == pytest.approx(history.history["loss"][0], rel=1e-12)
    assert explanation.value != pytest.approx(unweighted, rel=1e-3)
    for name, trained in zip(
        ("hidden/kernel", "hidden/bias", "output/kernel", "output/bias"), network.get_weights(), strict=True
    ):
        updated = explanation.recording.array("updated", name)
        assert updated is not None
        np.testing.assert_allclose(updated, trained, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("weights", "targets", "error"),
    [
        ({"0": 1.0}, [0, 1, 2], ArgumentError),
        ({0: -1.0}, [0, 1, 2], ArgumentError),
        ([1.0, 2.0], [0, 1, 2], ArgumentError),
        ({0: 2.0}, None, DataError),
    ],
)
def test_class_weights_are_refused_as_by_fit(weights: Any, targets: Any, error: type[Exception]) -> None:
    network, x, _ = classifier()
    with pytest.raises(error) as by_fit:
        network.fit(x, None if targets is None else np.array(targets), class_weight=weights, verbose=0)
    with pytest.raises(error) as by_explain:
        network.explain(x, None if targets is None else np.array(targets), class_weight=weights)
    assert str(by_fit.value) == str(by_explain.value)


def test_measured_numbers_have_no_classes_to_weigh() -> None:
    narrow = models.Sequential([layers.Input((2,)), layers.Dense(1)])
    narrow.compile("sgd", "mse")
    with pytest.raises(DataError, match="explain"):
        narrow.explain(np.ones((2, 2)), np.array([[0.5], [1.5]]), class_weight={0: 2.0})


def test_a_batch_need_not_hold_every_class_that_is_weighed(caplog: pytest.LogCaptureFixture) -> None:
    network, x, _ = classifier()
    network.explain(x, np.array([0, 0, 2]), class_weight={0: 1.0, 1: 2.0, 2: 3.0})
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("softmax", "sparse_categorical_crossentropy"),
        ("sigmoid", "binary_crossentropy"),
        ("linear", "mse"),
        ("softmax", "mse"),
    ],
)
@pytest.mark.parametrize("sharpness", [8.0, 14.0, 30.0])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_network_that_is_almost_right_is_not_doubted(
    activation: str, loss: str, sharpness: float, precision: str
) -> None:
    # What goes back is a difference of two numbers that are almost the same: in float32 few of its digits are right.
    network = models.Sequential(
        [
            layers.Input((6,)),
            layers.Dense(8, activation="tanh"),
            layers.Dropout(0.5),
            layers.Dense(3, activation=activation, name="head"),
        ]
    )
    network.compile("adam", loss)
    rng = np.random.default_rng(int(sharpness))
    x = rng.normal(size=(4, 6)).astype(np.float32)
    network.layers[-1].set_weights([rng.normal(size=(8, 3)) * 0.1, np.array([sharpness, -sharpness, -sharpness])])
    answers = network.predict(x, verbose=0)
    targets = np.zeros(4, int) if loss.startswith("sparse") else answers if loss == "mse" else answers.round()
    explanation = network.explain(x, targets, precision=precision)
    assert explanation.drift.check() > 0
    assert "WARNING" not in str(explanation)
