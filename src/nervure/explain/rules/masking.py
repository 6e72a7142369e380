"""Masks of sequences: 1 if a step is real, 0 if it is padding. They do not have a derivative."""

from __future__ import annotations

from typing import Any

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.copying import Source, copying_rule
from nervure.ops.masking import (
    MASKED,
    any_step,
    different_from,
    either,
    folded_mask,
    joined_mask,
    mask_op,
    not_zero,
    one_step,
)
from nervure.ops.op import Op
from nervure.records.expression import Expression, Number, maximum, select
from nervure.records.place import Index, every_index


def _different(call: StepCall, index: Index, output: int) -> Expression:
    """1 if any feature differs from the padding value."""
    value: Any = call.options.get("value", 0.0)
    size = call.x_array().shape[-1]
    values = [float(value)] * size if isinstance(value, (int, float)) else value.broadcast_to((size,)).tolist()
    return maximum(*(select(call.x((*index, f)), "!=", values[f], 1, 0) for f in range(size)))


def _not_zero(call: StepCall, index: Index, output: int) -> Expression:
    """1 if the number is not 0."""
    return select(call.x(index), "!=", 0, 1, 0)


def _either(call: StepCall, index: Index, output: int) -> Expression:
    """1 if any input is real."""
    return maximum(*(call.x(index, position) for position in range(len(call.step.inputs))))


def _joined(call: StepCall, index: Index, output: int) -> Expression:
    """1 if any feature of the concatenated values is real; an input without a mask is."""
    masked = call.options["masked"]
    axis = int(call.options["axis"]) % call.x_array().ndim
    if axis == len(index):  # features themselves were concatenated
        masks = [_mask_of(call, index, position) for position in range(len(masked))]
        return maximum(*(Number(1.0) if mask is None else mask for mask in masks))
    place = index[axis]
    for position in range(len(masked)):
        size = call.x_array(position).shape[axis]
        if place < size:
            mask = _mask_of(call, (*index[:axis], place, *index[axis + 1 :]), position)
            return Number(1.0) if mask is None else mask
        place -= size
    raise IndexError(index)


def _mask_of(call: StepCall, index: Index, position: int) -> Expression | None:
    masked = call.options["masked"]
    number = len(masked) + sum(masked[:position])
    return call.x(index, number) if masked[position] else None


def _any_step(call: StepCall, index: Index, output: int) -> Expression:
    """1 if any part of the step is real."""
    return maximum(*(call.x((*index, *part)) for part in every_index(call.x_array().shape[2:])))


def _folded(call: StepCall, index: Index) -> Source:
    return Source((*divmod(index[0], call.x_array().shape[1]), *index[1:]))


def _one_step(call: StepCall, index: Index) -> Source:
    return Source((index[0], call.options["step"], *index[1:]))


def _no_copies(call: StepCall, index: Index, position: int) -> list[Index]:
    return []


def _masked(call: StepCall, index: Index, output: int) -> Expression:
    """``m x``: padding may contain NaN, so it is not multiplied."""
    return select(_real(call, index), "=", 0, call.options.get("value", 0), call.x(index))


def _masked_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``m dE/dy``."""
    return select(_real(call, index), "=", 0, 0, call.dy(index))


def _real(call: StepCall, index: Index) -> Expression:
    """The mask for a number: of its step, or of the number itself."""
    return call.x(index[: call.x_array(1).ndim], 1)


RULES: dict[Op, Rule] = {
    mask_op(different_from, reads_as_fed=True): Rule(_different),
    mask_op(not_zero, reads_as_fed=True): Rule(_not_zero),
    mask_op(either): Rule(_either),
    mask_op(joined_mask): Rule(_joined),
    mask_op(any_step): Rule(_any_step),
    mask_op(folded_mask): copying_rule(_folded, _no_copies),
    mask_op(one_step): copying_rule(_one_step, _no_copies),
    MASKED: Rule(_masked, _masked_input_gradient, not_differentiable=(1,)),
}
