"""The rows of attention and of functions as layers: arguments of ``OpCase`` and ``LayerCase``."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure import layers
from nervure.errors import ArgumentError, ShapeError
from nervure.ops.attention import ATTENTION, AttentionForm
from nervure.ops.multi_head_attention import MULTI_HEAD_ATTENTION, HeadsForm
from nervure.ops.op import Context
from tests.contracts.pointwise_rows import feed
from tests.gradient_check import normal

Row = tuple[Any, ...]

_INFERENCE = Context(seed=3, step=5)
_QUERY, _VALUE, _KEY = normal(0, 3, 4, 5), normal(1, 3, 6, 2), normal(2, 3, 6, 5)
_SCALE, _WEIGHT = torch.tensor([0.5, -0.8], dtype=torch.float64)
_SCALES = normal(5, 5)
_SEES = torch.tensor([[1, 1, 0, 1], [1, 0, 1, 1], [1, 1, 1, 0], [1, 1, 1, 1]], dtype=torch.float64).expand(3, 4, 4)
_HEADS = tuple(normal(6 + n, *shape) / 2 for n, shape in enumerate([(5, 2, 3), (2, 2, 3), (2, 2, 2), (2, 2, 5)]))
_GATED = tuple(normal(6 + n, *shape) / 2 for n, shape in enumerate([(5, 2, 3), (5, 2, 3), (5, 2, 2), (5, 2, 2),
                                                                    (2, 2, 3, 2)]))  # fmt: skip

# The bias of the keys moves all scores of a query alike: its gradient is nothing but rounding, so heads have no biases.
ATTENTION_OPS: tuple[Row, ...] = (
    (ATTENTION, (_QUERY, _KEY), (), {"form": AttentionForm()}, _INFERENCE),
    (ATTENTION, (_QUERY, _VALUE, _KEY), (_SCALE,),
     {"form": AttentionForm(has_key=True, use_scale=True, is_causal=True, returns_scores=True)}, _INFERENCE),
    (ATTENTION, (_QUERY, _VALUE, _KEY), (_SCALE, _WEIGHT),
     {"form": AttentionForm("concat", has_key=True, use_scale=True)}, _INFERENCE),
    (ATTENTION, (_QUERY, _KEY), (_SCALES,), {"form": AttentionForm("additive", use_scale=True)}, _INFERENCE),
    (MULTI_HEAD_ATTENTION, (_QUERY, _VALUE), _HEADS, {"form": HeadsForm(use_bias=False)}, _INFERENCE),
    (MULTI_HEAD_ATTENTION, (_QUERY, _QUERY + 1, _SEES), _GATED,
     {"form": HeadsForm(masks=("attention",), use_bias=False, use_gate=True, window=3, returns_scores=True)},
     _INFERENCE),
)  # fmt: skip


def scaled_square(x: Tensor, factor: float = 1.0) -> Tensor:
    """A function for Lambda."""
    return factor * x**2


def product(pair: list[Tensor]) -> Tensor:
    """A function of two inputs for Lambda."""
    return pair[0] * pair[1]


def _scaled_square(layer: Any, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    return scaled_square(inputs[0], 3.0)


def _product(layer: Any, inputs: tuple[Tensor, ...], training: bool) -> Tensor:
    return product(list(inputs))


ATTENTION_LAYERS: tuple[Row, ...] = (
    (lambda: layers.Attention(True, "concat"), [(3, 4), (5, 6), (5, 4)], (
        (ArgumentError, lambda: layers.Attention(dropout=1.0)),)),
    (layers.Attention, [(3, 4), (5, 4)], (
        (ArgumentError, lambda: layers.Attention(score_mode="cosine")),
        (ShapeError, feed(layers.Attention(), (3, 4))), (ShapeError, feed(layers.Attention(), (3, 4), (5, 6))))),
    (layers.AdditiveAttention, [(3, 4), (5, 4)], (
        (ArgumentError, lambda: layers.AdditiveAttention(dropout=-1)),
        (ShapeError, feed(layers.AdditiveAttention(), (3, None), (5, 6))))),
    (lambda: layers.MultiHeadAttention(2, 3, value_dim=2), [(3, 4), (5, 6)], (
        (ArgumentError, lambda: layers.MultiHeadAttention(0, 3)),
        (ShapeError, feed(layers.MultiHeadAttention(2, 3), (4,), (4,))))),
    (lambda: layers.MultiHeadAttention(2, 3, use_bias=False, use_gate=True, sliding_window=2, output_shape=(2, 3)),
     [(3, 4), (3, 4)], ((ArgumentError, lambda: layers.MultiHeadAttention(2, 3, output_shape=[0])),)),
    (lambda: layers.MultiHeadAttention(2, 3, use_bias=False, attention_axes=(3, 1)), [(2, 3, 2, 4), (3, 3, 2, 5)], (
        (ArgumentError, lambda: layers.MultiHeadAttention(2, 3, attention_axes=0)),
        (ShapeError, feed(layers.MultiHeadAttention(2, 3, attention_axes=1), (3, 4, 2), (3, 5, 2))))),
    (lambda: layers.MultiHeadAttention(2, 3, use_bias=False, use_gate=True, activity_regularizer="l2"),
     [(3, 4), (3, 4)], ()),
    (lambda: layers.Lambda(scaled_square, arguments={"factor": 3.0}), (3, 4), (
        (ArgumentError, lambda: layers.Lambda(3)), (ArgumentError, lambda: layers.Lambda("square")),
        (ShapeError, feed(layers.Lambda(torch.sum), (4,)))), _scaled_square, False, ("config",)),
    (lambda: layers.Lambda(product), [(4,), (4,)], (), _product, False, ("config",)),
)  # fmt: skip
