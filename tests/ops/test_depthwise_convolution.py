from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.convolution import depthwise_convolution


def as_stored(weight: Tensor) -> Tensor:
    """In the memory order of a parameter: (channels, multiplier, height, width)."""
    return weight.movedim((-2, -1), (0, 1)).contiguous().movedim((0, 1), (-2, -1))


@settings(max_examples=40)
@given(st.data())
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(data: st.DataObject) -> None:
    num_axes = data.draw(st.integers(1, 2))

    def sizes(most: int) -> tuple[int, ...]:
        return data.draw(st.tuples(*[st.integers(1, most)] * num_axes))

    kernel, strides, dilation = sizes(3), sizes(3), sizes(2)
    channels, multiplier, seed = (data.draw(st.integers(1, 3)) for _ in range(3))
    x = normal(seed, 2, *(size + 4 for size in sizes(3)), channels)
    weight, bias = normal(seed + 1, *kernel, channels, multiplier), normal(seed + 2, channels * multiplier)
    weight = as_stored(weight) if data.draw(st.booleans()) else weight
    options: dict[str, Any] = {
        "strides": strides, "padding": data.draw(st.sampled_from(["valid", "same"])), "dilation_rate": dilation,
    }  # fmt: skip
    z, cache = DEPTHWISE_CONVOLUTION.forward(x, weight, bias, **options)
    assert_near(z, depthwise_convolution(x.numpy(), weight.numpy(), bias.numpy(), *options.values()), 1e-12, "z")
    assert z.is_contiguous()
    assert DEPTHWISE_CONVOLUTION.backward(torch.cos(z), cache)[1].shape == weight.shape
    check_gradients(DEPTHWISE_CONVOLUTION, (x,), (weight, bias), most_places=15, **options)
    check_gradients(DEPTHWISE_CONVOLUTION, (x,), (weight,), most_places=15, **options)


@pytest.mark.parametrize("sizes", [(6,), (6, 5)])
@pytest.mark.parametrize("multiplier", [1, 3])
@pytest.mark.parametrize(("padding", "step"), [("same", 1), ("same", 2), ("valid", 1)])
def test_the_rules_of_every_operation_hold(sizes: tuple[int, ...], multiplier: int, padding: str, step: int) -> None:
    weight, bias = normal(1, *(3, 2)[: len(sizes)], 4, multiplier) / 3, normal(2, 4 * multiplier)
    options = {"padding": padding, "strides": (step,) * len(sizes), "dilation_rate": (1,) * len(sizes)}
    check_rules(DEPTHWISE_CONVOLUTION, (normal(0, 2, *sizes, 4),), (weight, bias), **options)
    check_rules(DEPTHWISE_CONVOLUTION, (normal(0, 2, *sizes, 4),), (as_stored(weight),), **options)


@pytest.mark.parametrize("sizes", [(3,), (3, 2)])
def test_a_kernel_as_it_is_stored_is_not_copied(sizes: tuple[int, ...]) -> None:
    weight = as_stored(normal(0, *sizes, 4, 2))
    options = {"strides": (1,) * len(sizes), "dilation_rate": (1,) * len(sizes)}
    _, cache = DEPTHWISE_CONVOLUTION.forward(normal(1, 2, *(5,) * len(sizes), 4), weight, **options)
    assert cache.convolution.weight.data_ptr() == weight.data_ptr()


def test_keras_gives_the_same_numbers() -> None:
    import keras

    for sizes in ((9,), (7, 8)):
        x, weight = normal(0, 2, *sizes, 4), normal(1, *(3, 2)[: len(sizes)], 4, 2)
        for strides, padding, dilation in ((1, "same", 1), (2, "same", 1), (2, "valid", 1), (1, "same", 2)):
            expected = keras.ops.depthwise_conv(x, weight, strides, padding, "channels_last", dilation)
            options = {"strides": (strides,) * len(sizes), "dilation_rate": (dilation,) * len(sizes)}
            actual, _ = DEPTHWISE_CONVOLUTION.forward(x, weight, padding=padding, **options)
            assert_near(actual, expected.detach(), 1e-12, f"{sizes} {options}")
