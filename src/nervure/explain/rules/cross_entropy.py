"""Cross-entropies, from probabilities, and from logits fused with the activation before the loss."""

from __future__ import annotations

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
from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, Number, total
from nervure.records.place import Index


def _categorical_value(call: LossCall, index: Index) -> Expression:
    """``-sum_c y_c ln q_c`` with ``q = clip(p / sum p)``."""
    return -total(smoothed(call, each) * Call("ln", clipped(share_of_sum(call, each))) for each in classes(call, index))


def _categorical_gradient(call: LossCall, index: Index) -> Expression:
    """``(sum_c y_c - y_k / q_k) / sum p``; classes outside the clip do not contribute."""
    sample = without_class(call, index)
    targets = total(inside(share_of_sum(call, each), smoothed(call, each)) for each in classes(call, sample))
    q = share_of_sum(call, index)
    return call.shared((targets - inside(q, smoothed(call, index) / q)) / sum_of_outputs(call, sample), sample)


def _softmax_categorical_value(call: LossCall, index: Index) -> Expression:
    """``-sum_c y_c ln softmax(z)_c``."""
    return -total(smoothed(call, each) * log_softmax_of(call, each) for each in classes(call, index))


def _softmax_categorical_gradient(call: LossCall, index: Index) -> Expression:
    """``p_k - y_k``; ``p_k sum_c y_c - y_k`` for targets that do not add up to 1."""
    sample, probability = without_class(call, index), softmax_of(call, index)
    targets = total(smoothed(call, each) for each in classes(call, sample))
    scaled = probability if targets.value == 1.0 else probability * targets
    return call.shared(scaled - smoothed(call, index), sample)


def _sparse_value(call: LossCall, index: Index) -> Expression:
    """``-ln q_t`` for the true class ``t``, with ``q = clip(p / sum p)``."""
    true = _true_class(call, index)
    return Number(0.0) if true is None else -Call("ln", clipped(share_of_sum(call, true)))


def _sparse_gradient(call: LossCall, index: Index) -> Expression:
    """``1 / sum p``, minus ``1 / p_t`` at the true class; 0 outside the clip."""
    sample = without_class(call, index)
    true = _true_class(call, sample)
    if true is None:
        return Number(0.0)
    every = 1 / sum_of_outputs(call, sample)
    slope = every - 1 / call.o(index) if index == true else every
    return call.shared(inside(share_of_sum(call, true), slope), sample)


def _softmax_sparse_value(call: LossCall, index: Index) -> Expression:
    """``-ln softmax(z)_t`` for the true class ``t``."""
    true = _true_class(call, index)
    return Number(0.0) if true is None else -log_softmax_of(call, true)


def _softmax_sparse_gradient(call: LossCall, index: Index) -> Expression:
    """``p_k``, minus 1 at the true class: the error is the probability given to the wrong classes."""
    sample = without_class(call, index)
    true = _true_class(call, sample)
    if true is None:
        return Number(0.0)
    probability = softmax_of(call, index)
    return call.shared(probability - 1 if index == true else probability, sample)


def _true_class(call: LossCall, sample: Index) -> Index | None:
    """The output that should be 1; None if the class is ignored."""
    label, axis = int(call.t_array()[sample]), class_axis(call)
    return None if call.options.get("ignore_class") == label else (*sample[:axis], label, *sample[axis:])


def _binary(call: LossCall, index: Index) -> Expression:
    """``-(y_j ln p_j + (1 - y_j) ln(1 - p_j))``, with p clipped."""
    return binary_entropy(smoothed(call, index, 2), clipped(call.o(index)))


def _binary_slope(call: LossCall, index: Index) -> Expression:
    """``(p_j - y_j) / (p_j (1 - p_j))`` inside the clip, 0 outside."""
    p = call.o(index)
    return inside(p, (p - smoothed(call, index, 2)) / (p * (1 - p)))


def _sigmoid_binary(call: LossCall, index: Index) -> Expression:
    """``max(z_j, 0) - z_j y_j + ln(1 + e^-|z_j|)``: the cross-entropy of ``sigmoid(z)``."""
    return binary_entropy_of_logit(smoothed(call, index, 2), call.o(index))


def _sigmoid_binary_slope(call: LossCall, index: Index) -> Expression:
    """``p_j - y_j``."""
    return sigmoid_of(call, index) - smoothed(call, index, 2)


RULES: dict[LossOp, LossRule] = {
    CATEGORICAL_CROSSENTROPY: LossRule(_categorical_value, _categorical_gradient),
    SPARSE_CATEGORICAL_CROSSENTROPY: LossRule(_sparse_value, _sparse_gradient),
    BINARY_CROSSENTROPY: mean_rule(_binary, _binary_slope),
    SOFTMAX_CATEGORICAL_CROSSENTROPY: LossRule(_softmax_categorical_value, _softmax_categorical_gradient),
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY: LossRule(_softmax_sparse_value, _softmax_sparse_gradient),
    SIGMOID_BINARY_CROSSENTROPY: mean_rule(_sigmoid_binary, _sigmoid_binary_slope),
}
