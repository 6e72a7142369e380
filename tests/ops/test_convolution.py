from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels import torch_private
from nervure.kernels.convolution_rules import chosen_kernel
from nervure.ops.convolution import CONVOLUTION, convolution_with_relu
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.convolution import convolution, convolution_gradients


class Drawn(NamedTuple):
    """A convolution with its tensors."""

    x: Tensor
    weight: Tensor
    bias: Tensor | None
    options: dict[str, Any]


@st.composite
def convolutions(draw: st.DrawFn) -> Drawn:
    num_axes = draw(st.integers(1, 3))
    largest = 5 - num_axes  # volumes of many cells are slow in the oracle
    padding = draw(st.sampled_from(["valid", "same", "causal"]))

    def sizes(most: int) -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(1, most)] * num_axes))

    kernel, dilation, strides = sizes(largest), sizes(2), sizes(3)
    groups = draw(st.integers(1, 3))
    extents = [(size - 1) * step + 1 for size, step in zip(kernel, dilation, strict=True)]
    smallest = extents if padding == "valid" else [1] * num_axes
    picture = [draw(st.integers(least, least + largest)) for least in smallest]
    channels, filters = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    seed = draw(st.integers(0, 10**6))
    bias = normal(seed + 2, filters) if draw(st.booleans()) else None
    weight = normal(seed + 1, *kernel, channels // groups, filters)
    if draw(st.booleans()):
        weight = as_stored(weight)
    options = {"strides": strides, "padding": padding, "dilation_rate": dilation, "groups": groups}
    return Drawn(normal(seed, draw(st.integers(1, 2)), *picture, channels), weight, bias, options)


def as_stored(weight: Tensor) -> Tensor:
    """In the memory order of a parameter: (filters, height, width, channels)."""
    return weight.movedim(-1, 0).contiguous().movedim(0, -1)


@settings(max_examples=40)
@given(convolutions())
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(drawn: Drawn) -> None:
    x, weight, bias, options = drawn
    z, cache = CONVOLUTION.forward(x, weight, bias, **options)
    arrays = x.numpy(), weight.numpy()
    order = options["strides"], options["padding"], options["dilation_rate"], options["groups"]
    assert_near(z, convolution(*arrays, None if bias is None else bias.numpy(), *order), 1e-12, "z")
    assert z.is_contiguous()
    dz = torch.cos(2 * z)
    for gradient, oracle in zip(
        CONVOLUTION.backward(dz, cache), convolution_gradients(dz.numpy(), *arrays, *order), strict=False
    ):
        assert gradient is not None
        assert_near(gradient, oracle, 1e-12, "gradient")
    check_gradients(CONVOLUTION, (x,), (weight,) if bias is None else (weight, bias), most_places=15, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"padding": "same"},
        {"padding": "same", "strides": (2, 2)},
        {"padding": "same", "dilation_rate": (2, 1)},
        {"groups": 2},
    ],
)
def test_the_rules_of_every_operation_hold(options: dict[str, Any]) -> None:
    channels = 4 // options.get("groups", 1)
    weight, bias = normal(1, 3, 2, channels, 6) / 6, normal(2, 6)
    check_rules(CONVOLUTION, (normal(0, 2, 6, 5, 4),), (weight, bias), **options)
    check_rules(CONVOLUTION, (normal(0, 2, 6, 5, 4),), (as_stored(weight),), **options)


