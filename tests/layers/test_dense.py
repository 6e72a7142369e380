from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.layers import Dense, Input, LeakyReLU
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk


@pytest.mark.parametrize(
    ("options", "shape", "num_parameters"),
    [
        ({"units": 3}, (4,), 15),
        ({"units": 3, "activation": "softmax"}, (4,), 15),
        ({"units": 3, "use_bias": False, "activation": "relu"}, (5, 4), 12),
        ({"units": 1, "kernel_initializer": "he_normal", "kernel_regularizer": "l2"}, (2, 5, 4), 5),
        ({"units": 2, "activation": LeakyReLU(0.1), "kernel_constraint": "non_neg"}, (4,), 10),
    ],
)
def test_dense_keeps_the_rules_of_layers(options: dict, shape: tuple[int, ...], num_parameters: int) -> None:
    check_layer_rules(lambda: Dense(**options), shape, num_parameters=num_parameters)


def test_the_output_is_the_product_plus_the_bias() -> None:
    layer = Dense(3, bias_initializer="ones")
    x = numbers(0, 2, 4)
    y = layer(x)
    kernel, bias = layer.get_weights()
    assert bias.tolist() == [1, 1, 1]
    assert np.allclose(y, x @ kernel + bias, atol=1e-6)


def test_the_hidden_sum_is_a_step_of_its_own() -> None:
    layer = Dense(3, activation="relu", name="hidden")
    layer(numbers(0, 2, 4))
    assert [step.name for step in steps_of(layer)] == ["hidden/z", "hidden/output"]
    plain = Dense(3, activation="linear", name="plain")
    plain(numbers(0, 2, 4))
    assert [step.name for step in steps_of(plain)] == ["plain/output"]


def test_the_network_of_the_lecture_gives_its_gradients() -> None:
    layer = Dense(2, activation="sigmoid", use_bias=False)
    x = np.array([[0.51998, 0.52747]], "float32")
    layer(x)
    layer.set_weights([np.array([[0.45, 0.7], [0.4, 0.6]], "float32")])
    o = layer(x)
    assert np.allclose(o, [[0.60944, 0.66384]], atol=1e-5)
    walked = walk(layer, [x], o - np.array([[0.4, 0.6]]))
    assert walked.dparameters["kernel"][0, 0].item() == pytest.approx(0.02592, abs=1e-5)


def test_a_layer_that_is_built_refuses_another_number_of_features() -> None:
    layer = Dense(3, name="head")
    layer(numbers(0, 2, 4))
    assert_says(ShapeError, lambda: layer(numbers(0, 2, 5)), "Dense 'head'", "(N, ..., 4)", "(N, 5)")


def test_features_of_unknown_size_are_refused() -> None:
    assert_says(ShapeError, lambda: Dense(3)(Input((None,))), "number of features", "(N, ?)")
    assert_says(ShapeError, lambda: Dense(3)(numbers(0, 2)), "(N,)")


@pytest.mark.parametrize("units", [-1, 0, 2.5, "10", None, True])
def test_units_must_be_a_positive_whole_number(units: object) -> None:
    assert_says(ArgumentError, lambda: Dense(units), "units must be a positive whole number")


def test_a_misspelled_activation_is_refused_at_once() -> None:
    assert_says(UnknownNameError, lambda: Dense(3, activation="rleu"), "Dense(activation=...)", "'relu'")


def test_a_misspelled_argument_is_refused_at_once() -> None:
    assert_says(ArgumentError, lambda: Dense(3, activaton="relu"), "Did you mean 'activation'?")
    assert_says(ArgumentError, lambda: Dense(3, zzz=1), "'zzz'", "Use one of the expected names")
