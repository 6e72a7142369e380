"""The circle loss of embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nervure.explain.loss_call import LossCall, LossRule
from nervure.ops.circle import CIRCLE
from nervure.ops.loss_op import LossOp
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Extremum, Number, Symbol, maximum, select, total
from nervure.records.place import Index

_LARGE = 500.0


class _Pairs(NamedTuple):
    """The exponents of one embedding's pairs, by the number of the other.

    Attributes:
        near: ``gamma (d^2 - m^2)`` for those of its own class.
        far: ``gamma max(1 + m - d, 0) (1 - m - d)`` for those of others.
    """

    near: dict[int, Expression]
    far: dict[int, Expression]


def _value(call: LossCall, index: Index) -> Expression:
    """``softplus(ln sum_p e^near + ln sum_n e^far)``; 0 for an embedding that lacks one kind of pair."""
    pairs = _pairs(call, index[0])
    if not pairs.near or not pairs.far:
        return Number(0.0)
    logit = _log_sum(list(pairs.near.values())) + _log_sum(list(pairs.far.values()))
    return maximum(logit, 0) + Call("ln", 1 + Call("exp", -Call("abs", logit)))


def _gradient(call: LossCall, index: Index) -> Expression:
    """Each embedding is on both sides of the products: its gradient comes from its own loss and those of the others."""
    sample, axis = index
    terms: list[Expression] = []
    for other in range(len(call.o_array())):
        terms += [slope * call.o((other, axis)) for slope in _product_slope(call, sample, other)]
        terms += [slope * call.o((other, axis)) for slope in _product_slope(call, other, sample)]
    return total(terms)


def _product_slope(call: LossCall, row: int, other: int) -> list[Expression]:
    """The derivative of the loss of ``row`` with respect to the two embeddings' product: empty, or one expression."""
    pairs = _pairs(call, row)
    if not pairs.near or not pairs.far or not (other in pairs.near or other in pairs.far):
        return []
    d, gamma, margin = (
        _distance(call, row, other),
        _setting(call, "circle_gamma", "gamma"),
        _setting(call, "circle_margin", "margin"),
    )
    if other in pairs.near:
        slope = Number(-2.0) * gamma * d * _share(pairs.near, other)
    else:
        slope = select(d, "<=", 1 + margin, Number(2.0) * gamma * (1 - d) * _share(pairs.far, other), 0)
    outer = 1 - Call("exp", -call.value((row,)))
    return [call.shared(select(_product(call, row, other), ">", 1, 0, outer * slope), (row,))]


def _pairs(call: LossCall, row: int) -> _Pairs:
    labels, gamma, margin = (
        call.t_array(),
        _setting(call, "circle_gamma", "gamma"),
        _setting(call, "circle_margin", "margin"),
    )
    near: dict[int, Expression] = {}
    far: dict[int, Expression] = {}
    for other in range(len(labels)):
        d = _distance(call, row, other)
        if labels[other] != labels[row]:
            far[other] = gamma * maximum(1 + margin - d, 0) * (1 - margin - d)
        elif other != row or not call.options.get("remove_diagonal", True):
            near[other] = gamma * (d**2 - margin**2)
    return _Pairs(near, far)


def _distance(call: LossCall, row: int, other: int) -> Expression:
    """``max(1 - e_i e_j, 0)``."""
    return maximum(1 - _product(call, row, other), 0)


def _product(call: LossCall, row: int, other: int) -> Expression:
    return total(call.o((row, axis)) * call.o((other, axis)) for axis in range(call.o_array().shape[1]))


def _log_sum(exponents: Sequence[Expression]) -> Expression:
    """``ln sum e^x``; ``m + ln sum e^(x - m)`` if an exponential would overflow."""
    logarithm = Call("ln", total(_exponential(exponent, exponents) for exponent in exponents))
    return _largest(exponents) + logarithm if _are_large(exponents) else logarithm


def _share(exponents: dict[int, Expression], other: int) -> Expression:
    """The share of one pair in the sum of the exponentials."""
    every = list(exponents.values())
    return _exponential(exponents[other], every) / total(_exponential(each, every) for each in every)


def _exponential(exponent: Expression, every: Sequence[Expression]) -> Expression:
    return Call("exp", exponent - _largest(every) if _are_large(every) else exponent)


def _largest(exponents: Sequence[Expression]) -> Expression:
    return Extremum("max", tuple(exponents))


def _are_large(exponents: Sequence[Expression]) -> bool:
    return any(abs(exponent.value) > _LARGE for exponent in exponents)


def _setting(call: LossCall, meaning: str, name: str) -> Symbol:
    return Symbol(letter_of(meaning), (), float(call.options[name]))


RULES: dict[LossOp, LossRule] = {CIRCLE: LossRule(_value, _gradient)}
