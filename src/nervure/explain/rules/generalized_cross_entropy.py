"""The generalized cross-entropy, from probabilities and from logits."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.class_axis import without_class
from nervure.explain.rules.probabilities import softmax_of
from nervure.ops.generalized_cross_entropy import (
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
    EPSILON,
    SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY,
)
from nervure.ops.loss_op import LossOp
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number, Symbol, maximum
from nervure.records.place import Index


def _value(call: LossCall, index: Index) -> Expression:
    """``(1 - p_t^q) / q`` for the true class ``t``."""
    return _of_probability(call, call.o(_true_class(call, index)))


def _gradient(call: LossCall, index: Index) -> Expression:
    """``-p_t^(q - 1)`` for the true class, 0 for the others; below 1e-7 the slope stays at its value there."""
    sample = without_class(call, index)
    if index != _true_class(call, sample):
        return Number(0.0)
    return call.shared(-(maximum(call.o(index), EPSILON) ** (_exponent(call) - 1)), sample)


def _softmax_value(call: LossCall, index: Index) -> Expression:
    """The same for ``p = softmax(z)``."""
    return _of_probability(call, softmax_of(call, _true_class(call, index)))


def _softmax_gradient(call: LossCall, index: Index) -> Expression:
    """``p_t^q (p_c - [c = t])``: the slope of the cross-entropy, smaller if the network does not believe the label."""
    sample = without_class(call, index)
    true = _true_class(call, sample)
    probability = softmax_of(call, index)
    error = probability - 1 if index == true else probability
    return call.shared(softmax_of(call, true) ** _exponent(call) * error, sample)


def _of_probability(call: LossCall, p: Expression) -> Expression:
    return (1 - p ** _exponent(call)) / _exponent(call)


def _exponent(call: LossCall) -> Symbol:
    return Symbol(letter_of("exponent"), (), float(call.options["q"]))


def _true_class(call: LossCall, sample: Index) -> Index:
    return (*sample, int(call.t_array()[sample]))


RULES: dict[LossOp, LossRule] = {
    CATEGORICAL_GENERALIZED_CROSS_ENTROPY: LossRule(_value, _gradient),
    SOFTMAX_CATEGORICAL_GENERALIZED_CROSS_ENTROPY: LossRule(_softmax_value, _softmax_gradient),
}
