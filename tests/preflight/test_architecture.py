from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import (
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    Layer,
    MaxPooling2D,
    Multiply,
    ReLU,
    Reshape,
    Softmax,
)
from nervure.models import Model
from nervure.preflight.architecture import advise_on_architecture, check_start
from nervure.regularizers import L1, L2
from tests.layers.layer_rules import assert_says
from tests.preflight.network_rules import chain, plan_of, said


def advice(caplog: pytest.LogCaptureFixture, *layers: Layer, shape: tuple[int, ...] = (6,)) -> list[str]:
    plan = plan_of(*layers, shape=shape)
    return said(lambda: advise_on_architecture(plan), caplog)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Dense(4, activation="relu", name="a"), Activation("relu", name="b")),
        (Dense(4, activation="relu", name="a"), ReLU(name="b")),
        (Dense(4, activation="sigmoid", name="a"), Activation("sigmoid", name="b")),
        (Dense(4, activation="softmax", name="a"), Softmax(name="b")),
    ],
)
def test_an_activation_of_itself_is_said_with_both_layers(
    first: Layer, second: Layer, caplog: pytest.LogCaptureFixture
) -> None:
    for between in ([], [Reshape((2, 2)), Flatten()]):
        first, second = type(first).from_config(first.get_config()), type(second).from_config(second.get_config())
        (line,) = advice(caplog, first, *between, second)
        assert line.startswith("'b' applies ")
        assert "the output of 'a'" in line


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(4, activation="relu"), ReLU(max_value=6.0)],
        [Dense(4, activation="relu"), Activation("tanh")],
        [Reshape((3, 2)), Softmax(axis=1), Softmax(axis=2)],
        [Dense(4, activation="relu"), BatchNormalization(), Activation("relu")],
        [Dense(4, activation="relu"), Dropout(0.5), Dense(4, activation="relu")],
        [Dense(4, activation="relu"), Activation("softmax")],
    ],
)
def test_other_activations_in_a_row_are_left_in_peace(layers: list[Layer], caplog: pytest.LogCaptureFixture) -> None:
    assert advice(caplog, *layers) == []


def test_a_softmax_between_dense_layers_is_said_a_gate_is_not(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = advice(caplog, Dense(4, activation="softmax", name="a"), Dense(3, name="b"))
    assert "'a' is a softmax between layers" in line
    assert "'b' gets little" in line
    x = Input((6,))
    gated = Model(x, Dense(1)(Multiply()([Dense(6, activation="softmax")(x), x])))
    assert said(lambda: advise_on_architecture(gated.network().plan), caplog) == []


def test_six_sigmoids_in_a_row_are_too_deep(caplog: pytest.LogCaptureFixture) -> None:
    def sigmoids(count: int) -> list[Layer]:
        return [Dense(4, activation="sigmoid") for _ in range(count)]

    (line,) = advice(caplog, *sigmoids(6), Dense(3))
    assert line.startswith("6 sigmoid layers follow each other")
    assert advice(caplog, *sigmoids(5), Dense(1, activation="sigmoid")) == []
    assert advice(caplog, *sigmoids(4), BatchNormalization(), *sigmoids(4), Dense(3)) == []
    assert advice(caplog, *(Dense(4, activation="tanh") for _ in range(8)), Dense(3)) == []
    x = y = Input((4,))
    for _ in range(8):
        y = Add()([y, Dense(4, activation="sigmoid")(y)])
    assert said(lambda: advise_on_architecture(Model(x, Dense(3)(y)).network().plan), caplog) == []


def test_heavy_dropout_and_heavy_penalties_are_said(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = advice(caplog, Dropout(0.9, name="d"), Dense(3))
    assert "'d' has rate=0.9: only 0.1 of the values are kept" in line
    assert advice(caplog, Dropout(0.8), Dense(3)) == []
    for penalty, factor in ((L1(1.0), "1"), (L2(5.0), "5")):
        (line,) = advice(caplog, Dense(3, kernel_regularizer=penalty, name="a"))
        assert f"of 'kernel' in 'a' has the factor {factor}:" in line
    assert advice(caplog, Dense(3, kernel_regularizer=L2(0.1), bias_regularizer=L1(0.01))) == []


def start(*layers: Layer, shape: tuple[int, ...] = (6,)) -> None:
    check_start(plan_of(*layers, shape=shape))


def test_zeros_behind_which_a_relu_lets_nothing_through_are_refused() -> None:
    for layers, shape in (
        ([Dense(4, activation="relu", kernel_initializer="zeros", name="a"), Dense(3)], (6,)),
        ([Conv2D(4, 3, kernel_initializer="zeros", name="a"), ReLU(), Flatten(), Dense(3)], (8, 8, 1)),
    ):
        assert_says(
            ArgumentError, lambda layers=layers, shape=shape: start(*layers, shape=shape), "a/kernel",
            "never learns", "kernel_initializer='he_normal'",
        )  # fmt: skip


def test_units_that_stay_equal_are_refused() -> None:
    layers = [
        Dense(4, activation="tanh", kernel_initializer="ones", name="a"), Dropout(0.2),
        Dense(3, kernel_initializer="zeros", name="b"),
    ]  # fmt: skip
    assert_says(ArgumentError, lambda: start(*layers), "a/kernel", "'b'", "act as one")


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(4, activation="tanh", kernel_initializer="zeros"), Dense(3)],
        [Dense(4, activation="relu", kernel_initializer="ones"), Dense(3)],
        [Dense(4, activation="relu", kernel_initializer="zeros", bias_initializer="random_normal"), Dense(3)],
        [Dense(4, activation="relu"), Dense(3, kernel_initializer="zeros")],
        [Dense(4, activation="leaky_relu", kernel_initializer="zeros"), Dense(3)],
        [Dense(1, activation="tanh", kernel_initializer="ones"), Dense(3, kernel_initializer="ones")],
        [Dense(3, kernel_initializer="zeros")],
    ],
)
def test_other_first_values_are_left_in_peace(layers: list[Layer]) -> None:
    assert start(*layers) is None


def test_zeros_that_were_replaced_by_trained_weights_are_no_mistake() -> None:
    model = chain(Dense(4, activation="relu", kernel_initializer="zeros"), Dense(3))
    trained = chain(Dense(4, activation="relu"), Dense(3)).get_weights()
    with pytest.raises(ArgumentError):
        check_start(model.network().plan)
    model.set_weights(trained)
    assert check_start(model.network().plan) is None


def test_a_residual_branch_may_start_at_zero() -> None:
    x = Input((8, 8, 4))
    y = Add()([x, Conv2D(4, 3, padding="same", kernel_initializer="zeros")(x)])
    pooled = GlobalAveragePooling2D()(MaxPooling2D()(y))
    assert check_start(Model(x, Dense(3, kernel_initializer="zeros")(pooled)).network().plan) is None


@pytest.mark.parametrize(
    ("activation", "first", "second", "stays_at_zero"),
    [("relu", "zeros", "glorot_uniform", True), ("tanh", "ones", "ones", False)],
)
def test_what_is_refused_would_not_have_learned(activation: str, first: str, second: str, stays_at_zero: bool) -> None:
    x = np.random.default_rng(0).standard_normal((64, 6)).astype("float32")
    model = chain(Dense(8, activation=activation, kernel_initializer=first), Dense(1, kernel_initializer=second))
    model.compile("adam", "mse")
    model.fit(x, x[:, :1], epochs=50, verbose=0, preflight=False, diagnose=False)
    kernel = model.get_weights()[0]
    assert np.allclose(kernel, kernel[:, :1])
    assert kernel.any() != stays_at_zero
