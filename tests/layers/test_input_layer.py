from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import Dense, Input, InputLayer
from nervure.symbolic import SymbolicTensor
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"shape": (28, 28, 1)}, (None, 28, 28, 1)),
        ({"shape": [None, 3]}, (None, None, 3)),
        ({"shape": (4,), "batch_size": 8}, (8, 4)),
        ({"batch_shape": (None, 4)}, (None, 4)),
        ({"shape": ()}, (None,)),
        ({"shape": (4,), "dtype": "uint8", "name": "pixels"}, (None, 4)),
    ],
)
def test_an_input_has_the_shape_given(arguments: dict, shape: tuple[int | None, ...]) -> None:
    tensor = Input(**arguments)
    assert isinstance(tensor, SymbolicTensor)
    assert tensor.shape == shape
    assert isinstance(tensor.node.layer, InputLayer)
    assert tensor.node.inputs == ()
    assert tensor.node.layer.output is tensor


def test_an_input_layer_is_built_and_has_no_weights() -> None:
    layer = InputLayer(shape=(4,), name="pixels", dtype="uint8")
    assert (layer.name, layer.dtype, layer.built, layer.parameters) == ("pixels", "uint8", True, ())
    assert layer.batch_shape == layer.compute_output_shape() == (None, 4)
    assert InputLayer((4,)).name == "input_layer"


def test_the_older_names_of_the_shapes_mean_the_same() -> None:
    assert InputLayer(input_shape=(4,)).batch_shape == (None, 4)
    assert InputLayer(batch_input_shape=(2, 4)).batch_shape == (2, 4)


def test_an_input_layer_survives_its_configuration() -> None:
    layer = InputLayer(shape=(28, 28, 1), batch_size=4, name="pixels")
    assert InputLayer.from_config(layer.get_config()).batch_shape == (4, 28, 28, 1)


def test_layers_are_drawn_from_an_input() -> None:
    x = Input((4,))
    y = Dense(3)(x)
    assert y.shape == (None, 3)
    assert y.node.inputs == (x,)


@pytest.mark.parametrize(
    ("call", "fragment"),
    [
        (Input, "Input(shape=(28, 28, 1))"),
        (lambda: Input(28), "a shape must consist of whole numbers"),
        (lambda: Input((28.5,)), "(28.5,)"),
        (lambda: Input((0, 3)), "at least 1"),
        (lambda: Input("28"), "'28'"),
        (lambda: Input((4,), batch_shape=(None, 4)), "Leave batch_shape out"),
        (lambda: Input(batch_size=4, batch_shape=(None, 4)), "Leave batch_shape out"),
        (lambda: Input((np.inf,)), "inf"),
    ],
)
def test_what_is_no_shape_is_refused(call: object, fragment: str) -> None:
    assert_says(ArgumentError, call, "Input", fragment)
