"""Layers that slide along sequences, pictures and volumes, with options and shapes that Hypothesis draws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nervure import layers
from nervure.layers import Layer

Drawn = tuple[Layer, Any]
activations = st.sampled_from([None, "tanh", "sigmoid", "softplus", "gelu", "silu", "elu", "relu"])
paddings = st.sampled_from(["valid", "same"])

CONVOLUTIONS = (layers.Conv1D, layers.Conv3D)
TRANSPOSED = (layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose)
DEPTHWISE = (layers.DepthwiseConv1D, layers.DepthwiseConv2D)
SEPARABLE = (layers.SeparableConv1D, layers.SeparableConv2D)
POOLINGS = (layers.MaxPooling1D, layers.MaxPooling3D, layers.AveragePooling1D, layers.AveragePooling3D)
GLOBAL_POOLINGS = (
    layers.GlobalMaxPooling1D, layers.GlobalMaxPooling3D, layers.GlobalAveragePooling1D, layers.GlobalAveragePooling3D,
)  # fmt: skip
CROPPINGS = (layers.Cropping1D, layers.Cropping2D, layers.Cropping3D)
ZERO_PADDINGS = (layers.ZeroPadding1D, layers.ZeroPadding2D, layers.ZeroPadding3D)
UPSAMPLINGS = (layers.UpSampling1D, layers.UpSampling2D, layers.UpSampling3D)
SPATIAL_DROPOUTS = (layers.SpatialDropout1D, layers.SpatialDropout2D, layers.SpatialDropout3D)


def numbers(draw: st.DrawFn, num_axes: int, least: int, most: int) -> tuple[int, ...]:
    return draw(st.tuples(*[st.integers(least, most)] * num_axes))


def shape(draw: st.DrawFn, least: tuple[int, ...], channels: int = 1) -> tuple[int, ...]:
    """Sizes of at least these, and channels."""
    return (*(draw(st.integers(size, size + 2)) for size in least), channels * draw(st.integers(1, 3)))


@st.composite
def sliding_kernels(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from([*CONVOLUTIONS, *TRANSPOSED, *DEPTHWISE, *SEPARABLE]))
    n = kind.num_axes
    kernel, padding = numbers(draw, n, 1, 5 - n), draw(paddings)
    strides, dilation = numbers(draw, n, 1, 3), numbers(draw, n, 1, 2)
    if not kind.dilates_with_strides:
        strides, dilation = draw(st.sampled_from([(strides, (1,) * n), ((1,) * n, dilation)]))
    extents = tuple((size - 1) * step + 1 for size, step in zip(kernel, dilation, strict=True))
    options: dict[str, Any] = {
        "kernel_size": kernel, "strides": strides, "padding": padding, "dilation_rate": dilation,
        "activation": draw(activations), "use_bias": draw(st.booleans()),
    }  # fmt: skip
    least, groups = extents if padding == "valid" else (1,) * n, 1
    if kind in DEPTHWISE or kind in SEPARABLE:
        options["depth_multiplier"] = draw(st.integers(1, 2))
    if kind in CONVOLUTIONS:
        groups = options["groups"] = draw(st.integers(1, 2))
    if kind in TRANSPOSED:
        least = (2,) * n  # of a single cell output_padding may leave nothing
        options["output_padding"] = draw(st.none() | st.tuples(*(st.integers(0, step - 1) for step in strides)))
    if kind not in DEPTHWISE:
        options["filters"] = groups * draw(st.integers(1, 2))
    return kind(**options), shape(draw, least, groups)


@st.composite
def sliding_windows(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from(POOLINGS))
    window, padding = numbers(draw, kind.num_axes, 1, 3), draw(paddings)
    layer = kind(window, draw(st.none() | st.just(numbers(draw, kind.num_axes, 1, 3))), padding)
    return layer, shape(draw, window if padding == "valid" else (1,) * kind.num_axes)


@st.composite
def whole_maps(draw: st.DrawFn) -> Drawn:
    kind = draw(st.sampled_from([*GLOBAL_POOLINGS, *CROPPINGS, *ZERO_PADDINGS, *UPSAMPLINGS, *SPATIAL_DROPOUTS]))
    n = kind.num_axes
    if kind in GLOBAL_POOLINGS:
        return kind(keepdims=draw(st.booleans())), shape(draw, (1,) * n)
    if kind in CROPPINGS or kind in ZERO_PADDINGS:
        sides = tuple(numbers(draw, 2, 0, 2) for _ in range(n))
        return kind(sides if n > 1 else sides[0]), shape(draw, tuple(sum(cells) + 1 for cells in sides))
    if kind in UPSAMPLINGS:
        names = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"] if n == 2 else []
        options = {"interpolation": draw(st.sampled_from(names))} if names else {}
        return kind(numbers(draw, n, 1, 3), **options), shape(draw, (1,) * n)
    seed = draw(st.none() | st.integers(0, 3))
    return kind(draw(st.sampled_from([0.0, 0.3, 0.9])), seed=seed), shape(draw, (1,) * n)


SLIDING_LAYERS = st.one_of(sliding_kernels(), sliding_windows(), whole_maps())
