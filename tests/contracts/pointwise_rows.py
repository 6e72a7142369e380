"""The rows of further activations, of noise, of merges, of what rearranges and of normalizations of each sample.

Arguments of ``OpCase`` and ``LayerCase``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nervure import layers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Layer
from nervure.ops import (
    activity_penalty,
    axis_activations,
    batch_dot,
    curved_activations,
    elementwise_merge,
    embedding,
    noise,
    piecewise_activations,
    prelu,
    rearranging,
    sample_normalization,
)
from nervure.ops.op import Context
from nervure.regularizers import L1L2
from tests.gradient_check import apart, normal

Row = tuple[Any, ...]


def feed(layer: Layer, *shapes: tuple[int | None, ...]) -> Callable[[], object]:
    """Draws ``layer`` behind inputs of these shapes, which it must refuse."""
    return lambda: layer([layers.Input(shape) for shape in shapes] if len(shapes) > 1 else layers.Input(shapes[0]))


_TRAINING = Context(training=True, seed=3, step=5)
_X, _KINKED = normal(0, 3, 4), apart(0, 3, 4, gap=0.3) + 0.01
_PAIR = (apart(0, 3, 4, 2), apart(1, 3, 1, 2))

POINTWISE_OPS: tuple[Row, ...] = (
    (activity_penalty.ACTIVITY_PENALTY, (apart(0, 3, 4),), (), {"regularizer": L1L2(0.1, 0.2)}, None, None, False),
    *((op, (_X,)) for op in (
        curved_activations.EXPONENTIAL, curved_activations.LOG_SIGMOID, curved_activations.MISH,
        curved_activations.SOFTSIGN, curved_activations.SQUAREPLUS, curved_activations.TANH_SHRINK,
    )),
    (curved_activations.CELU, (apart(0, 3, 4),), (), {"alpha": 0.5}),
    *((op, (_KINKED,)) for op in (
        piecewise_activations.RELU6, piecewise_activations.HARD_SIGMOID, piecewise_activations.HARD_SILU,
        piecewise_activations.HARD_TANH, piecewise_activations.SPARSE_PLUS, piecewise_activations.SPARSE_SIGMOID,
    )),
    (piecewise_activations.HARD_SHRINK, (_KINKED,), (), {"threshold": 0.2}),
    (piecewise_activations.SOFT_SHRINK, (_KINKED,), (), {"threshold": 0.2}),
    (piecewise_activations.THRESHOLD, (_KINKED,), (), {"threshold": 0.2, "default_value": -1.0}),
    (axis_activations.LOG_SOFTMAX, (normal(0, 3, 4, 2),), (), {"axis": 1}),
    (axis_activations.SPARSEMAX, (_X,)),
    (axis_activations.GLU, (_X,)),
    (prelu.PRELU, (apart(0, 3, 5, 4),), (normal(1, 1, 4),)),
    (elementwise_merge.SUBTRACT, _PAIR),
    (elementwise_merge.AVERAGE, (*_PAIR, apart(2, 3, 2))),
    (elementwise_merge.MULTIPLY, (*_PAIR, apart(2, 3, 2))),
    (elementwise_merge.MAXIMUM, _PAIR),
    (elementwise_merge.MINIMUM, _PAIR),
    (batch_dot.BATCH_DOT, (normal(0, 3, 4, 2), normal(1, 3, 5, 4)), (), {"axes": (1, 2)}),
    (batch_dot.BATCH_DOT, (normal(0, 3, 4), normal(1, 3, 4)), (), {"axes": (1, 1), "normalize": True}),
    *((op, (normal(0, 3, 5),), (), {**options, "stream": 2}, _TRAINING)
      for op, options in ((noise.GAUSSIAN_NOISE, {"stddev": 0.5}), (noise.GAUSSIAN_DROPOUT, {"rate": 0.4}),
                          (noise.ALPHA_DROPOUT, {"rate": 0.4}))),
    (rearranging.PERMUTE, (normal(0, 3, 4, 2, 5),), (), {"dims": (3, 1, 2)}),
    (rearranging.REPEAT_VECTOR, (_X,), (), {"n": 3}),
    (sample_normalization.LAYER_NORMALIZATION, (normal(0, 3, 2, 4),), (normal(1, 2, 4), normal(2, 2, 4)),
     {"axis": (1, 2), "epsilon": 1e-2}),
    (sample_normalization.GROUP_NORMALIZATION, (normal(0, 3, 2, 4),), (normal(1, 4), normal(2, 4)),
     {"groups": 2, "epsilon": 1e-2}),
    (sample_normalization.RMS_NORMALIZATION, (normal(0, 3, 5),), (normal(1, 5),), {"epsilon": 1e-2}),
    (sample_normalization.UNIT_NORMALIZATION, (normal(0, 3, 5),)),
    (embedding.EMBEDDING, (torch.tensor([[2.0, 0, 1], [1, 1, 0]], dtype=torch.float64),), (normal(1, 3, 4),)),
)  # fmt: skip


# Where a layer draws numbers, the check walks with seed 0 and step 3; the stream is the position, 0.
_WALK = Context(training=True, seed=0, step=3)


def _drawn(op: Any, **options: Any) -> Any:
    """The layer in parts that torch differentiates: an affine function with the numbers of the op."""

    def reference(layer: Layer, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
        x = inputs[0]
        if not training:
            return x
        zeros, ones = torch.zeros_like(x).detach(), torch.ones_like(x).detach()
        context: dict[str, Any] = {"context": _WALK, "stream": 0, **options}
        shift = op.forward(zeros, **context)[0]
        return x * (op.forward(ones, **context)[0] - shift) + shift

    return reference


_TWO = [(3, 4), (3, 4)]
POINTWISE_LAYERS: tuple[Row, ...] = (
    (lambda: layers.ActivityRegularization(0.1, 0.2), (3, 4), (
        (ArgumentError, lambda: layers.ActivityRegularization(l1=-1.0)),)),
    (layers.Identity, (4,), ((ArgumentError, lambda: layers.Identity(units=3)),)),
    (layers.PReLU, (3, 4), ((ShapeError, feed(layers.PReLU(), (None, 4))),)),
    (lambda: layers.PReLU("normal", shared_axes=1), (3, 4), (
        (ArgumentError, lambda: layers.PReLU(shared_axes="one")),)),
    (lambda: layers.Permute((2, 1)), (3, 4), (
        (ArgumentError, lambda: layers.Permute((1, 3))), (ShapeError, feed(layers.Permute((2, 1)), (4,))))),
    (lambda: layers.RepeatVector(3), (4,), (
        (ArgumentError, lambda: layers.RepeatVector(0)), (ShapeError, feed(layers.RepeatVector(2), (3, 4))))),
    *((kind, _TWO, ((ShapeError, feed(kind(), (3,), (4,))), (ShapeError, feed(kind(), (3,)))))
      for kind in (layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)),
    (lambda: layers.Dot(axes=(2, 1)), [(2, 4), (4, 3)], (
        (ArgumentError, lambda: layers.Dot(axes="last")), (ShapeError, feed(layers.Dot(axes=1), (3,), (4,))))),
    (lambda: layers.Dot(axes=1, normalize=True), [(4,), (4,)], ()),
    (lambda: layers.GaussianNoise(0.5), (5,), ((ArgumentError, lambda: layers.GaussianNoise(-1)),),
     _drawn(noise.GAUSSIAN_NOISE, stddev=0.5), True),
    (lambda: layers.GaussianDropout(0.4), (5,), ((ArgumentError, lambda: layers.GaussianDropout(40)),),
     _drawn(noise.GAUSSIAN_DROPOUT, rate=0.4), True),
    (lambda: layers.AlphaDropout(0.4), (5,), ((ArgumentError, lambda: layers.AlphaDropout(40)),),
     _drawn(noise.ALPHA_DROPOUT, rate=0.4), True),
    (layers.LayerNormalization, (3, 4), (
        (ArgumentError, lambda: layers.LayerNormalization(epsilon=-1)),
        (ShapeError, feed(layers.LayerNormalization(), (None,))))),
    (lambda: layers.GroupNormalization(2), (3, 4), (
        (ArgumentError, lambda: layers.GroupNormalization(0)),
        (ShapeError, feed(layers.GroupNormalization(3), (3, 4))))),
    (layers.RMSNormalization, (3, 4), (
        (ArgumentError, lambda: layers.RMSNormalization(epsilon=-1)),
        (ShapeError, feed(layers.RMSNormalization(), (None,))))),
    (layers.UnitNormalization, (3, 4), ((ShapeError, feed(layers.UnitNormalization(axis=5), (3, 4))),)),
)  # fmt: skip
