"""The rectifier with a learned slope below 0."""

from __future__ import annotations

import itertools

from nervure.explain.call import Rule, StepCall
from nervure.ops.op import Op
from nervure.ops.prelu import PRELU
from nervure.records.expression import Expression, minimum, select, total
from nervure.records.place import Index

_ALPHA = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``x`` above 0, ``alpha x`` below."""
    x = call.x(index)
    return select(x, ">", 0, x, call.w(_ALPHA, _slope_of(call, index)) * x)


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` times 1 above 0, alpha below, 0 at 0 itself."""
    x = call.x(index)
    return call.dy(index) * select(x, ">", 0, 1, select(x, "<", 0, call.w(_ALPHA, _slope_of(call, index)), 0))


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dalpha = sum dE/dy min(x, 0)`` over the samples and the places that share the slope."""
    samples, *shape = call.x_array().shape
    ways = [
        range(size) if shared == 1 else (at,)
        for size, shared, at in zip(shape, call.w_array(_ALPHA).shape, index, strict=True)
    ]
    return total(call.dy(cell) * minimum(call.x(cell), 0) for cell in itertools.product(range(samples), *ways))


def _slope_of(call: StepCall, index: Index) -> Index:
    """The slope of a number: shared axes have a single one."""
    return tuple(at if size > 1 else 0 for at, size in zip(index[1:], call.w_array(_ALPHA).shape, strict=True))


RULES: dict[Op, Rule] = {PRELU: Rule(_value, _input_gradient, _parameter_gradient)}
