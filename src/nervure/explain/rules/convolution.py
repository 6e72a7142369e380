"""The convolution: patch times kernel."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.dense import with_bias
from nervure.explain.rules.windows import CHANNEL, SAMPLE, UNIT, Windows
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.op import Op
from nervure.records.expression import Expression, total
from nervure.records.meeting import Meeting
from nervure.records.place import Index, every_index

_KERNEL = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``z_nhwf = sum_ijc x_(n, h s + i d - p, w s + j d - p, c) w_ijcf + b_f``; cells outside are not terms."""
    sample, *window, unit = index
    first, size = _channels(call, unit)
    products = [
        call.x((sample, *cell, first + channel)) * call.w(_KERNEL, (*kernel_cell, channel, unit))
        for kernel_cell, cell in windows_of(call).cells(tuple(window))
        for channel in range(size)
    ]
    return with_bias(call, products, (unit,))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dx = sum dE/dz w``: over the windows that see the cell, and the filters that see the channel."""
    sample, *cell, channel = index
    per_group, units = call.w_array(_KERNEL).shape[-2:]
    group, inside = divmod(channel, per_group)
    units_per_group = units // _groups(call)
    return total(
        call.dy((sample, *window, unit)) * call.w(_KERNEL, (*kernel_cell, inside, unit))
        for kernel_cell, window in windows_of(call).over(tuple(cell))
        for unit in range(group * units_per_group, (group + 1) * units_per_group)
    )


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_ijcf = sum_nhw dE/dz_nhwf x``, ``dE/db_f = sum_nhw dE/dz_nhwf``: over samples and positions."""
    if position != _KERNEL:
        return bias_gradient(call, index)
    *kernel_cell, channel, unit = index
    first, _ = _channels(call, unit)
    pairs = windows_of(call).met(tuple(kernel_cell))
    return total(
        call.dy((sample, *window, unit)) * call.x((sample, *cell, first + channel))
        for sample in range(len(call.x_array()))
        for window, cell in pairs
    )


def bias_gradient(call: StepCall, index: Index) -> Expression:
    """``dE/db_f = sum dE/dz_f``, over samples and positions."""
    return total(call.dy((*place, *index)) for place in every_index(call.y_array().shape[:-1]))


def _meeting(call: StepCall) -> Meeting:
    """``z[n,i,j,u]`` adds up ``x[n,i s + a d - p,...,c] w[a,d,c,u]``; with groups, each unit has its own channels."""
    windows, (per_group, units) = windows_of(call), call.w_array(_KERNEL).shape[-2:]
    shares = units // _groups(call)
    group = UNIT if shares == 1 else f"⌊{UNIT}/{shares}⌋"
    channel = CHANNEL if _groups(call) == 1 else f"{CHANNEL}+{f'{per_group}·' if per_group > 1 else ''}{group}"
    return Meeting(
        "sum",
        call.y_cells((SAMPLE, *windows.places, UNIT)),
        (
            call.x_cells((SAMPLE, *windows.law, channel)),
            call.w_cells((*windows.inside, CHANNEL, UNIT), _KERNEL),
        ),
        (*windows.ranges, (CHANNEL, per_group)),
        (SAMPLE, *windows.places, UNIT, *windows.inside, CHANNEL),
    )


def windows_of(call: StepCall) -> Windows:
    """How the kernel moves over the image."""
    kernel = call.w_array(_KERNEL).shape[:-2]
    return Windows(
        call.x_array().shape[1:-1], call.y_array().shape[1:-1], kernel, call.cache.strides, call.cache.dilation_rate,
        tuple(before for before, _ in call.cache.margins),
    )  # fmt: skip


def _channels(call: StepCall, unit: int) -> tuple[int, int]:
    """The first channel that a filter sees, and the number of channels."""
    per_group, units = call.w_array(_KERNEL).shape[-2:]
    return unit // (units // _groups(call)) * per_group, per_group


def _groups(call: StepCall) -> int:
    return int(call.options.get("groups", 1))


RULES: dict[Op, Rule] = {CONVOLUTION: Rule(_value, _input_gradient, _parameter_gradient, meeting=_meeting)}
