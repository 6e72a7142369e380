from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.convolution import CONVOLUTION
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.convolution import transposed_convolution


class Drawn(NamedTuple):
    """A transposed convolution with its tensors."""

    x: Tensor
    weight: Tensor
    bias: Tensor | None
    options: dict[str, Any]


@st.composite
def transposed_convolutions(draw: st.DrawFn) -> Drawn:
    num_axes = draw(st.integers(1, 3))

    def sizes(most: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(1, most)] * num_axes))

    kernel, picture = sizes(5 - num_axes), sizes(5 - num_axes)
    strides, dilation = (sizes(3), (1,) * num_axes) if draw(st.booleans()) else ((1,) * num_axes, sizes(2))
    more = None
    if draw(st.booleans()):
        more = tuple(draw(st.integers(0, stride - 1)) for stride in strides)
    padding = draw(st.sampled_from(["valid", "same"]))
    if padding == "same" and more is not None:
        extents = [(size - 1) * rate + 1 for size, rate in zip(kernel, dilation, strict=True)]
        # Even kernels may leave nothing of a single cell, which the layer refuses.
        picture = tuple(size + (extent % 2 == 0) for size, extent in zip(picture, extents, strict=True))
    seed, channels, filters = draw(st.integers(0, 10**6)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    bias = normal(seed + 2, filters) if draw(st.booleans()) else None
    weight = normal(seed + 1, *kernel, filters, channels)
    if draw(st.booleans()):
        weight = as_stored(weight)
    options = {"strides": strides, "padding": padding, "dilation_rate": dilation, "output_padding": more}
    return Drawn(normal(seed, draw(st.integers(1, 2)), *picture, channels), weight, bias, options)


def as_stored(weight: Tensor) -> Tensor:
    """In the memory order of a parameter: (channels, height, width, filters)."""
    return weight.movedim(-1, 0).contiguous().movedim(0, -1)


@settings(max_examples=60)
@given(transposed_convolutions())
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(drawn: Drawn) -> None:
    x, weight, bias, options = drawn
    z, cache = TRANSPOSED_CONVOLUTION.forward(x, weight, bias, **options)
    arrays = x.numpy(), weight.numpy(), None if bias is None else bias.numpy()
    order = options["strides"], options["padding"], options["dilation_rate"], options["output_padding"]
    assert_near(z, transposed_convolution(*arrays, *order), 1e-12, "z")
    assert z.is_contiguous()
    dx = TRANSPOSED_CONVOLUTION.backward(torch.cos(z), cache)[0]
    assert dx is not None
    assert dx.is_contiguous()
    parameters = (weight,) if bias is None else (weight, bias)
    check_gradients(TRANSPOSED_CONVOLUTION, (x,), parameters, most_places=15, **options)


@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((4, 5), {"strides": (2, 2), "padding": "same"}),
        ((4, 5), {"strides": (2, 1), "padding": "valid"}),
        ((4, 5), {"dilation_rate": (2, 1), "padding": "same"}),
        ((4, 5), {"strides": (3, 2), "padding": "same", "output_padding": (2, 0)}),
        ((6,), {"strides": (3,), "padding": "valid", "output_padding": (1,), "dilation_rate": (1,)}),
        ((6,), {"strides": (2,), "padding": "same", "dilation_rate": (1,)}),
        ((3, 4, 3), {"strides": (2, 1, 2), "padding": "same", "dilation_rate": (1, 1, 1)}),
    ],
)
def test_the_rules_of_every_operation_hold(sizes: tuple[int, ...], options: dict[str, Any]) -> None:
    weight = normal(1, *(3, 3, 2)[: len(sizes)], 4, 3) / 6
    check_rules(TRANSPOSED_CONVOLUTION, (normal(0, 2, *sizes, 3),), (weight, normal(2, 4)), **options)
    check_rules(TRANSPOSED_CONVOLUTION, (normal(0, 2, *sizes, 3),), (as_stored(weight),), **options)


@pytest.mark.parametrize("kernel", [(2, 3), (3, 3), (4, 2)])
@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_it_is_the_map_that_a_convolution_hands_gradients_back_with(
    kernel: tuple[int, int], strides: tuple[int, int]
) -> None:
    x, weight = normal(0, 2, 6, 8, 3), normal(1, *kernel, 3, 4)
    z, cache = CONVOLUTION.forward(x, weight, strides=strides, padding="same")
    dz = torch.cos(z)
    dx, _ = CONVOLUTION.backward(dz, cache)
    mirrored, _ = TRANSPOSED_CONVOLUTION.forward(dz, weight, strides=strides, padding="same")
    assert dx is not None
    assert_near(mirrored, dx, 1e-12, "the gradient of the input")


def test_without_dx_nothing_is_computed_for_the_input() -> None:
    z, cache = TRANSPOSED_CONVOLUTION.forward(normal(0, 2, 5, 5, 2), normal(1, 3, 3, 4, 2), normal(2, 4))
    assert TRANSPOSED_CONVOLUTION.backward(z, cache, needs_dx=False)[0] is None


@pytest.mark.parametrize("sizes", [(5,), (4, 5), (3, 4, 3)])
@pytest.mark.parametrize(
    "options",
    [
        {"padding": "same", "strides": 2},
        {"padding": "same", "strides": 3, "output_padding": 1},
        {"padding": "valid", "strides": 2},
        {"padding": "valid", "strides": 3, "output_padding": 2},
        {"padding": "same", "dilation_rate": 2},
        {"padding": "valid", "dilation_rate": 2},
    ],
)
def test_keras_gives_the_same_numbers(sizes: tuple[int, ...], options: dict[str, Any]) -> None:
    import keras

    for kernel in (1, 2, 3, 4):
        x, weight = normal(0, 2, *sizes, 3), normal(1, *(kernel,) * len(sizes), 2, 3)
        wide = {name: option if name == "padding" else (option,) * len(sizes) for name, option in options.items()}
        ones = {"strides": (1,) * len(sizes), "dilation_rate": (1,) * len(sizes)}
        expected = keras.ops.conv_transpose(x, weight, data_format="channels_last", **options)
        actual, _ = TRANSPOSED_CONVOLUTION.forward(x, weight, **{**ones, **wide})
        assert_near(actual, np.asarray(expected.detach()), 1e-12, f"kernel {kernel}, {options}")
