"""The rows of what slides along sequences, pictures and volumes: arguments of ``OpCase`` and ``LayerCase``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nervure import layers
from nervure.errors import ArgumentError, ShapeError
from nervure.kernels.dropout import dropout_apply
from nervure.layers import Layer
from nervure.ops import (
    convolution,
    cropping,
    depthwise_convolution,
    global_pooling,
    pooling,
    transposed_convolution,
    upsampling,
    zero_padding,
)
from nervure.ops.op import Context
from tests.gradient_check import apart, normal

Row = tuple[Any, ...]

_ONES = {1: {"strides": (1,), "dilation_rate": (1,)}, 3: {"strides": (1, 1, 1), "dilation_rate": (1, 1, 1)}}
_MASK = torch.tensor([[1.0, 0, 1, 1], [0, 0, 1, 0]], dtype=torch.float64)

SLIDING_OPS: tuple[Row, ...] = (
    (convolution.CONVOLUTION, (normal(0, 2, 7, 2),), (normal(1, 3, 2, 4) / 3, normal(2, 4)),
     {**_ONES[1], "padding": "causal", "dilation_rate": (2,)}),
    (convolution.CONVOLUTION, (normal(0, 2, 3, 4, 4, 2),), (normal(1, 2, 3, 2, 1, 4) / 3, normal(2, 4)),
     {**_ONES[3], "strides": (1, 2, 1), "padding": "same", "groups": 2}),
    (transposed_convolution.TRANSPOSED_CONVOLUTION, (normal(0, 2, 4, 3, 2),), (normal(1, 3, 2, 4, 2) / 3, normal(2, 4)),
     {"strides": (2, 1), "padding": "same"}),
    (transposed_convolution.TRANSPOSED_CONVOLUTION, (normal(0, 2, 5, 2),), (normal(1, 2, 4, 2),),
     {**_ONES[1], "strides": (3,), "output_padding": (1,)}),
    (transposed_convolution.TRANSPOSED_CONVOLUTION, (normal(0, 2, 3, 2, 2, 2),), (normal(1, 2, 2, 2, 3, 2) / 3,),
     {**_ONES[3], "strides": (2, 2, 1)}),
    (depthwise_convolution.DEPTHWISE_CONVOLUTION, (normal(0, 2, 5, 4, 3),), (normal(1, 3, 2, 3, 2) / 3, normal(2, 6)),
     {"strides": (2, 1), "padding": "same"}),
    (depthwise_convolution.DEPTHWISE_CONVOLUTION, (normal(0, 2, 6, 3),), (normal(1, 3, 3, 1) / 3,), _ONES[1]),
    (pooling.MAX_POOLING, (apart(0, 2, 7, 2),), (), {"pool_size": (3,), "strides": (2,), "padding": "same"}),
    (pooling.MAX_POOLING, (apart(0, 2, 4, 3, 4, 2),), (), {"pool_size": (2, 2, 2), "strides": (2, 1, 2)}),
    (pooling.AVERAGE_POOLING, (normal(0, 2, 7, 2),), (), {"pool_size": (3,), "strides": (2,)}),
    (pooling.AVERAGE_POOLING, (normal(0, 2, 4, 3, 4, 2),), (),
     {"pool_size": (2, 2, 3), "strides": (1, 1, 2), "padding": "same"}),
    (cropping.CROPPING, (normal(0, 2, 5, 4, 2),), (), {"cropping": ((1, 2), (0, 1))}),
    (zero_padding.ZERO_PADDING, (normal(0, 2, 3, 4, 2),), (), {"padding": ((1, 2), (0, 1))}),
    (upsampling.UPSAMPLING, (normal(0, 2, 3, 2, 2),), (), {"size": (2, 3)}),
    (upsampling.UPSAMPLING, (normal(0, 2, 3, 2, 2),), (), {"size": (2, 3), "interpolation": "bilinear"}),
    (upsampling.UPSAMPLING, (normal(0, 2, 5, 2, 2),), (), {"size": (3, 1), "interpolation": "bicubic"}),
    (upsampling.UPSAMPLING, (normal(0, 2, 6, 2),), (), {"size": (2,), "interpolation": "lanczos3"}),
    (global_pooling.GLOBAL_AVERAGE_POOLING, (normal(0, 3, 4, 3),)),
    (global_pooling.MASKED_GLOBAL_AVERAGE_POOLING, (normal(0, 2, 4, 3), _MASK)),
)  # fmt: skip


def _feed(layer: Layer, *sizes: int | None) -> Callable[[], object]:
    """Draws ``layer`` behind an input that it must refuse."""
    return lambda: layer(layers.Input(sizes))


def _dropped_channels(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    # The check walks with seed 0 and step 3; the stream is the position, 0.
    x = inputs[0]
    shared = x.new_ones(len(x), *(1,) * (x.ndim - 2), x.shape[-1])
    return x * dropout_apply(shared, 0.4, Context(training=True, seed=0, step=3).key(0)) if training else x


_SIZES = {1: (7,), 2: (6, 5), 3: (4, 3, 5)}


def _shape(num_axes: int, channels: int = 2) -> tuple[int, ...]:
    return (*_SIZES[num_axes], channels)


def _of(name: str, num_axes: int, *arguments: Any, **options: Any) -> Callable[[], Layer]:
    """Makes ``Conv1D`` for ``("Conv{}D", 1)``."""
    return lambda: getattr(layers, name.format(num_axes))(*arguments, **options)


SLIDING_LAYERS: tuple[Row, ...] = (
    (lambda: layers.Conv1D(4, 3, padding="causal", dilation_rate=2, activation="softplus"), _shape(1), (
        (ArgumentError, lambda: layers.Conv1D(4, 3, padding="caussal")),
        (ShapeError, _feed(layers.Conv1D(4, 3), 28, 28, 1)), (ShapeError, _feed(layers.Conv1D(4, 9), 7, 2)))),
    (lambda: layers.Conv3D(4, (2, 1, 3), strides=(1, 2, 1), groups=2, padding="same"), _shape(3), (
        (ArgumentError, lambda: layers.Conv3D(4, (3, 3))), (ShapeError, _feed(layers.Conv3D(4, 3), 8, 8, 8)))),
    *[
        (_of("Conv{}DTranspose", n, 4, 3, strides=2, padding=padding, activation="tanh"), _shape(n), (
            (ArgumentError, _of("Conv{}DTranspose", n, 4, 3, output_padding=1)),
            (ShapeError, _feed(_of("Conv{}DTranspose", n, 4, 3)(), 4))))
        for n, padding in ((1, "valid"), (2, "same"), (3, "same"))
    ],
    (lambda: layers.Conv2DTranspose(3, (2, 4), strides=(3, 1), output_padding=(2, 0), use_bias=False), _shape(2), ()),
    *[
        (_of("DepthwiseConv{}D", n, 3, padding="same", depth_multiplier=2, activation="tanh"), _shape(n), (
            (ArgumentError, _of("DepthwiseConv{}D", n, 3, depth_multiplier=0)),
            (ShapeError, _feed(_of("DepthwiseConv{}D", n, 9)(), *_shape(n)))))
        for n in (1, 2)
    ],
    *[
        (_of("SeparableConv{}D", n, 4, 3, strides=2, depth_multiplier=2, activation="tanh"), _shape(n), (
            (ArgumentError, _of("SeparableConv{}D", n, 4, 3, data_format="channels_first")),
            (ShapeError, _feed(_of("SeparableConv{}D", n, 4, 3)(), *_SIZES[n], None))))
        for n in (1, 2)
    ],
    *[
        (_of(f"{kind}Pooling{{}}D", n, 3, strides=2, padding="same"), _shape(n), (
            (ArgumentError, _of(f"{kind}Pooling{{}}D", n, 0)),
            (ShapeError, _feed(_of(f"{kind}Pooling{{}}D", n)(), 4))))
        for n in (1, 3) for kind in ("Max", "Average")
    ],
    *[
        (_of(f"Global{kind}Pooling{{}}D", n, keepdims=n == 3), _shape(n), (
            (ShapeError, _feed(_of(f"Global{kind}Pooling{{}}D", n)(), 4)),))
        for n in (1, 3) for kind in ("Max", "Average")
    ],
    *[
        (_of("Cropping{}D", n, 1), _shape(n), (
            (ArgumentError, _of("Cropping{}D", n, -1)), (ShapeError, _feed(_of("Cropping{}D", n, 2)(), *(4,) * n, 2))))
        for n in (1, 2, 3)
    ],
    *[
        (_of("ZeroPadding{}D", n, 2), _shape(n), ((ArgumentError, _of("ZeroPadding{}D", n, "same")),))
        for n in (1, 2, 3)
    ],
    *[
        (_of("UpSampling{}D", n, 3), _shape(n), ((ArgumentError, _of("UpSampling{}D", n, 1.5)),))
        for n in (1, 2, 3)
    ],
    (lambda: layers.UpSampling2D((2, 3), interpolation="bilinear"), _shape(2), (
        (ArgumentError, lambda: layers.UpSampling2D(interpolation="linear")),)),
    *[
        (_of("SpatialDropout{}D", n, 0.4), _shape(n), (
            (ArgumentError, _of("SpatialDropout{}D", n, 40)),
            (ShapeError, _feed(_of("SpatialDropout{}D", n, 0.4)(), 4))), _dropped_channels, True)
        for n in (1, 2, 3)
    ],
)  # fmt: skip
