"""The last steps of a network's output, and the values it can take."""

from __future__ import annotations

import math
from typing import NamedTuple

from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS, LINEAR
from nervure.ops.axis_activations import LOG_SOFTMAX, SPARSEMAX
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.curved_activations import CELU, EXPONENTIAL, LOG_SIGMOID, MISH, SOFTSIGN, SQUAREPLUS
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from nervure.ops.op import Op
from nervure.ops.piecewise_activations import (
    HARD_SIGMOID,
    HARD_SILU,
    HARD_TANH,
    RELU6,
    SPARSE_PLUS,
    SPARSE_SIGMOID,
)
from nervure.ops.prelu import PRELU
from nervure.ops.rectifiers import ELU, RELU, SELU
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.ops.sample_normalization import GROUP_NORMALIZATION, LAYER_NORMALIZATION, RMS_NORMALIZATION
from nervure.ops.smooth_activations import GELU, SIGMOID, SILU, SOFTPLUS, TANH
from nervure.ops.softmax import SOFTMAX
from nervure.ops.time_axis import FOLD_TIME, UNFOLD_TIME
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION

# By the function pairs rather than their names: a custom layer may have any name.
KERNEL_PRODUCTS = (DENSE, CONVOLUTION, DEPTHWISE_CONVOLUTION, TRANSPOSED_CONVOLUTION)
PRODUCTS = (*KERNEL_PRODUCTS, MAXOUT_PRODUCT, MAXOUT_WINNER)
NORMALIZATIONS = (
    BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION, GROUP_NORMALIZATION, LAYER_NORMALIZATION, RMS_NORMALIZATION,
)  # fmt: skip
ACTIVATION_OPS = tuple(op for op in ACTIVATIONS.values() if op is not LINEAR)
# Steps that only change the shape.
RESHAPING = (RESHAPE, LINEAR, FOLD_TIME, UNFOLD_TIME)
# The same, including dropout, after which the activation still counts.
TRANSPARENT = (*RESHAPING, DROPOUT)


class Reach(NamedTuple):
    """The values that an output can take, for any weights."""

    least: float
    most: float

    @property
    def is_probability(self) -> bool:
        """Whether all of them are between 0 and 1."""
        return self.least >= 0 and self.most <= 1

    @property
    def is_everything(self) -> bool:
        """Whether any number is possible."""
        return self.least == -math.inf and self.most == math.inf


EVERYTHING = Reach(-math.inf, math.inf)
_PROBABILITY, _SIGNED, _POSITIVE = Reach(0, 1), Reach(-1, 1), Reach(0, math.inf)
_LOGARITHM = Reach(-math.inf, 0)
_REACHES: dict[Op, Reach] = {
    **dict.fromkeys((SIGMOID, SOFTMAX, HARD_SIGMOID, SPARSE_SIGMOID, SPARSEMAX), _PROBABILITY),
    **dict.fromkeys((TANH, SOFTSIGN, HARD_TANH), _SIGNED),
    **dict.fromkeys((SOFTPLUS, EXPONENTIAL, SQUAREPLUS, SPARSE_PLUS), _POSITIVE),
    **dict.fromkeys((LOG_SOFTMAX, LOG_SIGMOID), _LOGARITHM),
    RELU6: Reach(0, 6),
    GELU: Reach(-0.2, math.inf),
    SILU: Reach(-0.3, math.inf),
    MISH: Reach(-0.4, math.inf),
    HARD_SILU: Reach(-0.4, math.inf),
    SELU: Reach(-1.76, math.inf),
}
_ANYTHING = (*PRODUCTS, *NORMALIZATIONS, *ACTIVATION_OPS, PRELU)


def source(plan: Plan, slot: int) -> Step | None:
    """The step whose values reach ``slot``; None if they come directly from the input."""
    step = plan.writer(slot)
    while step is not None and step.op in TRANSPARENT:
        step = plan.writer(step.inputs[0])
    return step


def before(plan: Plan, step: Step) -> Step | None:
    """The step whose values ``step`` reads, possibly reshaped."""
    found = plan.writer(step.inputs[0])
    while found is not None and found.op in RESHAPING:
        found = plan.writer(found.inputs[0])
    return found


def reach(plan: Plan, slot: int) -> Reach | None:
    """The values that ``slot`` can take; None if a custom or merging layer determines them."""
    step = source(plan, slot)
    if step is None:
        return None
    if step.op is RESCALING:
        return _rescaled(step, reach(plan, step.inputs[0]))
    if step.op is EXPONENTIAL:
        inner = source(plan, step.inputs[0])
        return _PROBABILITY if inner is not None and inner.op in (LOG_SOFTMAX, LOG_SIGMOID) else _POSITIVE
    if step.op is RELU:
        return _of_relu(step)
    if step.op in (ELU, CELU):
        return Reach(-float(step.options.get("alpha", 1.0)), math.inf)
    return _REACHES.get(step.op, EVERYTHING if step.op in _ANYTHING else None)


def _of_relu(step: Step) -> Reach:
    limit = step.options.get("max_value")
    least = -math.inf if step.options.get("negative_slope") else 0.0
    return Reach(least, math.inf if limit is None else float(limit))


def _rescaled(step: Step, inner: Reach | None) -> Reach | None:
    scale, offset = step.options["scale"], step.options.get("offset", 0.0)
    if inner is None or not isinstance(scale, (int, float)) or not isinstance(offset, (int, float)) or scale == 0:
        return None
    ends = sorted(scale * end + offset for end in inner)
    return Reach(ends[0], ends[1])