@pytest.mark.parametrize(
    ("sizes", "options"),
    [
        ((7,), {"padding": "causal", "strides": (2,), "dilation_rate": (1,)}),
        ((7,), {"padding": "same", "strides": (1,), "dilation_rate": (3,)}),
        ((4, 5, 4), {"padding": "same", "strides": (2, 1, 1), "dilation_rate": (1, 1, 1)}),
        ((4, 5, 4), {"padding": "valid", "strides": (1, 1, 1), "dilation_rate": (1, 2, 1), "groups": 2}),
    ],
)
def test_the_rules_hold_for_sequences_and_volumes(sizes: tuple[int, ...], options: dict[str, Any]) -> None:
    weight = normal(1, *(3, 2, 2)[: len(sizes)], 4 // options.get("groups", 1), 6) / 6
    check_rules(CONVOLUTION, (normal(0, 2, *sizes, 4),), (weight, normal(2, 6)), **options)
    check_rules(CONVOLUTION, (normal(0, 2, *sizes, 4),), (as_stored(weight),), **options)


def test_no_output_of_a_causal_convolution_sees_a_later_input() -> None:
    x, weight = normal(0, 1, 9, 2), normal(1, 3, 2, 4)
    options = {"strides": (1,), "padding": "causal", "dilation_rate": (2,)}
    before, _ = CONVOLUTION.forward(x, weight, **options)
    x[:, 5:] += 1
    after, _ = CONVOLUTION.forward(x, weight, **options)
    assert torch.equal(before[:, :5], after[:, :5])
    assert not torch.equal(before[:, 5], after[:, 5])


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("channels", "filters"), [(1, 8), (8, 16), (3, 5)])
@pytest.mark.parametrize("num_axes", [1, 2, 3])
def test_what_comes_out_is_contiguous_in_every_precision(
    dtype: torch.dtype, channels: int, filters: int, num_axes: int
) -> None:
    x = normal(0, 2, *(6,) * num_axes, channels).to(dtype)
    weight = as_stored(normal(1, *(3,) * num_axes, channels, filters).to(dtype))
    ones = (1,) * num_axes
    z, cache = CONVOLUTION.forward(x, weight, padding="same", strides=ones, dilation_rate=ones)
    dx, _ = CONVOLUTION.backward(z, cache)
    assert dx is not None
    assert z.is_contiguous()
    assert dx.is_contiguous()


def test_equal_margins_are_left_to_torch_and_copy_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from torch.nn import functional

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the picture was copied")

    monkeypatch.setattr(functional, "pad", refuse)
    z, cache = CONVOLUTION.forward(normal(0, 2, 6, 6, 3), normal(1, 3, 3, 3, 4), padding="same")
    assert z.shape == (2, 6, 6, 4)
    CONVOLUTION.backward(z, cache)
    with pytest.raises(AssertionError, match="copied"):
        CONVOLUTION.forward(normal(0, 2, 6, 6, 3), normal(1, 2, 2, 3, 4), padding="same")


def test_the_cache_holds_the_picture_itself() -> None:
    x = normal(0, 2, 6, 6, 3)
    for size in (2, 3):
        _, cache = CONVOLUTION.forward(x, normal(1, size, size, 3, 4), padding="same")
        assert cache.x is x


