from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Sequential, initializers, regularizers
from nervure.errors import ArgumentError, UnknownNameError
from nervure.layers import TABLE, Dense, TorchModule
from nervure.models.custom_objects import layer_from, with_custom
from tests.models.networks import Scale, assert_explained


class Halved(initializers.Initializer):
    """A half everywhere."""

    def draw(self, shape: tuple[int, ...], key: int) -> torch.Tensor:
        return torch.full(shape, 0.5, dtype=torch.float64)


def rows(shape: tuple[int, ...], dtype: Any = None) -> Any:
    """The number of the row."""
    return np.arange(shape[0], dtype="float32")[:, None] * np.ones(shape, "float32")


def made(layer: Any, custom: dict[str, Any], path: str = "layer") -> Any:
    config = Sequential([Input((3,)), layer]).description()["config"]["layers"][0]
    return layer_from(config, path, {**TABLE, **custom}, custom, "a test")


def kernel(layer: Any) -> np.ndarray:
    Sequential([Input((3,)), layer])
    weights: list[np.ndarray] = layer.get_weights()
    return weights[0]


def test_an_initializer_of_ones_own_is_found_by_its_class() -> None:
    again = made(Dense(2, kernel_initializer=Halved()), {"Halved": Halved})
    np.testing.assert_array_equal(kernel(again), np.full((3, 2), 0.5))


def test_a_function_that_initializes_is_found_by_its_name() -> None:
    again = made(Dense(2, kernel_initializer=rows), {"rows": rows})
    np.testing.assert_array_equal(kernel(again), [[0, 0], [1, 1], [2, 2]])


def test_a_regularizer_of_ones_own_is_found_by_its_class() -> None:
    class Tenth(regularizers.L2):
        def __init__(self) -> None:
            super().__init__(0.1)

    again = made(Dense(2, kernel_regularizer=Tenth()), {"Tenth": Tenth})
    assert type(again.kernel_regularizer) is Tenth


def test_a_layer_of_ones_own_is_found_by_its_class() -> None:
    again = made(Scale(3.0), {"Scale": Scale})
    assert type(again) is Scale
    assert again.factor == 3.0
    assert_explained(UnknownNameError, lambda: made(Scale(3.0), {}), "'Scale'", "a test")


def test_a_module_of_torch_is_found_by_the_name_or_the_path_of_its_layer() -> None:
    module = torch.nn.Linear(3, 2)
    layer = TorchModule(module)
    for custom in ({"torch_module": module}, {"inner/torch_module": module}):
        assert made(layer, custom, "inner/torch_module").module is module
    named = TorchModule(module, name="mine")
    assert made(named, {"mine": module}, "mine").module is module
    assert_explained(ArgumentError, lambda: made(layer, {}, "inner/torch_module"), "torch_module", "Linear")


def test_names_of_layers_are_never_exchanged() -> None:
    assert with_custom({"name": "rows", "kernel_initializer": "rows"}, {"rows": rows}) == {
        "name": "rows",
        "kernel_initializer": rows,
    }


@pytest.mark.parametrize("value", [3, 0.5, None, "same", [1, 2], {"a": 1}])
def test_what_the_caller_did_not_name_stays_as_it_is(value: Any) -> None:
    assert with_custom({"argument": value}, {"other": rows}) == {"argument": value}
