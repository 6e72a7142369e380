"""The depthwise convolution: each channel has its own kernels."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.convolution import bias_gradient
from nervure.explain.rules.dense import with_bias
from nervure.explain.rules.windows import CHANNEL, SAMPLE, SEVERAL, Windows
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.op import Op
from nervure.records.expression import Expression, total
from nervure.records.meeting import Meeting
from nervure.records.place import Index

_KERNEL = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``z_(n, h, w, c M + m) = sum_ij x_nhwc w_ijcm + b``: the windows of a single channel."""
    sample, *window, unit = index
    channel, number = divmod(unit, _multiplier(call))
    products = [
        call.x((sample, *cell, channel)) * call.w(_KERNEL, (*kernel_cell, channel, number))
        for kernel_cell, cell in _windows(call).cells(tuple(window))
    ]
    return with_bias(call, products, (unit,))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dx = sum dE/dz w``: over the windows that see the cell, and the kernels of its channel."""
    sample, *cell, channel = index
    multiplier = _multiplier(call)
    return total(
        call.dy((sample, *window, channel * multiplier + number)) * call.w(_KERNEL, (*kernel_cell, channel, number))
        for kernel_cell, window in _windows(call).over(tuple(cell))
        for number in range(multiplier)
    )


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_ijcm = sum_nhw dE/dz_(n, h, w, c M + m) x``: over samples and positions."""
    if position != _KERNEL:
        return bias_gradient(call, index)
    *kernel_cell, channel, number = index
    unit, pairs = channel * _multiplier(call) + number, _windows(call).met(tuple(kernel_cell))
    return total(
        call.dy((sample, *window, unit)) * call.x((sample, *cell, channel))
        for sample in range(len(call.x_array()))
        for window, cell in pairs
    )


def _meeting(call: StepCall) -> Meeting:
    """``z[n,i,j,c M + l]`` adds up ``x[n,i s + a d - p,...,c] w[a,d,c,l]``."""
    windows, multiplier = _windows(call), _multiplier(call)
    unit = CHANNEL if multiplier == 1 else f"{multiplier}·{CHANNEL}+{SEVERAL}"
    return Meeting(
        "sum",
        call.y_cells((SAMPLE, *windows.places, unit)),
        (
            call.x_cells((SAMPLE, *windows.law, CHANNEL)),
            call.w_cells((*windows.inside, CHANNEL, "0" if multiplier == 1 else SEVERAL), _KERNEL),
        ),
        windows.ranges,
        (SAMPLE, *windows.places, CHANNEL, *((SEVERAL,) if multiplier > 1 else ()), *windows.inside),
    )


def _multiplier(call: StepCall) -> int:
    return int(call.w_array(_KERNEL).shape[-1])


def _windows(call: StepCall) -> Windows:
    inner = call.cache.convolution
    return Windows(
        call.x_array().shape[1:-1], call.y_array().shape[1:-1], call.w_array(_KERNEL).shape[:-2],
        inner.strides, inner.dilation_rate, tuple(before for before, _ in inner.margins),
    )  # fmt: skip


RULES: dict[Op, Rule] = {DEPTHWISE_CONVOLUTION: Rule(_value, _input_gradient, _parameter_gradient, meeting=_meeting)}
