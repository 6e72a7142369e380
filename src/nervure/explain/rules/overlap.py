"""The Dice and Tversky losses: how little two regions overlap."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from nervure.explain.loss_call import LossCall, LossRule
from nervure.ops.loss_op import LossOp
from nervure.ops.overlap import DICE, EPSILON, TVERSKY
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number, Symbol, total
from nervure.records.place import Index


class _Overlap(NamedTuple):
    """The basis of both losses: one minus the quotient of two sums over a region.

    Attributes:
        intersection: the numerator, the sum over what is positive in both.
        total: the denominator.
    """

    intersection: Expression
    total: Expression


def _dice(call: LossCall, region: list[Index]) -> _Overlap:
    """``2 sum y p`` over ``sum y + sum p + 1e-7``."""
    both = Number(2.0) * total(call.t(each) * call.o(each) for each in region)
    sums = [*(call.t(each) for each in region), *(call.o(each) for each in region)]
    return _Overlap(both, total([*sums, Number(EPSILON)]))


def _dice_value(call: LossCall, index: Index) -> Expression:
    return _one_minus(_dice(call, _region(call, index)))


def _dice_gradient(call: LossCall, index: Index) -> Expression:
    """``(I / T - 2 y) / T``: the quotient rule, for a divisor that grows with the output."""
    place = _value_index(call, index)
    overlap = _dice(call, _region(call, place))
    slope = (overlap.intersection / overlap.total - Number(2.0) * call.t(index)) / overlap.total
    return call.shared(slope, place)


def _tversky(call: LossCall, region: list[Index]) -> _Overlap:
    """``I = sum y p`` over ``I + alpha sum (1 - p) y + beta sum p (1 - y) + 1e-7``."""
    both = total(call.t(each) * call.o(each) for each in region)
    missed = total((1 - call.o(each)) * call.t(each) for each in region)
    false_alarms = total(call.o(each) * (1 - call.t(each)) for each in region)
    alpha, beta = _weights(call)
    return _Overlap(both, both + alpha * missed + beta * false_alarms + EPSILON)


def _tversky_value(call: LossCall, index: Index) -> Expression:
    return _one_minus(_tversky(call, _region(call, index)))


def _tversky_gradient(call: LossCall, index: Index) -> Expression:
    """``(I T' / T - y) / T`` with ``T' = (1 - alpha) y + beta (1 - y)``."""
    place, target = _value_index(call, index), call.t(index)
    overlap, (alpha, beta) = _tversky(call, _region(call, place)), _weights(call)
    growth = (1 - alpha) * target + beta * (1 - target)
    return call.shared((overlap.intersection / overlap.total * growth - target) / overlap.total, place)


def _one_minus(overlap: _Overlap) -> Expression:
    return 1 - overlap.intersection / overlap.total


def _weights(call: LossCall) -> tuple[Symbol, Symbol]:
    return Symbol(letter_of("tversky_alpha"), (), float(call.options["alpha"])), Symbol(
        letter_of("tversky_beta"), (), float(call.options["beta"])
    )


def _region(call: LossCall, index: Index) -> list[Index]:
    """The outputs that one value sums over."""
    axes, kept = _axes(call), iter(index)
    shape = call.o_array().shape
    ways = [range(size) if axis in axes else (next(kept),) for axis, size in enumerate(shape)]
    return list(itertools.product(*ways))


def _value_index(call: LossCall, index: Index) -> Index:
    """The value that an output contributes to."""
    return tuple(i for axis, i in enumerate(index) if axis not in _axes(call))


def _axes(call: LossCall) -> frozenset[int]:
    axis, rank = call.options.get("axis"), call.o_array().ndim
    if axis is None:
        return frozenset(range(rank))
    return frozenset(one % rank for one in ((axis,) if isinstance(axis, int) else axis))


RULES: dict[LossOp, LossRule] = {
    DICE: LossRule(_dice_value, _dice_gradient),
    TVERSKY: LossRule(_tversky_value, _tversky_gradient),
}
