"""Focal cross-entropies, from probabilities and from logits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.class_axis import class_axis, classes, without_class
from nervure.explain.rules.mean_loss import mean_rule
from nervure.explain.rules.probabilities import (
    binary_entropy,
    binary_entropy_of_logit,
    clipped,
    inside,
    log_softmax_of,
    share_of_sum,
    sigmoid_of,
    smoothed,
    softmax_of,
    sum_of_outputs,
)
from nervure.ops.focal_cross_entropy import (
    BINARY_FOCAL_CROSSENTROPY,
    CATEGORICAL_FOCAL_CROSSENTROPY,
    SIGMOID_BINARY_FOCAL_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY,
)
from nervure.ops.loss_op import LossOp
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, Symbol, total
from nervure.records.place import Index


def _binary(call: LossCall, index: Index) -> Expression:
    """``w (1 - p_t)^gamma`` times the cross-entropy of the clipped probability."""
    p = call.o(index)
    return _weighed(call, index, _power(call, _miss(call, index, p)) * _entropy(call, index))


def _binary_slope(call: LossCall, index: Index) -> Expression:
    """``w ((1 - p_t)^gamma BCE' + gamma (1 - p_t)^(gamma - 1) (1 - 2 y) BCE)``, ``BCE'`` 0 outside the clip."""
    p, target = call.o(index), smoothed(call, index, 2)
    miss = _miss(call, index, p)
    of_entropy = inside(p, (p - target) / (p * (1 - p))) * _power(call, miss)
    return _weighed(call, index, of_entropy + _power_slope(call, miss) * (1 - 2 * target) * _entropy(call, index))


def _sigmoid_binary(call: LossCall, index: Index) -> Expression:
    """The same for ``p = sigmoid(z)``, without a clip."""
    miss = _miss(call, index, sigmoid_of(call, index))
    entropy = binary_entropy_of_logit(smoothed(call, index, 2), call.o(index))
    return _weighed(call, index, _power(call, miss) * entropy)


def _sigmoid_binary_slope(call: LossCall, index: Index) -> Expression:
    """``w ((1 - p_t)^gamma (p - y) + gamma (1 - p_t)^(gamma - 1) (1 - 2 y) p (1 - p) BCE)``."""
    p, target = sigmoid_of(call, index), smoothed(call, index, 2)
    miss, entropy = _miss(call, index, p), binary_entropy_of_logit(target, call.o(index))
    of_miss = _power_slope(call, miss) * (1 - 2 * target) * p * (1 - p) * entropy
    return _weighed(call, index, _power(call, miss) * (p - target) + of_miss)


def _entropy(call: LossCall, index: Index) -> Expression:
    return binary_entropy(smoothed(call, index, 2), clipped(call.o(index)))


def _miss(call: LossCall, index: Index, p: Expression) -> Expression:
    """``1 - p_t``: the probability of the wrong answer."""
    target = smoothed(call, index, 2)
    return target * (1 - p) + (1 - target) * p


def _weighed(call: LossCall, index: Index, expression: Expression) -> Expression:
    """Times alpha for positives and ``1 - alpha`` for negatives, if the classes are balanced."""
    if not call.options.get("apply_class_balancing", False):
        return expression
    alpha, target = Symbol(letter_of("focal_alpha"), (), float(call.options["alpha"])), smoothed(call, index, 2)
    return (target * alpha + (1 - target) * (1 - alpha)) * expression


def _categorical_value(call: LossCall, index: Index) -> Expression:
    """``-sum_c alpha_c y_c (1 - q_c)^gamma ln q_c`` with ``q = clip(p / sum p)``."""
    terms = []
    for each in classes(call, index):
        q = clipped(share_of_sum(call, each))
        terms.append(_alpha(call, each) * smoothed(call, each) * _power(call, 1 - q) * Call("ln", q))
    return -total(terms)


def _categorical_gradient(call: LossCall, index: Index) -> Expression:
    """``(dE/dq_k - sum_c dE/dq_c q_c) / sum p``."""
    sample = without_class(call, index)
    mixed = total(_share_slope(call, each) * share_of_sum(call, each) for each in classes(call, sample))
    return call.shared((_share_slope(call, index) - mixed) / sum_of_outputs(call, sample), sample)


def _share_slope(call: LossCall, index: Index) -> Expression:
    """``dE/dq = alpha y (gamma (1 - q)^(gamma - 1) ln q - (1 - q)^gamma / q)`` inside the clip."""
    q = share_of_sum(call, index)
    miss = 1 - clipped(q)
    slope = _power_slope(call, miss) * Call("ln", clipped(q)) - _power(call, miss) / q
    return inside(q, _alpha(call, index) * smoothed(call, index) * slope)


def _softmax_categorical_value(call: LossCall, index: Index) -> Expression:
    """The same for ``q = softmax(z)``, without a clip."""
    return -total(
        _alpha(call, each)
        * smoothed(call, each)
        * _power(call, 1 - softmax_of(call, each))
        * log_softmax_of(call, each)
        for each in classes(call, index)
    )


def _softmax_categorical_gradient(call: LossCall, index: Index) -> Expression:
    """``g_k - q_k sum_c g_c`` with ``g = q dE/dq``."""
    sample = without_class(call, index)
    mixed = total(_logit_slope(call, each) for each in classes(call, sample))
    return call.shared(_logit_slope(call, index) - softmax_of(call, index) * mixed, sample)


def _logit_slope(call: LossCall, index: Index) -> Expression:
    """``g = alpha y (gamma (1 - q)^(gamma - 1) q ln q - (1 - q)^gamma)``."""
    q = softmax_of(call, index)
    slope = _power_slope(call, 1 - q) * q * log_softmax_of(call, index) - _power(call, 1 - q)
    return _alpha(call, index) * smoothed(call, index) * slope


def _alpha(call: LossCall, index: Index) -> Symbol:
    """The weight of a class."""
    alpha = call.options["alpha"]
    axis = class_axis(call)
    if isinstance(alpha, Sequence):
        return Symbol(letter_of("focal_alpha"), (index[axis],), float(cast("Sequence[float]", alpha)[index[axis]]))
    return Symbol(letter_of("focal_alpha"), (), float(alpha))


def _gamma(call: LossCall) -> Symbol:
    return Symbol(letter_of("focal_gamma"), (), float(call.options["gamma"]))


def _power(call: LossCall, miss: Expression) -> Expression:
    return miss ** _gamma(call)


def _power_slope(call: LossCall, miss: Expression) -> Expression:
    """``gamma miss^(gamma - 1)``; 0 if nothing is missed."""
    gamma = _gamma(call)
    return gamma * miss ** (gamma - 1) if miss.value else Number(0.0)


RULES: dict[LossOp, LossRule] = {
    BINARY_FOCAL_CROSSENTROPY: mean_rule(_binary, _binary_slope),
    SIGMOID_BINARY_FOCAL_CROSSENTROPY: mean_rule(_sigmoid_binary, _sigmoid_binary_slope),
    CATEGORICAL_FOCAL_CROSSENTROPY: LossRule(_categorical_value, _categorical_gradient),
    SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY: LossRule(_softmax_categorical_value, _softmax_categorical_gradient),
}
