"""Detects losses that are invalid or doubtful for the values that an output can take."""

from __future__ import annotations

from nervure.errors import ArgumentError, advise
from nervure.graph.plan import Plan
from nervure.layers.step import Step
from nervure.losses import Loss
from nervure.losses.table import FUSED
from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from nervure.ops.cosine_similarity import COSINE_SIMILARITY
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.dropout import DROPOUT
from nervure.ops.focal_cross_entropy import (
    BINARY_FOCAL_CROSSENTROPY,
    CATEGORICAL_FOCAL_CROSSENTROPY,
    SIGMOID_BINARY_FOCAL_CROSSENTROPY,
)
from nervure.ops.generalized_cross_entropy import (
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
    SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
)
from nervure.ops.hinge import CATEGORICAL_HINGE, HINGE, SQUARED_HINGE
from nervure.ops.huber import HUBER
from nervure.ops.kl_divergence import KL_DIVERGENCE
from nervure.ops.log_cosh import LOG_COSH
from nervure.ops.logarithmic_error import MEAN_SQUARED_LOGARITHMIC_ERROR
from nervure.ops.overlap import DICE, TVERSKY
from nervure.ops.percentage_error import MEAN_ABSOLUTE_PERCENTAGE_ERROR
from nervure.ops.poisson import POISSON
from nervure.ops.rectifiers import RELU
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR
from nervure.preflight.endings import ACTIVATION_OPS, NORMALIZATIONS, PRODUCTS, RESHAPING, reach, source
from nervure.symbolic import Shape

_YES_OR_NO = (BINARY_CROSSENTROPY, BINARY_FOCAL_CROSSENTROPY)
_ONE_OF_SEVERAL = (
    CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY, CATEGORICAL_FOCAL_CROSSENTROPY,
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
)  # fmt: skip
_OF_LOGITS = tuple(FUSED.values())
_YES_OR_NO_OF_LOGITS = (SIGMOID_BINARY_CROSSENTROPY, SIGMOID_BINARY_FOCAL_CROSSENTROPY)
_OF_CLASS_NUMBERS = (
    SPARSE_CATEGORICAL_CROSSENTROPY, SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY, SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
)  # fmt: skip
_OF_REGIONS = (DICE, TVERSKY)
_OF_PROBABILITIES = (*_YES_OR_NO, *_ONE_OF_SEVERAL, KL_DIVERGENCE, *_OF_REGIONS)
_CAN_READ_LOGITS = (*_YES_OR_NO, *_ONE_OF_SEVERAL[:-1])
_OF_CLASSES = (*_YES_OR_NO, *_ONE_OF_SEVERAL, *_OF_LOGITS, HINGE, SQUARED_HINGE, CATEGORICAL_HINGE)
_OF_NUMBERS = (
    MEAN_SQUARED_ERROR, HALF_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, HUBER, LOG_COSH, MEAN_ABSOLUTE_PERCENTAGE_ERROR,
    MEAN_SQUARED_LOGARITHMIC_ERROR, POISSON,
)  # fmt: skip


def is_crossentropy(loss: Loss | None) -> bool:
    """Whether ``loss`` is one of the cross-entropies, from logits or from probabilities."""
    return loss is not None and loss.op in (*_YES_OR_NO, *_ONE_OF_SEVERAL, *_OF_LOGITS)


def tells_classes_apart(loss: Loss | None) -> bool:
    """Whether the targets of ``loss`` are classes: a cross-entropy or a hinge."""
    return loss is not None and loss.op in _OF_CLASSES


def reads_class_numbers(loss: Loss | None) -> bool:
    """Whether the targets of ``loss`` are class numbers 0, 1, 2, ..."""
    return loss is not None and loss.op in _OF_CLASS_NUMBERS


def compares_numbers(loss: Loss | None) -> bool:
    """Whether ``loss`` measures the distance between numbers: regression."""
    return loss is not None and loss.op in _OF_NUMBERS


def check_loss(plan: Plan, slot: int, name: str, shape: Shape, loss: Loss) -> None:
    """Compares a loss with the output before it.

    Args:
        plan: the unfused steps.
        slot: the slot of the output.
        name: the name of the output.
        shape: the shape of the output, batch axis first.
        loss: the loss of the output.

    Raises:
        ArgumentError: a loss of probabilities reads other values, or the output or the loss is constant.
    """
    _check_softmax_axis(plan.writer(slot), name, shape, loss)
    _check_cosine(shape, name, loss)
    _advise_on_last_dropout(plan, slot, loss)
    step = source(plan, slot)
    if step is None:
        return
    if loss.op in _OF_PROBABILITIES:
        _check_probabilities(plan, slot, step, shape, loss)
    elif loss.op in _OF_LOGITS and step.op in (SOFTMAX, SIGMOID):
        advise("preflight.activation_twice", loss=loss.name, layer=step.layer, activation=step.op.name)
    elif loss.op in _YES_OR_NO_OF_LOGITS and step.op is RELU:
        advise("preflight.never_no", layer=step.layer)
    else:
        _advise_on_signs(plan, slot, step, loss)


