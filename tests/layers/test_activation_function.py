from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import UnknownNameError
from nervure.layers import Activation, Dense, LeakyReLU
from nervure.layers.activation_function import ActivationFunction
from nervure.ops.activation import ACTIVATIONS
from tests.layers.layer_rules import assert_says, numbers, steps_of


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_function_carries_the_op_of_its_name(name: str) -> None:
    function = ActivationFunction(name)
    assert function.name == name
    assert function.op is ACTIVATIONS[name]
    assert function.options == {}


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    assert_says(UnknownNameError, lambda: ActivationFunction("LeakyReLU"), "Did you mean 'leaky_relu'?")


def test_two_functions_are_equal_if_they_compute_the_same() -> None:
    leaky = ActivationFunction("leaky_relu", {"negative_slope": 0.1})
    assert leaky == LeakyReLU(0.1).function
    assert hash(leaky) == hash(LeakyReLU(0.1).function)
    assert leaky != LeakyReLU(0.2).function
    assert leaky != ActivationFunction("relu")
    assert leaky != "leaky_relu"


def test_a_function_cannot_be_changed() -> None:
    function = ActivationFunction("elu", {"alpha": 0.5})
    function.options["alpha"] = 2.0
    assert function.options == {"alpha": 0.5}
    with pytest.raises(AttributeError):
        function.name = "relu"  # type: ignore[misc]
    assert repr(function) == "<elu alpha=0.5>"


def test_a_function_survives_a_configuration() -> None:
    function = ActivationFunction("elu", {"alpha": 0.5})
    assert ActivationFunction.from_config(function.get_config()) == function


def test_the_step_of_an_activation_is_the_output_of_its_layer() -> None:
    layer = Dense(3, activation=LeakyReLU(0.1), name="a")
    layer(numbers(0, 2, 4))
    step = steps_of(layer)[1]
    assert (step.name, step.op.name, dict(step.options)) == ("a/output", "leaky_relu", {"negative_slope": 0.1})
    assert step.parameters == ()


def test_a_pointwise_layer_is_one_step_that_keeps_the_shape() -> None:
    layer = Activation("tanh", name="a")
    x = numbers(0, 2, 3, 4)
    assert np.allclose(layer(x), np.tanh(x), atol=1e-6)
    assert [step.name for step in steps_of(layer)] == ["a/output"]
    assert layer.compute_output_shape((None, 3, None)) == (None, 3, None)
