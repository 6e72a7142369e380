"""Squared errors."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall, LossRule
from nervure.ops.loss_op import LossOp
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR
from nervure.records.expression import Expression, Number, total
from nervure.records.place import Index


def _mean_value(call: LossCall, index: Index) -> Expression:
    """``1/C sum_j (o_j - y_j)^2``."""
    size = call.o_array().shape[-1]
    squares = total((call.o((*index, j)) - call.t((*index, j))) ** 2 for j in range(size))
    return squares if size == 1 else squares / size


def _mean_gradient(call: LossCall, index: Index) -> Expression:
    """``2/C (o_j - y_j)``."""
    size = call.o_array().shape[-1]
    slope = Number(2.0) * (call.o(index) - call.t(index))
    return call.shared(slope if size == 1 else slope / size, index[:-1])


def _half_value(call: LossCall, index: Index) -> Expression:
    """``sum_j 1/2 (y_j - o_j)^2``."""
    size = call.o_array().shape[-1]
    return total(Number(0.5) * (call.t((*index, j)) - call.o((*index, j))) ** 2 for j in range(size))


def _half_gradient(call: LossCall, index: Index) -> Expression:
    """``o_j - y_j``: the half is there so that this is all."""
    return call.shared(call.o(index) - call.t(index), index[:-1])


RULES: dict[LossOp, LossRule] = {
    MEAN_SQUARED_ERROR: LossRule(_mean_value, _mean_gradient),
    HALF_SQUARED_ERROR: LossRule(_half_value, _half_gradient),
}
