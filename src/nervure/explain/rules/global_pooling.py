"""Pooling over the whole image, or over the real steps of a sequence."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.ops.global_pooling import GLOBAL_AVERAGE_POOLING, GLOBAL_MAX_POOLING, MASKED_GLOBAL_AVERAGE_POOLING
from nervure.ops.op import Op
from nervure.records.expression import Expression, maximum, select, total
from nervure.records.place import Index, every_index

_MASK = 1


def _mean(call: StepCall, index: Index, output: int) -> Expression:
    """``1/(H W) sum x``."""
    cells = _cells(call, index)
    return total(call.x(cell) for cell in cells) / len(cells)


def _mean_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy / (H W)``: every cell has an equal share."""
    result = _result(call, index)
    return call.dy(result) / len(_cells(call, result))


def _masked_mean(call: StepCall, index: Index, output: int) -> Expression:
    """``sum m x / sum m``: over the real steps."""
    real = [cell for cell in _cells(call, index) if _is_real(call, cell)]
    return total(call.x(cell) for cell in real) / len(real)


def _masked_mean_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy / sum m`` if a step is real, otherwise 0."""
    result = _result(call, index)
    count = sum(_is_real(call, cell) for cell in _cells(call, result))
    return select(call.x(index[:2], _MASK), "=", 0, 0, call.dy(result) / count)


def _largest(call: StepCall, index: Index, output: int) -> Expression:
    """``max x``."""
    return maximum(*(call.x(cell) for cell in _cells(call, index)))


def _largest_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` for the largest; equal ones share it."""
    result = _result(call, index)
    best, x = call.y(result), call.x_array()
    count = sum(float(x[cell]) == best.value for cell in _cells(call, result))
    if count == 0:  # NaN: nothing is equal to it
        return call.dy(result) / 0 * 0
    share = call.dy(result) if count == 1 else call.dy(result) / count
    return select(call.x(index), "=", best, share, 0)


def _is_real(call: StepCall, cell: Index) -> bool:
    return bool(call.x_array(_MASK)[cell[:2]])


def _cells(call: StepCall, index: Index) -> list[Index]:
    """The inputs of one number of the result; its axes of size 1 may have been kept."""
    return [(index[0], *cell, index[-1]) for cell in every_index(call.x_array().shape[1:-1])]


def _result(call: StepCall, index: Index) -> Index:
    return (index[0], *(0,) * (call.y_array().ndim - 2), index[-1])


RULES: dict[Op, Rule] = {
    GLOBAL_AVERAGE_POOLING: Rule(_mean, _mean_input_gradient),
    MASKED_GLOBAL_AVERAGE_POOLING: Rule(_masked_mean, _masked_mean_input_gradient, not_differentiable=(_MASK,)),
    GLOBAL_MAX_POOLING: Rule(_largest, _largest_input_gradient),
}
