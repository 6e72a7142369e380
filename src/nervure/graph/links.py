"""Steps as links of a native chain (:mod:`nervure.kernels.inference`), and which links merge.

Two tables keyed by operation: how a step becomes a link, if the kernel supports it, and which following link a link
absorbs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.graph.dense_chain import native_activation
from nervure.kernels.convolution_rules import chosen_kernel
from nervure.kernels.inference import Link, Pictures, Weights
from nervure.kernels.native_convolution import output_sizes
from nervure.kernels.small_dense import ACTIVATIONS as KNOWN_ACTIVATIONS
from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.op import Op
from nervure.ops.pooling import MAX_POOLING
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.parameter import Parameter
from nervure.shapes import window_margins

Sizes = tuple[int, ...]

# Above this, a library's product is faster, which also splits the sums.
_MOST_WEIGHTS_OF_A_LAYER = 1_000_000
_WIDEST_VECTOR = 16  # elements, whatever the processor


class Draft(NamedTuple):
    """A link, and the source of its numbers.

    Attributes:
        link: the link.
        parameters: kernel and bias, if present.
        scaling: the batch normalization or rescaling that it applies.
    """

    link: Link
    parameters: tuple[Parameter, ...] = ()
    scaling: Step | None = None

    def weights(self) -> Weights:
        """The current numbers."""
        kernel, bias = (*(parameter.array for parameter in self.parameters), None, None)[:2]
        scaling = (None, None, None) if self.scaling is None else _SCALINGS[self.scaling.op](self.scaling)
        return Weights(kernel, bias, *scaling)


def drafts_of(step: Step, before: Sizes, after: Sizes) -> tuple[Draft, ...] | None:
    """``step`` as links, none if it moves no data; None if the kernels do not support it.

    Args:
        step: a step with one input and one output.
        before: the shape of an input sample.
        after: the shape of an output sample.
    """
    if 0 in (*before, *after):
        return None
    if step.op in _MOVING_NO_NUMBER:
        return ()
    draft = _DRAFTS[step.op](step, before, after)
    return None if draft is None else (draft,)


def is_known(step: Step) -> bool:
    """Whether ``step`` may be a link; whether it is one also depends on the sizes."""
    is_plain = len(step.inputs) == len(step.outputs) == 1 and not step.is_final
    return is_plain and (step.op in _MOVING_NO_NUMBER or step.op in _DRAFTS)


def _convolution(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    options, (kernel, *_) = step.options, step.parameters
    by_one = (1, 1)
    is_plain = options.get("strides", by_one) == options.get("dilation_rate", by_one) == by_one
    if len(before) != 3 or kernel.shape[:2] != (3, 3) or not is_plain or options.get("groups", 1) != 1:
        return None
    height, width, channels = before
    margins = tuple(window_margins(size, 3, 1, options.get("padding", "valid")) for size in (height, width))
    rows, columns = output_sizes((height, width), margins)
    filters = kernel.shape[-1]
    if min(rows, columns) < 1:
        return None
    # As for one image, so that no batch is too small.
    kind = chosen_kernel("forward", channels, filters, rows * columns)
    if kind == "onednn":
        return None
    pictures = Pictures(height, width, channels, rows, columns, filters, margins[0][0], margins[1][0])
    return Draft(Link(kind, math.prod(before), math.prod(after), pictures), step.parameters)


def _dense(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    if len(before) != 1 or math.prod(before) * math.prod(after) > _MOST_WEIGHTS_OF_A_LAYER:
        return None
    return Draft(Link("dense", math.prod(before), math.prod(after)), step.parameters)


def _activation(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    found = native_activation(step.op.name, step.options)
    if found is None or (found.name == "softmax" and len(before) != 1):
        return None
    size = math.prod(before)
    return Draft(Link("activation", size, size, activation=found.name, constant=found.constant))


def _normalization(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    if step.options.get("axis", -1) not in (-1, len(before)):
        return None
    return _scaling(step, before, before[-1])


def _rescaling(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    lengths = {_length(step.options["scale"]), _length(step.options.get("offset", 0.0))}
    channels = max(lengths)
    fits = channels == 1 or (channels == before[-1] and len(lengths) == 1)
    return _scaling(step, before, channels) if fits else None


def _scaling(step: Step, before: Sizes, channels: int) -> Draft:
    size = math.prod(before)
    return Draft(Link("scaling", size, size, Pictures(channels=channels, filters=channels)), scaling=step)


def _max_pooling(step: Step, before: Sizes, after: Sizes) -> Draft | None:
    form = (tuple(step.options["pool_size"]), tuple(step.options["strides"]), step.options.get("padding", "valid"))
    # "same" clips no window of an image with even sides.
    is_whole = form[2] == "valid" or all(size % 2 == 0 for size in before[:2])
    if len(before) != 3 or form[:2] != ((2, 2), (2, 2)) or not is_whole or min(after) < 1:
        return None
    height, width, channels = before
    return Draft(Link("max_pooling", math.prod(before), math.prod(after), Pictures(height, width, channels, *after)))


def _length(value: float | Sequence[float]) -> int:
    return 1 if isinstance(value, (int, float)) else len(value)


def _constants_of_normalization(step: Step) -> tuple[Tensor | None, ...]:
    """Mean, scale, offset."""
    scales, centers = step.options.get("scale", True), step.options.get("center", True)
    arrays = [parameter.array for parameter in step.parameters]
    scale = (arrays[-1] + step.options.get("epsilon", 1e-3)).rsqrt()
    offset = arrays[int(scales)] if centers else torch.zeros_like(scale)
    return arrays[-2], scale * arrays[0] if scales else scale, offset


def _constants_of_rescaling(step: Step) -> tuple[Tensor | None, ...]:
    scale, offset = (torch.as_tensor(step.options.get(name, 0.0), dtype=torch.float32) for name in ("scale", "offset"))
    return None, scale.reshape(-1), offset.reshape(-1)


_DRAFTS: dict[Op, Callable[[Step, Sizes, Sizes], Draft | None]] = {
    CONVOLUTION: _convolution,
    DENSE: _dense,
    BATCH_NORMALIZATION: _normalization,
    RESCALING: _rescaling,
    MAX_POOLING: _max_pooling,
    **{ACTIVATIONS[name]: _activation for name in KNOWN_ACTIVATIONS if name != "linear"},
}
# Looked up by content: a copied model has copies of the steps.
_MOVING_NO_NUMBER = (RESHAPE,)
_SCALINGS: dict[Op, Callable[[Step], tuple[Tensor | None, ...]]] = {
    BATCH_NORMALIZATION: _constants_of_normalization,
    RESCALING: _constants_of_rescaling,
}


class Rule(NamedTuple):
    """One rewrite: a link of one of the kinds ``first`` merges with the following one.

    Attributes:
        first: kinds of link.
        second: the kind of the following link.
        merge: the link that does both, or None if they do not match.
    """

    first: tuple[str, ...]
    second: str
    merge: Callable[[Link, Link], Link | None]


def _with_relu(first: Link, relu: Link) -> Link | None:
    fits = relu.activation == "relu" and not (first.has_relu or first.pools)
    return first._replace(has_relu=True) if fits else None


def _with_scaling(first: Link, scaling: Link) -> Link | None:
    fits = scaling.pictures.channels == first.pictures.filters and not first.pools and not scaling.has_relu_behind
    return first if fits else None


def _with_relu_behind(first: Link, relu: Link) -> Link | None:
    fits = relu.activation == "relu" and not (first.has_relu_behind or first.pools)
    return first._replace(has_relu_behind=True) if fits else None


def _with_pooling(first: Link, pooling: Link) -> Link | None:
    return None if first.pools else first._replace(pools=True, outputs=pooling.outputs)


def _with_activation(dense: Link, activation: Link) -> Link | None:
    fits = dense.activation == "linear" and activation.activation != "softmax"
    return dense._replace(activation=activation.activation, constant=activation.constant) if fits else None


_CONVOLUTIONS = ("winograd", "direct")
_READING_PICTURES = (*_CONVOLUTIONS, "max_pooling")
RULES = (
    Rule(_CONVOLUTIONS, "activation", _with_relu),
    Rule(_CONVOLUTIONS, "scaling", _with_scaling),
    Rule(("winograd",), "max_pooling", _with_pooling),
    Rule(("dense",), "activation", _with_activation),
)
RULES_OF_SCALED = (
    Rule((*_CONVOLUTIONS, "scaling"), "activation", _with_relu_behind),
    Rule(("winograd",), "max_pooling", _with_pooling),
)


def joined(drafts: Sequence[Draft], others: Sequence[Draft]) -> tuple[Draft, ...] | None:
    """All links in order, with neighbors merged if a rule matches.

    None if samples would have gaps between them that the next link cannot skip.
    """
    made = list(drafts)
    for draft in others:
        both = _both(made[-1], draft) if made else None
        if both is not None:
            made[-1] = both
        elif made and _leaves_gaps(made[-1].link) and draft.link.kind in _READING_PICTURES:
            return None
        else:
            made.append(draft)
    return tuple(made)


def _both(first: Draft, second: Draft) -> Draft | None:
    for rule in RULES if first.scaling is None else RULES_OF_SCALED:
        if first.link.kind in rule.first and second.link.kind == rule.second:
            link = rule.merge(first.link, second.link)
            if link is not None:
                return Draft(link, first.parameters, second.scaling or first.scaling)
    return None


def _leaves_gaps(link: Link) -> bool:
    """Whether it writes samples in whole vectors that they do not fill."""
    return link.kind in ("dense", "activation") and link.outputs % _WIDEST_VECTOR != 0
