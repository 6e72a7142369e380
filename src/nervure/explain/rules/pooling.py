"""Pooling: the maximum of each window, or its mean."""

from __future__ import annotations

from collections.abc import Callable

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.windows import CHANNEL, SAMPLE, Windows
from nervure.explain.rules.winner import handed_to, winner
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.records.expression import Expression, maximum, total
from nervure.records.meeting import How, Meeting
from nervure.records.place import Index
from nervure.shapes import same_padding


def _largest(call: StepCall, index: Index, output: int) -> Expression:
    """``max x`` over the window."""
    return maximum(*(call.x(cell) for cell in _cells(call, index)))


def _largest_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` of each window in which the cell is the maximum."""
    x, handed = call.x_array(), []
    for window in _over(call, index):
        cells = _cells(call, window)
        won = cells[winner([float(x[cell]) for cell in cells])] == index
        handed.append(handed_to(call.x(index), call.y(window), call.dy(window), is_winner=won))
    return total(term for term in handed if term is not None)


def _mean(call: StepCall, index: Index, output: int) -> Expression:
    """``1/k sum x`` over the k cells of the window that lie inside the image."""
    cells = _cells(call, index)
    return total(call.x(cell) for cell in cells) / len(cells)


def _mean_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy / k`` of each window that sees the cell."""
    return total(call.dy(window) / len(_cells(call, window)) for window in _over(call, index))


def _meeting(how: How) -> Callable[[StepCall], Meeting]:
    """``h[n,i,j,c]`` is the maximum, or the mean, of ``x[n,i s + a - p,...,c]``."""

    def meeting(call: StepCall) -> Meeting:
        windows = _windows(call)
        return Meeting(
            how,
            call.y_cells((SAMPLE, *windows.places, CHANNEL)),
            (call.x_cells((SAMPLE, *windows.law, CHANNEL)),),
            windows.ranges,
            (SAMPLE, *windows.places, CHANNEL, *windows.inside),
        )

    return meeting


def _cells(call: StepCall, index: Index) -> list[Index]:
    sample, *window, channel = index
    return [(sample, *cell, channel) for _, cell in _windows(call).cells(tuple(window))]


def _over(call: StepCall, index: Index) -> list[Index]:
    sample, *cell, channel = index
    return [(sample, *window, channel) for _, window in _windows(call).over(tuple(cell))]


def _windows(call: StepCall) -> Windows:
    sizes, kernel, strides = call.x_array().shape[1:-1], call.options["pool_size"], call.options["strides"]
    is_same = call.options.get("padding") == "same"
    before = tuple(same_padding(*one)[0] if is_same else 0 for one in zip(sizes, kernel, strides, strict=True))
    return Windows(sizes, call.y_array().shape[1:-1], kernel, strides, (1,) * len(sizes), before)


RULES: dict[Op, Rule] = {
    MAX_POOLING: Rule(_largest, _largest_input_gradient, meeting=_meeting("largest")),
    AVERAGE_POOLING: Rule(_mean, _mean_input_gradient, meeting=_meeting("mean")),
}
