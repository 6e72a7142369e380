"""What the page of an explanation can compute: the ops that ``render/pages/rules`` mirrors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nervure.explain.recording import Recording
from nervure.layers.step import Step
from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from nervure.ops.activation import ACTIVATIONS, LINEAR
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.cropping import CROPPING
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.elementwise_merge import AVERAGE, MAXIMUM, MINIMUM, MULTIPLY, SUBTRACT
from nervure.ops.embedding import EMBEDDING
from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING
from nervure.ops.loss_op import LossOp
from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from nervure.ops.merge import ADD, CONCATENATE
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rearranging import PERMUTE, REPEAT_VECTOR
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.ops.sample_normalization import LAYER_NORMALIZATION
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.ops.upsampling import UPSAMPLING
from nervure.ops.zero_padding import ZERO_PADDING

Shapes = tuple[tuple[int, ...], ...]
Covers = Callable[[Step, Shapes], bool]

_CURVES = (
    "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "exponential", "softplus", "softsign", "silu", "gelu",
    "softmax",
)  # fmt: skip


def _always(step: Step, shapes: Shapes) -> bool:
    return True


def _equal_shapes(step: Step, shapes: Shapes) -> bool:
    """No broadcasting and no mask."""
    return len(set(shapes)) == 1 and not any(step.options.get("masked", ()))


def _nearest(step: Step, shapes: Shapes) -> bool:
    return bool(step.options.get("interpolation", "nearest") == "nearest")


# Products: each number needs many others, so the page carries the results.
_PRODUCTS: dict[Op, Covers] = dict.fromkeys(
    (DENSE, MAXOUT_PRODUCT, CONVOLUTION, DEPTHWISE_CONVOLUTION, TRANSPOSED_CONVOLUTION), _always
)
_CHEAP: dict[Op, Covers] = {
    LINEAR: _always, BATCH_NORMALIZATION: _always, LAYER_NORMALIZATION: _always,
    MAX_POOLING: _always, AVERAGE_POOLING: _always, GLOBAL_AVERAGE_POOLING: _always, GLOBAL_MAX_POOLING: _always,
    MAXOUT_WINNER: _always, DROPOUT: _always, EMBEDDING: _always, RESCALING: _always,
    RESHAPE: _always, PERMUTE: _always, REPEAT_VECTOR: _always, ZERO_PADDING: _always, CROPPING: _always,
    UPSAMPLING: _nearest, ADD: _equal_shapes, SUBTRACT: _equal_shapes, AVERAGE: _equal_shapes,
    MULTIPLY: _equal_shapes, MAXIMUM: _equal_shapes, MINIMUM: _equal_shapes, CONCATENATE: _always,
    **dict.fromkeys((ACTIVATIONS[name] for name in _CURVES), _always),
}  # fmt: skip
OPS_OF_THE_PAGE: frozenset[Op] = frozenset((*_PRODUCTS, *_CHEAP))
LOSSES_OF_THE_PAGE: frozenset[LossOp] = frozenset(
    {
        BINARY_CROSSENTROPY, CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY, SIGMOID_BINARY_CROSSENTROPY,
        SOFTMAX_CATEGORICAL_CROSSENTROPY, SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY, MEAN_SQUARED_ERROR,
        HALF_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR,
    }
)  # fmt: skip
_STATISTICS = {
    name: name for name in ("mean", "variance", "normalized", "sum_of_gradients", "sum_of_products")
}  # fmt: skip
# The page's intermediate numbers, with their names in the table of letters.
_KEPT: Mapping[Op, Mapping[str, str]] = {
    BATCH_NORMALIZATION: _STATISTICS, LAYER_NORMALIZATION: _STATISTICS, DROPOUT: {"mask": "dropout"},
    ACTIVATIONS["softmax"]: {"shift": "largest"},
}  # fmt: skip
OPTIMIZERS_OF_THE_PAGE = ("SGD", "Adam")


def has_rule(step: Step, shapes: Shapes) -> bool:
    """Whether the page derives the numbers of a step.

    Args:
        step: the step.
        shapes: the shapes of its inputs.
    """
    return (_PRODUCTS | _CHEAP).get(step.op, _never)(step, shapes)


def has_update_rule(recording: Recording) -> bool:
    """Whether the page derives the new weights: by an optimizer's rule with no other changes."""
    if recording.update is None:
        return False
    optimizer = recording.update.optimizer
    does_more = (
        optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm, optimizer.weight_decay,
        optimizer.gradient_accumulation_steps, optimizer.use_ema or None,
        *(parameter.constraint for parameter in recording.references.parameters),
    )  # fmt: skip
    return type(optimizer).__name__ in OPTIMIZERS_OF_THE_PAGE and all(more is None for more in does_more)


def kept_by_the_page(op: Op) -> Mapping[str, str]:
    """The page's intermediate numbers, by rule name: their names in the table of letters."""
    return _KEPT.get(op, {})


def roles_of(step: Step) -> tuple[str, ...]:
    """The role of each parameter of a step in its rule, whatever its layer calls it."""
    if step.op in _PRODUCTS:
        return ("kernel", "bias")[: len(step.parameters)]
    return tuple(parameter.own_name for parameter in step.parameters)


def is_worked_out(step: Step, shapes: Shapes) -> bool:
    """Whether the page computes the numbers of a step, forward and backward, so that it need not carry them."""
    return _CHEAP.get(step.op, _never)(step, shapes)


def _never(step: Step, shapes: Shapes) -> bool:
    return False
