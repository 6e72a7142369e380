"""Cross-entropies, from probabilities and fused with the activation before them."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.softmax import along
from nervure.ops.cross_entropy import SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, maximum, total
from nervure.records.place import Index


def _inserted(index: Index, axis: int, class_number: int, rank: int) -> Index:
    """The index of the output for the index of a value, at one class."""
    position = axis % rank
    return (*index[:position], class_number, *index[position:])


def _sparse_value(call: LossCall, index: Index) -> Expression:
    """``-ln softmax(z)_y = ln sum_j e^(z_j - m) - (z_y - m)``."""
    axis, logits = int(call.options.get("axis", -1)), call.o_array()
    label = int(call.t_array()[index])
    if call.options.get("ignore_class") == label:
        return total(())
    true = _inserted(index, axis, label, logits.ndim)
    beside = along(true, axis, logits.shape[axis])
    shift = maximum(*(call.o(j) for j in beside))
    return Call("ln", total(Call("exp", call.o(j) - shift) for j in beside)) - (call.o(true) - shift)


def _sparse_gradient(call: LossCall, index: Index) -> Expression:
    """``p_k``, less 1 at the true class: the error is the probability that went to the wrong place."""
    axis, logits = int(call.options.get("axis", -1)), call.o_array()
    position = axis % logits.ndim
    sample = (*index[:position], *index[position + 1 :])
    label = int(call.t_array()[sample])
    if call.options.get("ignore_class") == label:
        return total(())
    probability = softmax_of(call, index, axis)
    return call.shared(probability - 1 if index[position] == label else probability, sample)


def softmax_of(call: LossCall, index: Index, axis: int) -> Expression:
    """The probability of one class, from the logits."""
    beside = along(index, axis, call.o_array().shape[axis])
    shift = maximum(*(call.o(j) for j in beside))
    return Call("exp", call.o(index) - shift) / total(Call("exp", call.o(j) - shift) for j in beside)


RULES: dict[LossOp, LossRule] = {
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY: LossRule(_sparse_value, _sparse_gradient),
}
