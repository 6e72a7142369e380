"""Scalar products along an axis of two inputs; with ``normalize``, the cosines of their angles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.ops.batch_dot import BATCH_DOT
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Symbol, maximum, select, total
from nervure.records.place import Index, every_index

_SMALLEST = 1e-7  # as in the op: a shorter vector counts as this long
_NUMBERS = ("₁", "₂")
_UNITS, _LENGTHS = ("first_unit", "second_unit"), ("first_length", "second_length")


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``y_npq = sum_d a_npd b_nqd``."""
    first, second = _rows(call, index)
    return total(_factor(call, a, 0) * _factor(call, b, 1) for a, b in zip(first, second, strict=True))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/da_npd = sum_q dE/dy_npq b_nqd``; for a normalized vector, the component perpendicular to it."""
    if not _normalizes(call):
        return _arriving(call, index, position)
    name, length = _UNITS[position], _length(call, index, position)
    turned = total(call.dkept(name, other) * call.kept(name, other) for other in _along(call, index, position))
    across = (call.dkept(name, index) - call.kept(name, index) * turned) / length
    return select(length, "<=", _smallest(call), 0, across)


def _arriving(call: StepCall, index: Index, position: int) -> Expression:
    """``sum dE/dy b``, over the places that used a number."""
    return total(call.dy(place) * _factor(call, other, 1 - position) for place, other in _uses(call, index, position))


def _uses(call: StepCall, index: Index, position: int) -> list[tuple[Index, Index]]:
    """The places that used a number, and the number of the other input at each."""
    axis, other_axis = _axes(call)[position], _axes(call)[1 - position]
    own = (*index[1:axis], *index[axis + 1 :])
    other_shape = call.x_array(1 - position).shape
    free = (*other_shape[1:other_axis], *other_shape[other_axis + 1 :])
    found = []
    for beside in every_index(free):
        place = (index[0], *own, *beside) if position == 0 else (index[0], *beside, *own)
        inside = (index[0], *beside[: other_axis - 1], index[axis], *beside[other_axis - 1 :])
        found.append((place if len(place) > 1 else (index[0], 0), inside))
    return found


def _rows(call: StepCall, index: Index) -> tuple[list[Index], list[Index]]:
    """The two vectors whose product is ``y[index]``."""
    (first_axis, second_axis), sample = _axes(call), index[0]
    others = call.x_array().ndim - 2
    rest = index[1:] if call.x_array().ndim + call.x_array(1).ndim > 4 else ()
    p, q, size = rest[:others], rest[others:], call.x_array().shape[first_axis]
    return (
        [(sample, *p[: first_axis - 1], d, *p[first_axis - 1 :]) for d in range(size)],
        [(sample, *q[: second_axis - 1], d, *q[second_axis - 1 :]) for d in range(size)],
    )


def _factor(call: StepCall, index: Index, position: int) -> Symbol:
    return call.kept(_UNITS[position], index) if _normalizes(call) else call.x(index, position)


def _axes(call: StepCall) -> tuple[int, int]:
    first, second = call.options["axes"]
    return first % call.x_array(0).ndim, second % call.x_array(1).ndim


def _normalizes(call: StepCall) -> bool:
    return bool(call.options.get("normalize"))


def _along(call: StepCall, index: Index, position: int) -> list[Index]:
    axis = _axes(call)[position]
    return [(*index[:axis], d, *index[axis + 1 :]) for d in range(call.x_array(position).shape[axis])]


def _length(call: StepCall, index: Index, position: int) -> Symbol:
    axis = _axes(call)[position]
    return call.kept(_LENGTHS[position], (*index[:axis], *index[axis + 1 :]))


def _smallest(call: StepCall) -> Expression:
    return call.setting("shortest", _SMALLEST)


def _kept_length(position: int) -> Kept:
    """``n = √(sum x²)``, at least ε."""

    def value(call: StepCall, index: Index) -> Expression:
        axis = _axes(call)[position]
        along = _along(call, (*index[:axis], 0, *index[axis:]), position)
        return maximum(Call("sqrt", total(call.x(other, position) ** 2 for other in along)), _smallest(call))

    return Kept(letter_of("length") + _NUMBERS[position], value, is_there=_normalizes)


def _kept_unit(position: int) -> Kept:
    """``x / n``."""

    def value(call: StepCall, index: Index) -> Expression:
        return call.x(index, position) / _length(call, index, position)

    def gradient(call: StepCall, index: Index) -> Expression:
        return _arriving(call, index, position)

    return Kept(letter_of("normalized") + _NUMBERS[position], value, gradient, _normalizes)


def _arrays(call: StepCall) -> Mapping[str, Array]:
    found: dict[str, Array] = {}
    for position, axis in enumerate(_axes(call)):
        x = np.asarray(call.x_array(position), dtype=float)
        length = np.maximum(np.sqrt((x**2).sum(axis)), _SMALLEST)
        found |= {_LENGTHS[position]: length, _UNITS[position]: x / np.expand_dims(length, axis)}
    return found


def _gradient_arrays(call: StepCall) -> Mapping[str, Array]:
    """``sum_q dE/dy b`` and ``sum_p dE/dy a``, as products of matrices with the axis in question last."""
    (first_axis, second_axis), (a, b) = _axes(call), (call.kept_array(name) for name in _UNITS)
    first, second = np.moveaxis(a, first_axis, -1), np.moveaxis(b, second_axis, -1)
    samples, size = len(first), first.shape[-1]
    rows, columns = first.reshape(samples, -1, size), second.reshape(samples, -1, size)
    dy = np.asarray(call.dy_array(), dtype=float).reshape(samples, rows.shape[1], columns.shape[1])
    return {
        _UNITS[0]: np.moveaxis((dy @ columns).reshape(first.shape), -1, first_axis),
        _UNITS[1]: np.moveaxis((dy.swapaxes(1, 2) @ rows).reshape(second.shape), -1, second_axis),
    }


RULES: dict[Op, Rule] = {
    BATCH_DOT: Rule(
        _value,
        _input_gradient,
        kept={
            **{name: _kept_length(position) for position, name in enumerate(_LENGTHS)},
            **{name: _kept_unit(position) for position, name in enumerate(_UNITS)},
        },
        kept_arrays=_arrays,
        kept_gradient_arrays=_gradient_arrays,
    ),
}