def _check_softmax_axis(step: Step | None, name: str, shape: Shape, loss: Loss) -> None:
    """A softmax over one unit is always 1; over the batch axis it mixes samples."""
    if step is None or step.op is not SOFTMAX:
        return
    axis = int(step.options.get("axis", -1)) % len(shape)
    if axis == 0:
        raise ArgumentError.of("preflight.softmax_of_batch", where=_where(loss), layer=name)
    if shape[axis] == 1 and axis == len(shape) - 1:
        raise ArgumentError.of("preflight.softmax_of_one", where=_where(loss), layer=name)
    wanted = getattr(loss, "axis", None)
    if loss.op in _ONE_OF_SEVERAL and isinstance(wanted, int) and wanted % len(shape) != axis:
        advise("preflight.softmax_axis", layer=name, axis=axis, loss=loss.name, wanted=wanted % len(shape))


def _check_cosine(shape: Shape, name: str, loss: Loss) -> None:
    """The cosine between two numbers is the product of their signs: its derivative is 0."""
    axis = loss.options.get("axis", -1)
    if loss.op is COSINE_SIMILARITY and isinstance(axis, int) and shape[axis] == 1:
        raise ArgumentError.of("preflight.cosine_of_one", where=_where(loss), layer=name)


def _advise_on_last_dropout(plan: Plan, slot: int, loss: Loss) -> None:
    step = plan.writer(slot)
    while step is not None and step.op in RESHAPING:
        step = plan.writer(step.inputs[0])
    if step is not None and step.op is DROPOUT and step.options.get("rate"):
        advise("preflight.dropout_last", layer=step.layer, rate=f"{step.options['rate']:g}", loss=loss.name)


def _check_probabilities(plan: Plan, slot: int, step: Step, shape: Shape, loss: Loss) -> None:
    last, wanted, found = step.op, _wanted(loss, shape), reach(plan, slot)
    if last in PRODUCTS and loss.op in _CAN_READ_LOGITS:
        raise ArgumentError.of("preflight.logits", where=_where(loss), layer=step.layer, wanted=wanted)
    if last in NORMALIZATIONS:
        raise ArgumentError.of(
            "preflight.normalized_output", where=_where(loss), layer=step.layer, kind=last.name, wanted=wanted
        )
    if found is not None and not found.is_probability:
        activation = last.name if last in ACTIVATION_OPS else "linear" if last in PRODUCTS else last.name
        raise ArgumentError.of(
            "preflight.no_probability", where=_where(loss), layer=step.layer, activation=activation, wanted=wanted
        )
    if last is SOFTMAX and loss.op in _YES_OR_NO:
        advise("preflight.binary_of_softmax", layer=step.layer, loss=loss.name)
    if last is SIGMOID and loss.op in _ONE_OF_SEVERAL and shape[-1] != 1:
        advise("preflight.categorical_of_sigmoid", layer=step.layer, loss=loss.name)


def _wanted(loss: Loss, shape: Shape) -> str:
    """The activation usually used before ``loss``."""
    is_alone = loss.op is KL_DIVERGENCE and shape[-1] == 1
    return "sigmoid" if loss.op in (*_YES_OR_NO, *_OF_REGIONS) or is_alone else "softmax"


def _advise_on_signs(plan: Plan, slot: int, step: Step, loss: Loss) -> None:
    found = reach(plan, slot)
    if found is None:
        return
    if loss.op in (POISSON, MEAN_SQUARED_LOGARITHMIC_ERROR) and found.least < 0:
        wanted = "exponential" if loss.op is POISSON else "softplus"
        advise("preflight.negative_output", layer=step.layer, loss=loss.name, wanted=wanted)
    if loss.op in (HINGE, SQUARED_HINGE) and found.least >= 0:
        advise("preflight.hinge_of_positive", layer=step.layer, loss=loss.name, activation=step.op.name)


def _where(loss: Loss) -> str:
    return f"compile(loss='{loss.name}')"
