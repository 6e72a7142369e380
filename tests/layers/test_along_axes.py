from __future__ import annotations

import inspect

import numpy as np
import pytest

from nervure.arguments.checking import declared
from nervure.errors import ArgumentError
from nervure.layers import Conv1D, Conv2D, Conv3D, Conv3DTranspose, MaxPooling1D, MaxPooling3D
from nervure.layers.along_axes import AlongAxes
from nervure.layers.convolution import Convolution
from tests.layers.layer_rules import assert_says


def test_a_class_has_one_default_and_one_kind_for_each_axis() -> None:
    for kind, num_axes in ((Conv1D, 1), (Conv2D, 2), (Conv3D, 3)):
        parameters = inspect.signature(kind).parameters
        assert parameters["strides"].default == (1 if num_axes == 1 else (1,) * num_axes)
        assert parameters["kernel_size"].annotation == f"Sizes{num_axes}D"
        assert parameters["groups"].default == 1
        kinds = declared(inspect.unwrap(kind.__init__)).kinds
        assert kinds["kernel_size"].take(2, "kernel_size", "") == (2,) * num_axes
    assert inspect.signature(MaxPooling1D).parameters["pool_size"].default == 2
    assert inspect.signature(MaxPooling3D).parameters["pool_size"].default == (2, 2, 2)


def test_no_kind_is_left_open() -> None:
    assert "ND" in str(inspect.signature(Convolution.__init__))

    def closed(kind: type) -> list[type]:
        return [kind] * hasattr(kind, "num_axes") + [each for sub in kind.__subclasses__() for each in closed(sub)]

    assert len(closed(AlongAxes)) >= 30
    assert not [kind for kind in closed(AlongAxes) if "ND" in str(inspect.signature(kind))]


def test_a_constructor_bears_the_name_of_its_class() -> None:
    assert Conv2D.__init__.__qualname__ == "Conv2D.__init__"
    assert Conv2D.__init__.__module__ == Conv2D.__module__
    assert Conv2D.__init__ is not Conv3D.__init__


def test_sizes_for_other_axes_are_refused_in_the_name_of_the_class() -> None:
    assert_says(ArgumentError, lambda: Conv3D(4, (3, 3)), "Conv3D", "kernel_size=(3, 3)")
    with pytest.raises(ArgumentError):
        Conv2D(4, 3, padding="causal")
    assert Conv1D(4, 3, padding="causal").padding == "causal"


def test_a_subclass_writes_its_own_constructor_or_none() -> None:
    class Same(Conv2D):
        pass

    class Square(Conv2D):
        def __init__(self, filters: int) -> None:
            super().__init__(filters, 3, padding="same")

    assert Same(4, 3).get_config() == Conv2D(4, 3).get_config()
    assert Square(4)(np.ones((1, 5, 5, 2), "float32")).shape == (1, 5, 5, 4)


def test_arguments_in_keras_other_order_reach_their_places() -> None:
    layer = Conv3DTranspose(4, 3, 2, "same", None, 1)
    assert layer.output_padding == (1, 1, 1)
    assert layer.strides == (2, 2, 2)
