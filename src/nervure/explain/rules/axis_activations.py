"""Activations along an axis."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.softmax import beside, shift_of, shifted_rule
from nervure.ops.axis_activations import GLU, LOG_SOFTMAX, SPARSEMAX
from nervure.ops.op import Op
from nervure.records.expression import Call, Expression, maximum, select, total
from nervure.records.place import Index


def _log_softmax(call: StepCall, index: Index, output: int) -> Expression:
    """``z_k - m - ln sum_j e^(z_j - m)`` with ``m = max z``."""
    shift = shift_of(call, index)
    return call.x(index) - shift - Call("ln", total(Call("exp", call.x(j) - shift) for j in beside(call, index)))


def _log_softmax_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy_k - e^y_k sum_j dE/dy_j``."""
    return call.dy(index) - Call("exp", call.y(index)) * total(call.dy(j) for j in beside(call, index))


def _sparsemax(call: StepCall, index: Index, output: int) -> Expression:
    """``max(z_k - tau, 0)``, with the tau that makes the sum 1."""
    supported = _support(call, index)
    threshold = (total(call.x(j) for j in supported) - 1) / len(supported)
    return maximum(call.x(index) - threshold, 0)


def _sparsemax_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy_k`` minus its mean over the places where y is not 0; 0 elsewhere."""
    supported = [j for j in beside(call, index) if not call.y(j).value <= 0]
    mean = total(call.dy(j) for j in supported) / max(len(supported), 1)
    return select(call.y(index), ">", 0, call.dy(index) - mean, 0)


def _support(call: StepCall, index: Index) -> list[Index]:
    """The places of the largest numbers: as many as exceed the threshold that they define."""
    ordered = sorted(beside(call, index), key=lambda j: -call.x(j).value)
    gathered, size = 0.0, 1
    for count, j in enumerate(ordered, start=1):
        gathered += call.x(j).value
        if call.x(j).value - (gathered - 1) / count > 0:
            size = count
    return sorted(ordered[:size])


def _glu(call: StepCall, index: Index, output: int) -> Expression:
    """``a sigmoid(b)``: the second half gates the first."""
    return call.x(index) * Call("sigmoid", call.x(_moved(call, index, call.y_array().shape)))


def _glu_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/da = dE/dy s`` and ``dE/db = dE/dy a s (1 - s)`` with ``s = sigmoid(b)``."""
    axis, half = _axis(call), call.y_array().shape[_axis(call)]
    if index[axis] < half:
        return call.dy(index) * Call("sigmoid", call.x(_moved(call, index, call.y_array().shape)))
    first = (*index[:axis], index[axis] - half, *index[axis + 1 :])
    s = Call("sigmoid", call.x(index))
    return call.dy(first) * call.x(first) * s * (1 - s)


def _moved(call: StepCall, index: Index, shape: tuple[int, ...]) -> Index:
    """The place in the second half that corresponds to one in the first."""
    axis = _axis(call)
    return (*index[:axis], index[axis] + shape[axis], *index[axis + 1 :])


def _axis(call: StepCall) -> int:
    return int(call.options.get("axis", -1)) % call.x_array().ndim


RULES: dict[Op, Rule] = {
    LOG_SOFTMAX: shifted_rule(_log_softmax, _log_softmax_gradient),
    SPARSEMAX: Rule(_sparsemax, _sparsemax_gradient),
    GLU: Rule(_glu, _glu_gradient),
}