def test_without_dx_nothing_is_computed_for_the_input() -> None:
    z, cache = CONVOLUTION.forward(normal(0, 2, 5, 5, 2), normal(1, 3, 3, 2, 4), normal(2, 4))
    assert CONVOLUTION.backward(z, cache, needs_dx=False)[0] is None


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("num_axes", [1, 2, 3])
def test_the_public_body_gives_the_same_gradients(padding: str, num_axes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes, kernel, strides = (7, 6, 5)[:num_axes], (3, 2, 2)[:num_axes], (2, 1, 1)[:num_axes]
    z, cache = CONVOLUTION.forward(
        normal(0, 2, *sizes, 4), normal(1, *kernel, 2, 6), normal(2, 6),
        padding=padding, strides=strides, dilation_rate=(1,) * num_axes, groups=2,
    )  # fmt: skip
    private = CONVOLUTION.backward(z, cache)
    monkeypatch.setattr(torch_private, "_body", lambda name, device: torch_private.public_convolution)
    for a, b in zip(CONVOLUTION.backward(z, cache), private, strict=True):
        assert a is not None
        assert b is not None
        assert_near(a, b, 1e-12, "public body")


def test_keras_gives_the_same_numbers() -> None:
    import keras

    x, weight = normal(0, 2, 7, 8, 4), normal(1, 3, 2, 2, 6)
    for options in (
        {"padding": "same"},
        {"padding": "same", "strides": (2, 2)},
        {"padding": "valid", "strides": (3, 2)},
        {"padding": "same", "dilation_rate": (2, 3)},
    ):
        expected = keras.ops.conv(x, weight, data_format="channels_last", **options)
        actual, _ = CONVOLUTION.forward(x, weight, groups=2, **options)
        assert_near(actual, expected.detach(), 1e-12, str(options))


def test_keras_gives_the_same_numbers_for_sequences_and_volumes() -> None:
    import keras

    for sizes, kernel in (((9,), (3,)), ((5, 6, 4), (2, 3, 2))):
        ones = (1,) * len(sizes)
        x, weight = normal(0, 2, *sizes, 4), normal(1, *kernel, 2, 6)
        for padding in ("same", "valid"):
            expected = keras.ops.conv(x, weight, strides=2, padding=padding, data_format="channels_last")
            options = {"strides": (2,) * len(sizes), "dilation_rate": ones, "padding": padding}
            actual, _ = CONVOLUTION.forward(x, weight, groups=2, **options)
            assert_near(actual, expected.detach(), 1e-12, str(options))


# Channels, filters, and the rule that they fall under: direct, Winograd, torch, and Winograd for dx alone.
FLOAT32_SIZES = [(1, 32), (3, 16), (8, 8), (32, 24), (40, 2), (2, 3), (5, 6), (7, 33)]


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
@pytest.mark.parametrize(("channels", "filters"), FLOAT32_SIZES)
@pytest.mark.parametrize("has_bias", [True, False])
def test_in_float32_every_kernel_gives_the_numbers_of_float64(
    channels: int, filters: int, padding: str, has_bias: bool
) -> None:
    exact = [normal(0, 3, 11, 14, channels), as_stored(normal(1, 3, 3, channels, filters) / channels**0.5)]
    exact += [normal(2, filters)] if has_bias else []
    narrow = [tensor.float() for tensor in exact]
    z, cache = CONVOLUTION.forward(*narrow, padding=padding)
    expected, exact_cache = CONVOLUTION.forward(*exact, padding=padding)
    assert z.is_contiguous()
    assert_near(z.double(), expected, 3e-6, "z")
    y, relu_cache = convolution_with_relu(*narrow, padding=padding)
    assert torch.equal(y, z.relu())
    assert relu_cache.margins == cache.margins
    dz = torch.cos(2 * expected)
    gradients, others = CONVOLUTION.backward(dz.float(), cache), CONVOLUTION.backward(dz, exact_cache)
    assert len(gradients) == len(others) == len(exact)
    for gradient, other in zip(gradients, others, strict=True):
        assert gradient is not None
        assert other is not None
        assert gradient.stride() == other.stride()
        assert_near(gradient.double(), other, 3e-6, "gradient")
    without = CONVOLUTION.backward(dz.float(), cache, needs_dx=False)
    assert without[0] is None
    assert all(torch.equal(a, b) for a, b in zip(without[1:], gradients[1:], strict=True) if a is not None)


def test_what_our_kernels_cannot_do_is_left_to_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    from nervure.ops import convolution as module

    def refuse(*_: object) -> None:
        raise AssertionError("one of our kernels was asked")

    monkeypatch.setattr(module, "chosen_kernel", refuse)
    x, weight = normal(0, 2, 9, 9, 16), as_stored(normal(1, 3, 3, 16, 16))
    for change in ({"strides": (2, 1)}, {"dilation_rate": (1, 2)}, {"padding": "valid"}):
        dtype = torch.float64 if "padding" in change else torch.float32
        z, cache = CONVOLUTION.forward(x.to(dtype), weight.to(dtype), **change)
        CONVOLUTION.backward(z, cache)
    CONVOLUTION.forward(x.bfloat16(), weight.bfloat16())
    CONVOLUTION.forward(x.float(), as_stored(normal(1, 3, 3, 8, 16)).float(), groups=2)
    CONVOLUTION.forward(x.float(), as_stored(normal(1, 5, 5, 16, 16)).float())
    CONVOLUTION.forward(x[:0].float(), weight.float())
    with pytest.raises(AssertionError, match="was asked"):
        CONVOLUTION.forward(x.float(), weight.float())


def test_of_two_kernels_the_table_chooses() -> None:
    x, weight = normal(0, 2, 9, 9, 16).float(), as_stored(normal(1, 3, 3, 16, 16)).float()
    z, _ = CONVOLUTION.forward(x, weight, padding="same")
    if chosen_kernel("forward", 16, 16, 162) == "winograd":
        from nervure.kernels.winograd import winograd_forward

        expected = winograd_forward(x, weight, None, ((1, 1), (1, 1)), has_relu=False)
    else:
        expected = torch.nn.functional.conv2d(x.movedim(-1, 1), weight.permute(3, 2, 0, 1), padding=1).movedim(1, -1)
    assert torch.equal(z, expected)
