"""The transposed convolution: every cell adds a copy of the kernel."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.convolution import bias_gradient
from nervure.explain.rules.dense import with_bias
from nervure.explain.rules.windows import CHANNEL, SAMPLE, UNIT, Windows
from nervure.ops.op import Op
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.records.expression import Expression, total
from nervure.records.meeting import Meeting
from nervure.records.place import Index

_KERNEL = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``z_f = sum x_c w_ijfc + b_f``: over the cells whose copy of the kernel reaches the place, and their channels."""
    sample, *place, unit = index
    products = [
        call.x((sample, *cell, channel)) * call.w(_KERNEL, (*kernel_cell, unit, channel))
        for kernel_cell, cell in _windows(call).over(tuple(place))
        for channel in range(call.x_array().shape[-1])
    ]
    return with_bias(call, products, (unit,))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dx_c = sum_ijf dE/dz_f w_ijfc``: over the places that the cell's copy of the kernel reaches."""
    sample, *cell, channel = index
    return total(
        call.dy((sample, *place, unit)) * call.w(_KERNEL, (*kernel_cell, unit, channel))
        for kernel_cell, place in _windows(call).cells(tuple(cell))
        for unit in range(call.y_array().shape[-1])
    )


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_ijfc = sum_nhw dE/dz_f x_c``: over samples and cells."""
    if position != _KERNEL:
        return bias_gradient(call, index)
    *kernel_cell, unit, channel = index
    pairs = _windows(call).met(tuple(kernel_cell))
    return total(
        call.dy((sample, *place, unit)) * call.x((sample, *cell, channel))
        for sample in range(len(call.x_array()))
        for cell, place in pairs
    )


def _meeting(call: StepCall) -> Meeting:
    """``z[n,i s + a d - p,...,u]`` adds up ``x[n,i,j,c] w[a,d,u,c]``: every cell reaches several places."""
    windows = _windows(call)
    return Meeting(
        "sum",
        call.y_cells((SAMPLE, *windows.law, UNIT)),
        (
            call.x_cells((SAMPLE, *windows.places, CHANNEL)),
            call.w_cells((*windows.inside, UNIT, CHANNEL), _KERNEL),
        ),
        (*windows.ranges, (CHANNEL, call.x_array().shape[-1])),
        (SAMPLE, *windows.places, UNIT, *windows.inside, CHANNEL),
    )


def _windows(call: StepCall) -> Windows:
    """The windows of the convolution that it mirrors, which would read this op's output and write its input."""
    return Windows(
        call.y_array().shape[1:-1], call.x_array().shape[1:-1], call.w_array(_KERNEL).shape[:-2],
        call.cache.strides, call.cache.dilation_rate, tuple(before for before, _ in call.cache.margins),
    )  # fmt: skip


RULES: dict[Op, Rule] = {TRANSPOSED_CONVOLUTION: Rule(_value, _input_gradient, _parameter_gradient, meeting=_meeting)}
