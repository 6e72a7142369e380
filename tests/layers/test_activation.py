from __future__ import annotations

import json
import math

import keras
import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.layers import ELU, Activation, Conv2D, Dense, Input, LeakyReLU, ReLU, Softmax
from nervure.layers.activation import activation_of
from nervure.layers.activation_function import ActivationFunction
from nervure.ops.activation import ACTIVATIONS
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_by_name_keeps_the_rules_of_layers(name: str) -> None:
    check_layer_rules(lambda: Activation(name), (5, 4))


@pytest.mark.parametrize("nothing", [None, "linear", Activation("linear"), ActivationFunction("linear")])
def test_no_activation_is_no_step(nothing: object) -> None:
    assert activation_of(nothing, "Dense") is None


def test_the_linear_activation_as_a_layer_changes_nothing() -> None:
    x = numbers(0, 2, 3)
    assert np.array_equal(Activation("linear")(x), x)
    assert np.array_equal(Activation(None)(x), x)


@pytest.mark.parametrize(
    ("layer", "name", "options"),
    [
        (LeakyReLU(0.1), "leaky_relu", {"negative_slope": 0.1}),
        (ReLU(6.0), "relu", {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}),
        (ELU(0.5), "elu", {"alpha": 0.5}),
        (Softmax(1), "softmax", {"axis": 1}),
        (Activation("gelu"), "gelu", {}),
        (Activation(LeakyReLU(0.2)), "leaky_relu", {"negative_slope": 0.2}),
    ],
)
def test_a_layer_without_weights_serves_as_an_activation(layer: object, name: str, options: dict) -> None:
    function = activation_of(layer, "Dense")
    assert function is not None
    assert (function.name, function.options) == (name, options)


def test_functions_of_keras_are_known_by_name() -> None:
    assert activation_of(keras.activations.relu, "Dense") == ActivationFunction("relu")
    assert activation_of(keras.activations.linear, "Dense") is None
    assert Dense(3, activation=keras.activations.tanh).get_config()["activation"] == "tanh"


def test_the_activation_of_one_layer_can_be_given_to_another() -> None:
    first = Dense(3, activation=LeakyReLU(0.1))
    second = Dense(3, activation=first.activation)
    assert second.activation == first.activation
    copy = Dense.from_config(json.loads(json.dumps(second.get_config())))
    assert copy.activation == first.activation


@pytest.mark.parametrize("activation", ["relu", LeakyReLU(0.1), Softmax(-1), None, "linear", Activation(ELU(0.5))])
def test_an_activation_survives_the_configuration_of_its_layer(activation: object) -> None:
    layer = Conv2D(2, 3, activation=activation)
    config = json.loads(json.dumps(layer.get_config()))
    assert Conv2D.from_config(config).activation == layer.activation


def test_names_compute_with_the_defaults_of_keras() -> None:
    assert Activation("leaky_relu")(np.array([[-1.0]])).item() == pytest.approx(-0.2)
    assert LeakyReLU()(np.array([[-1.0]])).item() == pytest.approx(-0.3)
    exact = 0.5 * (1 + math.erf(1 / math.sqrt(2)))
    assert Activation("gelu")(np.array([[1.0]])).item() == pytest.approx(exact, abs=1e-6)


def test_a_misspelled_name_is_refused_with_the_nearest_one() -> None:
    assert_says(UnknownNameError, lambda: Activation("sofmax"), "Did you mean 'softmax'?")
    misspelled = {"class_name": "LeakyRelu", "config": {}}
    assert_says(UnknownNameError, lambda: Dense(3, activation=misspelled), "Did you mean 'LeakyReLU'?")


def test_a_function_of_your_own_is_refused_even_if_its_name_is_known() -> None:
    def relu(x: torch.Tensor) -> torch.Tensor:
        return x.clamp(0, 1)

    for function in (relu, lambda x: x, torch.nn.functional.leaky_relu, np.tanh, torch.nn.ReLU(), 3):
        assert_says(ArgumentError, lambda given=function: Dense(3, activation=given), "derivative")


def test_a_class_in_place_of_a_layer_is_told_from_it() -> None:
    assert_says(ArgumentError, lambda: Dense(3, activation=LeakyReLU), "activation=LeakyReLU()")


def test_a_layer_with_weights_is_no_activation() -> None:
    assert_says(ArgumentError, lambda: Dense(3, activation=Dense(3)), "derivative")


def test_glu_halves_the_last_axis_and_stands_alone() -> None:
    assert Activation("glu")(Input((3, 8))).shape == (None, 3, 4)
    assert Activation("glu")(Input((None,))).shape == (None, None)
    assert_says(ShapeError, lambda: Activation("glu")(Input((5,))), "odd", "(N, 5)")
    assert_says(ArgumentError, lambda: Dense(4, activation="glu"), "Dense", "Activation('glu')")
