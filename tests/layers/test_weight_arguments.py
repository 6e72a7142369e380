from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError
from nervure.layers import Layer
from nervure.layers.weight_arguments import weight_arguments
from nervure.testing import check_layer

WHERE = "Mine 'mine'"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("kernel", (2, 3), "zeros"), ("kernel", (2, 3), "zeros")),
        (((2, 3), "zeros", None), ("variable", (2, 3), "zeros")),
        (([2, 3], None, "ones"), ("variable", (2, 3), "ones")),
        ((None, (2,), None), ("variable", (2,), "glorot_uniform")),
        ((None, 4, "ones"), ("variable", (4,), "ones")),
        ((np.int64(4), None, None), ("variable", (4,), "glorot_uniform")),
        ((None, None, "ones"), ("variable", (), "ones")),
    ],
)
def test_both_orders_of_arguments_are_read(given: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    assert weight_arguments(*given, (), WHERE) == expected


def test_weights_without_a_name_are_numbered() -> None:
    assert weight_arguments(None, (2,), None, ["variable"], WHERE).name == "variable_1"
    assert weight_arguments(None, (2,), None, ["variable", "variable_1"], WHERE).name == "variable_2"


def test_what_is_no_shape_is_refused() -> None:
    for wrong in ("ab", (2.5,), (None, 2), {"a": 1}):
        with pytest.raises(ArgumentError, match="whole numbers"):
            weight_arguments(None, wrong, None, (), WHERE)


class Line(Layer):
    """A layer whose weights have no names, as many programs for Keras make them."""

    def build(self, input_shape: Any) -> None:
        self.slope = self.add_weight(shape=(input_shape[-1],), initializer="ones")
        self.offset = self.add_weight((input_shape[-1],), "zeros", dtype="float32")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: torch.Tensor, context: Any) -> Any:
        return x * self.slope.array + self.offset.array, x

    def backward(self, dy: torch.Tensor, x: torch.Tensor) -> Any:
        return dy * self.slope.array, {"variable": (dy * x).sum(0), "variable_1": dy.sum(0)}


def test_a_layer_with_weights_without_names_trains() -> None:
    check_layer(Line(), input_shape=(3,))
    layer = Line()
    layer.build((None, 3))
    assert [weight.name for weight in layer.weights] == ["variable", "variable_1"]


def test_another_type_is_refused() -> None:
    with pytest.raises(ArgumentError, match="precision"):
        Layer().add_weight((2,), dtype="float16")
